using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Sourcing;

namespace OrderGrid.Hosting;

/// <summary>What an installation is connected to: the content of its configuration file.</summary>
/// <param name="Nodes">Places that hold stock and ship: each its id, or an object with what is known of it.</param>
/// <param name="Connectors">Partner systems that the grid calls.</param>
/// <param name="Partners">Partner systems that call the grid.</param>
/// <param name="Regions">Places that orders go to, for distances; left out: none.</param>
public sealed record GridSettings(
    NodeCatalogue Nodes,
    ImmutableArray<ConnectorSettings> Connectors,
    ImmutableArray<PartnerSettings> Partners,
    ImmutableArray<RegionFacts>? Regions = null)
{
    /// <summary>The nodes, with the regions that orders go to.</summary>
    public NodeCatalogue Catalogue { get; } = Nodes.With(Regions ?? []);

    /// <summary>A grid with nothing around it.</summary>
    public static GridSettings Empty { get; } = new([], [], []);

    /// <summary>Reads a configuration file; no path gives <see cref="Empty"/>.</summary>
    /// <exception cref="GridConfigurationException">The file is missing or wrong; the message says how.</exception>
    public static GridSettings Load(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return Empty;
        }

        try
        {
            using var file = File.OpenRead(path);
            return Check(JsonSerializer.Deserialize(file, GridSettingsJson.Default.GridSettings)!, path);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new GridConfigurationException(
                $"The configuration {path} cannot be read: {exception.Message}", exception);
        }
    }

    private static GridSettings Check(GridSettings settings, string path)
    {
        var faults = settings.Connectors
            .Where(connector => connector.Kind == ConnectorKind.Wms
                && (connector.Node is not { } node || !settings.Nodes.Contains(node)))
            .Select(connector => $"connector '{connector.Name}' names no known node")
            .Concat(settings.Connectors
                .Where(connector => connector.Retry is { IsPossible: false })
                .Select(connector => $"connector '{connector.Name}' retries without end: {RetrySettings.Rule}"))
            .Concat(settings.Connectors.GroupBy(connector => connector.Name)
                .Where(group => group.Count() > 1)
                .Select(group => $"connector '{group.Key}' is named twice"))
            .Concat(settings.Nodes.All.Where(node => node.FindFault() is not null)
                .Select(node => $"node '{node.Node}': {node.FindFault()}"))
            .Concat(settings.Partners.GroupBy(partner => partner.Partner)
                .Where(group => group.Count() > 1)
                .Select(group => $"partner '{group.Key}' is named twice"))
            .ToList();
        return faults.Count == 0
            ? settings
            : throw new GridConfigurationException($"The configuration {path} is wrong: {string.Join("; ", faults)}.");
    }
}

/// <summary>A partner system that the grid calls.</summary>
/// <param name="Name">Its name, also of its lanes: keep it for ever.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Url">Its address; documents are posted below it.</param>
/// <param name="Node">The node it runs; required for a WMS, else null.</param>
/// <param name="MaxInFlight">Most calls at the same time; null for 16.</param>
/// <param name="TimeoutSeconds">Longest wait for an answer; null for 15.</param>
/// <param name="Retry">When failures are tried again; null for the kind's default.</param>
public sealed record ConnectorSettings(
    ConnectorName Name,
    ConnectorKind Kind,
    Uri Url,
    NodeId? Node = null,
    int? MaxInFlight = null,
    double? TimeoutSeconds = null,
    RetrySettings? Retry = null);

/// <summary>A retry schedule that doubles.</summary>
/// <param name="FirstSeconds">First wait.</param>
/// <param name="LongestSeconds">Longest wait.</param>
/// <param name="TotalHours">After this the delivery is given up.</param>
public sealed record RetrySettings(double FirstSeconds, double LongestSeconds, double TotalHours)
{
    /// <summary>What the members must be.</summary>
    public const string Rule =
        "firstSeconds is 0.1 or more, longestSeconds not less than that, totalHours above 0 and at most 720";

    /// <summary>True when the members are as <see cref="Rule"/> says; other values would have no end.</summary>
    public bool IsPossible =>
        FirstSeconds >= 0.1 && LongestSeconds >= FirstSeconds && TotalHours is > 0 and <= 720;

    /// <summary>The schedule.</summary>
    public RetrySchedule Schedule => RetrySchedule.Doubling(
        TimeSpan.FromSeconds(FirstSeconds), TimeSpan.FromSeconds(LongestSeconds), TimeSpan.FromHours(TotalHours));
}

/// <summary>What a connector talks to.</summary>
public enum ConnectorKind
{
    /// <summary>An ERP: gets orders and shipments.</summary>
    Erp,

    /// <summary>A warehouse: gets releases for one node.</summary>
    Wms,
}

/// <summary>A partner system that calls the grid.</summary>
/// <param name="Partner">Its id in the address it calls.</param>
/// <param name="Secrets">Standard Webhooks secrets (<c>whsec_…</c>), or <c>env:NAME</c>; several in a rotation.</param>
/// <param name="Node">The only node it may speak for; null when it is not a node's.</param>
public sealed record PartnerSettings(PartnerId Partner, ImmutableArray<string> Secrets, NodeId? Node = null)
{
    /// <summary>The secrets themselves; one whose environment variable is missing is left out.</summary>
    public IEnumerable<string> ResolveSecrets() => Secrets
        .Select(secret => secret.StartsWith("env:", StringComparison.Ordinal)
            ? Environment.GetEnvironmentVariable(secret["env:".Length..])
            : secret)
        .OfType<string>();
}

/// <summary>The configuration is wrong; the message says what to change.</summary>
public sealed class GridConfigurationException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public GridConfigurationException() { }

    /// <summary>Makes one.</summary>
    public GridConfigurationException(string message) : base(message) { }

    /// <summary>Makes one with its cause.</summary>
    public GridConfigurationException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>JSON of the configuration file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(GridSettings))]
public sealed partial class GridSettingsJson : JsonSerializerContext;
