using OrderGrid.Journal;

namespace OrderGrid.Inventory;

/// <summary>
/// A position's answer. Refusals stand in their order of precedence: the first that applies is given.
/// </summary>
public enum PositionAnswer
{
    /// <summary>Done, and durable; also the repeat of something done before.</summary>
    Done,

    /// <summary>The id was used before with other content.</summary>
    IdReusedWithOtherContent,

    /// <summary>No such hold here, or finished so long ago that it is forgotten.</summary>
    UnknownHold,

    /// <summary>The hold expired; its stock is back on sale.</summary>
    HoldExpired,

    /// <summary>The hold was released; its stock is back on sale.</summary>
    HoldReleased,

    /// <summary>The hold is committed; there is nothing left to extend.</summary>
    HoldCommitted,

    /// <summary>The hold is still pending; commit it first.</summary>
    HoldNotCommitted,

    /// <summary>More than the hold still has.</summary>
    MoreThanHeld,

    /// <summary>A quantity of zero, or a level outside 0 to <see cref="Quantity.MaxPieces"/>.</summary>
    QuantityOutOfRange,

    /// <summary>The expiry is not in the future or beyond <see cref="PositionLimits.MaxHoldTime"/>.</summary>
    ExpiryOutOfRange,

    /// <summary>
    /// The time of a count is further ahead than <see cref="StockLimits.ClockTolerance"/>, or older than the changes
    /// that are remembered, or an expected time is missing.
    /// </summary>
    TimeOutOfRange,

    /// <summary>No such receipt is expected.</summary>
    UnknownReceipt,

    /// <summary>More receipts or reservations than <see cref="StockLimits"/> allows.</summary>
    TooManyTerms,

    /// <summary>On hand is not what the caller took it for, or a newer count was applied; the level tells.</summary>
    StaleStock,

    /// <summary>The buyer has as many as one buyer may have.</summary>
    BuyerCapReached,

    /// <summary>Not enough is available to promise.</summary>
    InsufficientStock,

    /// <summary>On hand would fall below what is held for orders; the level tells how much.</summary>
    BelowHolds,

    /// <summary>Nothing was written: the position or the journal is overloaded or away. Try again.</summary>
    NotWritten,

    /// <summary>It may or may not have happened. Repeat it with the same id to learn which.</summary>
    OutcomeUnknown,
}

/// <summary>The answer to a <see cref="PositionCommand"/>.</summary>
/// <param name="Answer">What became of it.</param>
/// <param name="Quantity">Pieces it was done for: held, committed, released or shipped; the level for a change.</param>
/// <param name="Levels">The position after the last committed event.</param>
/// <param name="Version">Version of the position that <paramref name="Levels"/> belongs to.</param>
[GenerateSerializer, Immutable, Alias("PositionOutcome")]
public sealed record PositionOutcome(
    [property: Id(0)] PositionAnswer Answer,
    [property: Id(1)] Quantity Quantity,
    [property: Id(2)] StockLevels Levels,
    [property: Id(3)] StreamVersion Version)
{
    /// <summary>What of a hold is still to come, and when; null when all of it was there from the first.</summary>
    [Id(4)]
    public BackorderPromise? Promise { get; init; }

    /// <summary>The hold of a series that was placed or gone on with; null: the one that was asked for.</summary>
    [Id(5)]
    public HoldId? Hold { get; init; }

    /// <summary>What the cap leaves the buyer who asked for a hold, after the answer; null without a cap.</summary>
    [Id(6)]
    public Quantity? BuyerLeft { get; init; }

    /// <summary>True when a hold came to less than was asked for because of the buyer's cap.</summary>
    public bool IsCapped(Quantity asked) => Answer == PositionAnswer.BuyerCapReached
        || (Answer == PositionAnswer.Done && Quantity < asked && BuyerLeft == Inventory.Quantity.Zero);
}

/// <summary>What one position can promise.</summary>
/// <param name="Position">SKU and node.</param>
/// <param name="Levels">Its levels, holds past their expiry already given back.</param>
/// <param name="Version">The version they were read at; never lower than in an earlier answer.</param>
[GenerateSerializer, Immutable, Alias("PositionAvailability")]
public sealed record PositionAvailability(
    [property: Id(0)] PositionKey Position,
    [property: Id(1)] StockLevels Levels,
    [property: Id(2)] StreamVersion Version)
{
    /// <summary>What is particular about the position; null when nothing is.</summary>
    [Id(3)]
    public StockTerms? Terms { get; init; }

    /// <summary>Pending pieces of whoever asks, which a further attempt of theirs goes on with.</summary>
    [Id(4)]
    public Quantity Own { get; init; }

    /// <summary>
    /// What the cap leaves the buyer who asks, in pieces, beside <see cref="Own"/>; null without a cap.
    /// </summary>
    [Id(5)]
    public Quantity? BuyerLeft { get; init; }

    /// <summary>What a channel may promise of it, backorders apart.</summary>
    public Quantity AvailableTo(Channels.ChannelId channel) =>
        Terms?.AvailableTo(Levels, channel) ?? Levels.AvailableTo(channel);
}
