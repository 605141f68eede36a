using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>The state of one SKU at one node.</summary>
public sealed record Position(
    StockLevels Levels,
    ImmutableDictionary<HoldId, Hold> Holds,
    ImmutableQueue<HoldId> Finished,
    int FinishedCount,
    ImmutableDictionary<CommandId, RememberedChange> Changes,
    ImmutableQueue<CommandId> ChangeOrder,
    DateTimeOffset EarliestExpiry,
    RefusedHolds Refused)
{
    /// <summary>A position nobody has written to.</summary>
    public static Position Empty { get; } = new(
        default,
        ImmutableDictionary<HoldId, Hold>.Empty,
        [],
        0,
        ImmutableDictionary<CommandId, RememberedChange>.Empty,
        [],
        DateTimeOffset.MaxValue,
        RefusedHolds.None);
}

/// <summary>Where a hold stands.</summary>
public enum HoldPhase
{
    /// <summary>Reserved until it expires.</summary>
    Pending,

    /// <summary>Promised to an order for good.</summary>
    Committed,

    /// <summary>Given back.</summary>
    Released,

    /// <summary>Given back by the clock.</summary>
    Expired,

    /// <summary>All of it has shipped.</summary>
    Shipped,
}

/// <summary>One hold. <see cref="Asked"/> and the holder tell a repeat from another use of the id.</summary>
public sealed record Hold(
    Holder Holder,
    Quantity Asked,
    Quantity Held,
    Quantity Committed,
    Quantity Open,
    HoldPhase Phase,
    DateTimeOffset ExpiresAt,
    ImmutableDictionary<ShipmentId, Quantity> Shipments);

/// <summary>A stock change whose answer is remembered.</summary>
public sealed record RememberedChange(StockChange Change, long Amount, Quantity OnHand);
