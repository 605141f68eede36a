using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>What a position can be asked to do. A closed family: the position decides each kind in one place.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
[GenerateSerializer, Immutable, Alias("PositionCommand")]
public abstract record PositionCommand([property: Id(0)] CommandContext Context);

/// <summary>Reserves stock until it is committed, released or expires. The first phase.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Hold">
/// Made by the caller; the same id for the same holder and quantity repeats the first answer.
/// </param>
/// <param name="Quantity">At least 1 piece.</param>
/// <param name="AllowPartial">True: hold what is there, at least 1 piece. False: all or nothing.</param>
/// <param name="ExpiresAt">UTC, later than now and at most <see cref="PositionLimits.MaxHoldTime"/> ahead.</param>
/// <param name="Holder">The order or reservation that asks.</param>
/// <param name="RememberRefusal">
/// True for ids that live longer than one attempt: a refusal is journalled, and is the answer to the id from then on.
/// </param>
[GenerateSerializer, Immutable, Alias("PlaceHold")]
public sealed record PlaceHold(
    CommandContext Context,
    [property: Id(0)] HoldId Hold,
    [property: Id(1)] Quantity Quantity,
    [property: Id(2)] bool AllowPartial,
    [property: Id(3)] DateTimeOffset ExpiresAt,
    [property: Id(4)] Holder Holder,
    [property: Id(5)] bool RememberRefusal = false) : PositionCommand(Context)
{
    /// <summary>Who it is for, where a <see cref="BuyerCap"/> may apply; null when nobody knows.</summary>
    [Id(6)]
    public CustomerId? Buyer { get; init; }

    /// <summary>True: what is not there may be held against what is to come, as far as the position allows.</summary>
    [Id(7)]
    public bool Backorder { get; init; }

    /// <summary>
    /// True: the id is the first of a series that belongs to the holder. The position goes on with the hold of the
    /// series that is pending, lets it last up to <see cref="ExpiresAt"/> once, and answers with as much of it as is
    /// asked for; when there is none it places one, under the first id that has not had its answer. The outcome names
    /// the hold.
    /// </summary>
    [Id(9)]
    public bool Series { get; init; }

    /// <summary>
    /// The latest time, UTC, at which backordered pieces may be expected: what is promised later, or for no known time,
    /// is not held. Null: any time is as good. Means nothing without <see cref="Backorder"/>.
    /// </summary>
    [Id(8)]
    public DateTimeOffset? PromiseBy { get; init; }
}

/// <summary>
/// Makes a pending hold, or a part of it, final: it no longer expires, and the rest is back on sale with the same
/// event. The second phase; it happens once.
/// </summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Hold">The hold.</param>
/// <param name="Quantity">1 piece up to what is held; null: all of it.</param>
[GenerateSerializer, Immutable, Alias("CommitHold")]
public sealed record CommitHold(
    CommandContext Context, [property: Id(0)] HoldId Hold, [property: Id(1)] Quantity? Quantity = null)
    : PositionCommand(Context);

/// <summary>
/// Lets a pending hold last longer. An expiry before the one it has changes nothing, so that a request that comes late
/// or twice does no harm.
/// </summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Hold">The hold.</param>
/// <param name="ExpiresAt">UTC, later than now and at most <see cref="PositionLimits.MaxHoldTime"/> ahead.</param>
[GenerateSerializer, Immutable, Alias("ExtendHold")]
public sealed record ExtendHold(
    CommandContext Context, [property: Id(0)] HoldId Hold, [property: Id(1)] DateTimeOffset ExpiresAt)
    : PositionCommand(Context)
{
    /// <summary>
    /// Whom the hold is to count for from now on, where a <see cref="BuyerCap"/> applies: refused as
    /// <see cref="PositionAnswer.BuyerCapReached"/> when the cap leaves the buyer less than the whole hold, or when the
    /// hold counts for another buyer. Null: it counts as before.
    /// </summary>
    [Id(2)]
    public CustomerId? Buyer { get; init; }
}

/// <summary>Gives back what a hold has not shipped, pending or committed.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Hold">The hold.</param>
[GenerateSerializer, Immutable, Alias("ReleaseHold")]
public sealed record ReleaseHold(CommandContext Context, [property: Id(0)] HoldId Hold) : PositionCommand(Context)
{
    /// <summary>
    /// True for an attempt at an order that came to nothing: a hold that is committed, or that another attempt has
    /// gone on with, is not its own any more and stays.
    /// </summary>
    [Id(1)]
    public bool Unaccepted { get; init; }
}

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

    /// <summary>A hold that was gone on with once is gone on with again only while it lasts longer than this.</summary>
    public static readonly TimeSpan LeastToResume = TimeSpan.FromMinutes(1);

    /// <summary>Finished holds whose answer is remembered; older ones are answered as unknown.</summary>
    public const int RememberedHolds = 10_000;

    /// <summary>Refusals of holds that are remembered; older ones are decided anew.</summary>
    public const int RememberedRefusals = 10_000;

    /// <summary>Most holds given back by the clock in one journal record; the next ones follow at once.</summary>
    public const int MaxExpiredPerRecord = 2_048;

    /// <summary>
    /// A position watches an expiry by itself when it is nearer than this; farther ones are announced.
    /// </summary>
    public static readonly TimeSpan WatchedByItself = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long a position that was seen to be at the end of its journal may say that nothing is due: shorter than
    /// <see cref="WatchedByItself"/> less the time from a sweep's first call to the end of the bucket.
    /// </summary>
    public static readonly TimeSpan ProofLasts = TimeSpan.FromSeconds(1);

    /// <summary>Expiry times are announced to the deadline sweep rounded down to this.</summary>
    public static readonly TimeSpan DeadlineBucket = TimeSpan.FromSeconds(10);

    /// <summary>Stock changes whose answer is remembered.</summary>
    public const int RememberedChanges = 1_000;

    /// <summary>
    /// Imports whose rows are known as applied after their answers are forgotten, at least; see
    /// <see cref="RememberedBlocks"/>.
    /// </summary>
    public const int RememberedImports = 1_000;

    /// <summary>
    /// Blocks of up to 64 neighbouring rows of imports that are known as applied, at least: more than the largest
    /// import of valid rows can have.
    /// </summary>
    public const int RememberedBlocks = 32_768;

    /// <summary>Most commands decided in one journal record.</summary>
    public const int MaxCommandsPerRecord = 1_024;

    /// <summary>Most commands waiting in one position before further ones are turned away.</summary>
    public const int MaxWaiting = 16_384;
}
