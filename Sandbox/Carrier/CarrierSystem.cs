using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderGrid.Sandbox.Callbacks;
using OrderGrid.Sandbox.Ledgers;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Sandbox.Carrier;

/// <summary>How the carrier behaves.</summary>
public sealed record CarrierSettings
{
    /// <summary>False makes a second label for a repeated key. Default true.</summary>
    public bool Dedupe { get; init; } = true;

    /// <summary>True calls back when a parcel is delivered. Default false.</summary>
    public bool Tracking { get; init; }

    /// <summary>Shortest time from label to delivery, in milliseconds. Default 200.</summary>
    public int DeliveryDelayMs { get; init; } = 200;

    /// <summary>Longest such time. Default 1,000.</summary>
    public int DeliveryDelayMaxMs { get; init; } = 1000;
}

/// <summary>A simulated carrier: labels, and optionally the news that a parcel arrived.</summary>
public sealed class CarrierSystem : DocumentDesk
{
    /// <summary>The system's name.</summary>
    public const string SystemName = "carrier";

    /// <summary>Opens the carrier and what its ledger remembers.</summary>
    public CarrierSystem(PartnerContext context, CarrierSettings settings) : base(SystemName, context)
    {
        Settings = settings;
        Restore();
    }

    /// <summary>How it behaves from now on.</summary>
    public CarrierSettings Settings { get; set; }

    /// <inheritdoc/>
    protected override bool Deduplicates => Settings.Dedupe;

    /// <inheritdoc/>
    protected override (string Number, JsonElement Content) Create(PartnerCall call, JsonElement body, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(call);
        return ($"TRK{StableId(call.Key, $"label{ordinal}").ToUpperInvariant()}", body);
    }

    /// <inheritdoc/>
    protected override PartnerReply Show(int status, LedgerEntry document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return PartnerReply.Json(
            status, new JsonObject { ["key"] = document.Key, ["tracking"] = document.Number });
    }

    /// <inheritdoc/>
    protected override void OnCreated(LedgerEntry document, int ordinal)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (!Settings.Tracking)
        {
            return;
        }

        var due = Now + Dice.For(Context.Seed, $"{document.Key}#{ordinal}").Between(
            TimeSpan.FromMilliseconds(Settings.DeliveryDelayMs),
            TimeSpan.FromMilliseconds(Settings.DeliveryDelayMaxMs));
        var eventId = $"evt_{StableId(document.Key, $"delivered{ordinal}")}";
        var body = new JsonObject
        {
            ["type"] = "shipment.delivered",
            ["eventId"] = eventId,
            ["order"] = document.Content!.Value.Text("orderKey"),
            ["shipment"] = document.Content!.Value.Text("shipment"),
            ["time"] = due.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["tracking"] = document.Number,
        };
        Queue([new Callback(eventId, 0, document.Key, due, body.ToJsonString(SandboxJson.Options), Ordered: true)]);
    }
}
