using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>What a position can be asked to do. A closed family: the position decides each kind in one place.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
[GenerateSerializer, Immutable, Alias("PositionCommand")]
public abstract record PositionCommand([property: Id(0)] CommandContext Context);

/// <summary>Reserves stock until it is committed, released or expires. The first phase.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Hold">Made by the caller; the same id with the same content repeats the first answer.</param>
/// <param name="Quantity">At least 1 piece.</param>
/// <param name="AllowPartial">True: hold what is there, at least 1 piece. False: all or nothing.</param>
/// <param name="ExpiresAt">UTC, later than now and at most <see cref="PositionLimits.MaxHoldTime"/> ahead.</param>
/// <param name="Order">The order that asks.</param>
[GenerateSerializer, Immutable, Alias("PlaceHold")]
public sealed record PlaceHold(
    CommandContext Context,
    [property: Id(0)] HoldId Hold,
    [property: Id(1)] Quantity Quantity,
    [property: Id(2)] bool AllowPartial,
    [property: Id(3)] DateTimeOffset ExpiresAt,
    [property: Id(4)] OrderKey Order) : PositionCommand(Context)
{
    /// <summary>Who it is for, where a <see cref="BuyerCap"/> may apply; null when nobody knows.</summary>
    [Id(5)]
    public CustomerId? Buyer { get; init; }

    /// <summary>True: what is not there may be held against what is to come, as far as the position allows.</summary>
    [Id(6)]
    public bool Backorder { get; init; }
}

/// <summary>Makes a pending hold final: it no longer expires. The second phase.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Hold">The hold.</param>
[GenerateSerializer, Immutable, Alias("CommitHold")]
public sealed record CommitHold(CommandContext Context, [property: Id(0)] HoldId Hold) : PositionCommand(Context);

/// <summary>Gives back what a hold has not shipped, pending or committed.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Hold">The hold.</param>
[GenerateSerializer, Immutable, Alias("ReleaseHold")]
public sealed record ReleaseHold(CommandContext Context, [property: Id(0)] HoldId Hold) : PositionCommand(Context);

/// <summary>Takes committed pieces off the shelf: on hand and committed both fall.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Hold">The committed hold.</param>
/// <param name="Shipment">Names the shipment; a repeated one changes nothing.</param>
/// <param name="Quantity">At least 1 piece, at most what the hold still has.</param>
[GenerateSerializer, Immutable, Alias("ShipHold")]
public sealed record ShipHold(
    CommandContext Context,
    [property: Id(0)] HoldId Hold,
    [property: Id(1)] ShipmentId Shipment,
    [property: Id(2)] Quantity Quantity) : PositionCommand(Context);

/// <summary>Changes what is on hand. Repeating the command id repeats the first answer.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Change">How <paramref name="Amount"/> is meant.</param>
/// <param name="Amount">Pieces: the new level (0 or more) or a signed difference.</param>
/// <param name="Reason">Why, in a word or two: 1 to 64 characters.</param>
[GenerateSerializer, Immutable, Alias("AdjustStock")]
public sealed record AdjustStock(
    CommandContext Context,
    [property: Id(0)] StockChange Change,
    [property: Id(1)] long Amount,
    [property: Id(2)] string Reason) : PositionCommand(Context)
{
    /// <summary>
    /// What the caller takes on hand for: another level refuses the change as <see cref="PositionAnswer.StaleStock"/>.
    /// Null: it is changed whatever it is.
    /// </summary>
    [Id(3)]
    public long? Expected { get; init; }

    /// <summary>Who said so, 1 to 64 characters; null when nobody did.</summary>
    [Id(4)]
    public string? Source { get; init; }

    /// <summary>Their document, 1 to 64 characters; null when there is none.</summary>
    [Id(5)]
    public string? Reference { get; init; }
}

/// <summary>How the amount of an <see cref="AdjustStock"/> is meant.</summary>
public enum StockChange
{
    /// <summary>On hand becomes the amount.</summary>
    Set,

    /// <summary>The amount is added to on hand; it may be negative.</summary>
    Delta,
}

/// <summary>Named limits of a position.</summary>
public static class PositionLimits
{
    /// <summary>Longest time a hold may stay pending.</summary>
    public static readonly TimeSpan MaxHoldTime = TimeSpan.FromDays(30);

    /// <summary>Expiry times are rounded up to this, so that one sweep serves many holds.</summary>
    public static readonly TimeSpan ExpiryStep = TimeSpan.FromMilliseconds(500);

    /// <summary>Finished holds whose answer is remembered; older ones are answered as unknown.</summary>
    public const int RememberedHolds = 10_000;

    /// <summary>Stock changes whose answer is remembered.</summary>
    public const int RememberedChanges = 1_000;

    /// <summary>Most commands decided in one journal record.</summary>
    public const int MaxCommandsPerRecord = 1_024;

    /// <summary>Most commands waiting in one position before further ones are turned away.</summary>
    public const int MaxWaiting = 16_384;
}
