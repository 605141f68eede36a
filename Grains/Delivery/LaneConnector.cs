using OrderGrid.Connectors;
using OrderGrid.Identity;

namespace OrderGrid.Delivery;

/// <summary>One configured connector, as all lanes of a silo share it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Route">What it makes of events.</param>
/// <param name="Partner">The partner; null for a route that works inside the grid only.</param>
/// <param name="Schedule">When failed deliveries are tried again.</param>
/// <param name="Gate">Its places and its circuit breaker.</param>
public sealed record LaneConnector(
    ConnectorName Name, IDeliveryRoute Route, IPartnerConnector? Partner, RetrySchedule Schedule, ConnectorGate Gate)
{
    /// <summary>The canonical type of events that rest before their first attempt; null: none does.</summary>
    public string? RestingType { get; init; }

    /// <summary>How long they rest.</summary>
    public TimeSpan Rest { get; init; }
}

/// <summary>Every connector of the grid, by name.</summary>
public sealed class ConnectorRegistry
{
    private readonly Dictionary<ConnectorName, LaneConnector> _connectors;

    /// <summary>Makes one; a name used twice throws.</summary>
    public ConnectorRegistry(IEnumerable<LaneConnector> connectors)
    {
        All = [.. connectors];
        _connectors = All.ToDictionary(connector => connector.Name);
    }

    /// <summary>All of them, in the order they were configured.</summary>
    public IReadOnlyList<LaneConnector> All { get; }

    /// <summary>The connector, or null when the configuration no longer has it.</summary>
    public LaneConnector? Find(ConnectorName name) => _connectors.GetValueOrDefault(name);

    /// <summary>True when any connector may want an event of this type.</summary>
    public bool IsWanted(string eventType) => All.Any(connector => connector.Route.Wants(eventType));
}
