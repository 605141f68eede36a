using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;
using OrderGrid.Sandbox.Callbacks;
using OrderGrid.Sandbox.Carrier;
using OrderGrid.Sandbox.Erp;
using OrderGrid.Sandbox.Faults;
using OrderGrid.Sandbox.Warehouse;

namespace OrderGrid.Sandbox.Hosting;

/// <summary>How a sandbox is set up; also the shape of its configuration file.</summary>
public sealed record SandboxOptions
{
    /// <summary>The secret where none is configured. It protects nothing: the sandbox is for trying out.</summary>
    public static string DevelopmentSecret { get; } =
        "whsec_" + Convert.ToBase64String(Encoding.ASCII.GetBytes("ordergrid-sandbox-development-key"));

    /// <summary>Where it listens. Port 0 takes a free one. Default <c>http://127.0.0.1:5080</c>.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>Base address of the grid, where callbacks go; null keeps them in the outbox until it is set.</summary>
    public Uri? GridUrl { get; init; }

    /// <summary>Folder for ledgers, made when missing; null keeps them in memory.</summary>
    public string? LedgerDirectory { get; init; }

    /// <summary>Seed of everything the partners draw for themselves. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Secret of every webhook and callback without one of its own.</summary>
    public string Secret { get; init; } = DevelopmentSecret;

    /// <summary>Secrets by system name: <c>wms-BER</c>, <c>erp</c>, <c>webhooks-crm</c>.</summary>
    public ImmutableDictionary<string, string> Secrets { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How the ERP behaves.</summary>
    public ErpSettings Erp { get; init; } = new();

    /// <summary>How warehouses behave that are not named in <see cref="Nodes"/>.</summary>
    public WarehouseSettings Warehouse { get; init; } = new();

    /// <summary>How single warehouses behave, by node.</summary>
    public ImmutableDictionary<string, WarehouseSettings> Nodes { get; init; } =
        ImmutableDictionary<string, WarehouseSettings>.Empty;

    /// <summary>How the carrier behaves.</summary>
    public CarrierSettings Carrier { get; init; } = new();

    /// <summary>Fault scripts by system or family: <c>erp</c>, <c>wms</c>, <c>wms-BER</c>, <c>webhooks</c>.</summary>
    public ImmutableDictionary<string, FaultScript> Faults { get; init; } =
        ImmutableDictionary<string, FaultScript>.Empty;

    /// <summary>Waits between sendings of a callback.</summary>
    public CallbackBackoff Backoff { get; init; } = CallbackBackoff.Default;

    /// <summary>Longest wait for the grid's answer to a callback, in seconds. Default 15.</summary>
    public double CallbackTimeoutSeconds { get; init; } = 15;

    /// <summary>The only clock.</summary>
    [JsonIgnore]
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The secret of a system.</summary>
    public string SecretOf(string system) => Secrets.GetValueOrDefault(system, Secret);
}
