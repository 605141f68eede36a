using System.Text.Json.Serialization;
using OrderGrid.Identity;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>What can happen to a position. <see cref="After"/> is where it stands then.</summary>
public abstract record PositionEvent(StockLevels After);

/// <summary>Stock was reserved, for an order or for a reservation.</summary>
public sealed record StockHeld(
    HoldId Hold,
    OrderKey? Order,
    Quantity Asked,
    Quantity Quantity,
    DateTimeOffset ExpiresAt,
    StockLevels After,
    ReservationKey? Reservation = null)
    : PositionEvent(After)
{
    /// <summary>Whom it is for.</summary>
    public Holder Holder => Holder.Of(Order, Reservation);

    /// <summary>What is particular about it; null when nothing is.</summary>
    public HoldTerms? Terms { get; init; }
}

/// <summary>A hold was refused, and is from now on: its id has had its answer.</summary>
public sealed record StockRefused(
    HoldId Hold,
    OrderKey? Order,
    Quantity Asked,
    PositionAnswer Answer,
    StockLevels After,
    ReservationKey? Reservation = null)
    : PositionEvent(After)
{
    /// <summary>Who asked.</summary>
    public Holder Holder => Holder.Of(Order, Reservation);
}

/// <summary>A hold lasts longer.</summary>
public sealed record HoldExtended(HoldId Hold, DateTimeOffset ExpiresAt, StockLevels After) : PositionEvent(After)
{
    /// <summary>True when another attempt at the order goes on with it, to which it belongs from now on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Resumed { get; init; }

    /// <summary>The buyer whom all of it counts for from now on; null: as before.</summary>
    public BuyerShare? Buyer { get; init; }
}

/// <summary>A hold became final; what was not wanted of it, <see cref="Released"/>, is back on sale.</summary>
public sealed record HoldCommitted(HoldId Hold, Quantity Quantity, StockLevels After, Quantity? Released = null)
    : PositionEvent(After);

/// <summary>What was open of a hold is back on sale.</summary>
public sealed record HoldReleased(HoldId Hold, Quantity Quantity, StockLevels After) : PositionEvent(After);

/// <summary>A reservation ran out; its stock is back on sale.</summary>
public sealed record HoldExpired(HoldId Hold, Quantity Quantity, StockLevels After) : PositionEvent(After);

/// <summary>Committed pieces left the shelf.</summary>
public sealed record HoldShipped(HoldId Hold, ShipmentId Shipment, Quantity Quantity, StockLevels After)
    : PositionEvent(After)
{
    /// <summary>When it was recorded; null in older journals.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>On hand changed.</summary>
public sealed record StockAdjusted(
    CommandId Command, StockChange Change, long Amount, string Reason, StockLevels After)
    : PositionEvent(After)
{
    /// <summary>Who said so; null when nobody did.</summary>
    public string? Source { get; init; }

    /// <summary>Their document; null when there is none.</summary>
    public string? Reference { get; init; }

    /// <summary>When it was recorded; null in older journals.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>The journalled form of position events.</summary>
public static class PositionEvents
{
    /// <summary>Names and bodies.</summary>
    public static EventFormat<PositionEvent> Format { get; } = new(
        ("inventory.held.v1", PositionJson.Default.StockHeld),
        ("inventory.refused.v1", PositionJson.Default.StockRefused),
        ("inventory.extended.v1", PositionJson.Default.HoldExtended),
        ("inventory.committed.v1", PositionJson.Default.HoldCommitted),
        ("inventory.released.v1", PositionJson.Default.HoldReleased),
        ("inventory.expired.v1", PositionJson.Default.HoldExpired),
        ("inventory.shipped.v1", PositionJson.Default.HoldShipped),
        ("inventory.adjusted.v1", PositionJson.Default.StockAdjusted),
        ("inventory.snapshot-applied.v1", PositionJson.Default.StockCounted),
        ("inventory.expected.v1", PositionJson.Default.ReceiptExpected),
        ("inventory.received.v1", PositionJson.Default.StockReceived),
        ("inventory.transferred.v1", PositionJson.Default.StockTransferred),
        ("inventory.blocked.v1", PositionJson.Default.StockBlocked),
        ("inventory.safety-kept.v1", PositionJson.Default.SafetyKept),
        ("inventory.allotted.v1", PositionJson.Default.StockAllotted),
        ("inventory.limited.v1", PositionJson.Default.StockLimited),
        ("inventory.shortfall.v1", PositionJson.Default.ShortfallChanged),
        ("inventory.repromised.v1", PositionJson.Default.PromisesChanged),
        ("inventory.promises-told.v1", PositionJson.Default.PromisesTold));

    /// <summary>Snapshots of the state.</summary>
    public static SnapshotFormat<Position> Snapshots { get; } = new(3, PositionJson.Default.Position);
}
