using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Orders;

/// <summary>
/// What became of a submitted order. Refusals stand in their order of precedence but for the last, which came later and
/// goes before a lack of stock: processes of another release know the others by their places.
/// </summary>
public enum SubmitAnswer
{
    /// <summary>Accepted: durable, with stock held for every line.</summary>
    Accepted,

    /// <summary>The same order was accepted before; the promise is the first one.</summary>
    Repeated,

    /// <summary>The number was accepted before with other content.</summary>
    DuplicateWithOtherContent,

    /// <summary>No such channel is configured.</summary>
    UnknownChannel,

    /// <summary>The document or one of its members is not as the channel's format says.</summary>
    Malformed,

    /// <summary>A line cannot be understood: unknown item or unit, bad quantity or price.</summary>
    InvalidLines,

    /// <summary>No such reservation was placed.</summary>
    UnknownReservation,

    /// <summary>Another order has the reservation.</summary>
    ReservationTaken,

    /// <summary>The reservation was released.</summary>
    ReservationReleased,

    /// <summary>The reservation expired; its stock is back on sale.</summary>
    ReservationExpired,

    /// <summary>At least one line cannot be promised in full.</summary>
    InsufficientStock,

    /// <summary>The channel's rules leave no way to ship a line, whatever is in stock.</summary>
    CannotBeSourced,

    /// <summary>Nothing was written. Try again.</summary>
    NotWritten,

    /// <summary>It may or may not have been accepted. Repeat it to learn which.</summary>
    OutcomeUnknown,

    /// <summary>At least one line is more than one buyer may have.</summary>
    BuyerCapReached,
}

/// <summary>Why a line was refused.</summary>
public enum LineRefusalReason
{
    /// <summary>The channel has no listing for the item.</summary>
    UnknownSku,

    /// <summary>The listing does not know the unit.</summary>
    UnknownUnit,

    /// <summary>Zero, or too many once converted to the stock unit.</summary>
    QuantityOutOfRange,

    /// <summary>The price is in another currency than the order.</summary>
    CurrencyMismatch,

    /// <summary>Another line has the same number.</summary>
    DuplicateLine,

    /// <summary>The nodes of the channel cannot promise the quantity.</summary>
    InsufficientStock,

    /// <summary>No node of the channel may ship it.</summary>
    NoNode,

    /// <summary>There is stock, but not within the channel's limits for splitting an order.</summary>
    SplitNotAllowed,

    /// <summary>It is more than one buyer may have; stock that comes in changes nothing.</summary>
    BuyerCapReached,
}

/// <summary>A refused line.</summary>
/// <param name="Line">Its number.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">What to change, in a sentence.</param>
[GenerateSerializer, Immutable, Alias("LineRefusal")]
public sealed record LineRefusal(
    [property: Id(0)] int Line, [property: Id(1)] LineRefusalReason Reason, [property: Id(2)] string Detail);

/// <summary>What an accepted line was promised.</summary>
/// <param name="Line">Its number.</param>
/// <param name="Sku">The item.</param>
/// <param name="Quantity">Pieces in the stock unit.</param>
/// <param name="Allocations">Which node holds how much; they add up to <paramref name="Quantity"/>.</param>
/// <param name="ShipBy">
/// UTC; after the last date at which backordered pieces are expected. Pieces of which nobody knows when they come are
/// not in it: their allocation has no date.
/// </param>
[GenerateSerializer, Immutable, Alias("LinePromise")]
public sealed record LinePromise(
    [property: Id(0)] int Line,
    [property: Id(1)] Sku Sku,
    [property: Id(2)] Quantity Quantity,
    [property: Id(3)] ImmutableArray<Allocation> Allocations,
    [property: Id(4)] DateTimeOffset ShipBy);

/// <summary>The answer to a submitted order.</summary>
/// <param name="Answer">What became of it.</param>
/// <param name="AcceptedAt">When it was accepted, UTC; null when it was not.</param>
/// <param name="Promises">One per line when accepted; else empty.</param>
/// <param name="Refusals">The lines at fault; empty when accepted or when the fault is not a line's.</param>
/// <param name="Version">The order's version; 0 when it does not exist.</param>
/// <param name="Detail">What to change, in a sentence; null when accepted.</param>
[GenerateSerializer, Immutable, Alias("SubmitOutcome")]
public sealed record SubmitOutcome(
    [property: Id(0)] SubmitAnswer Answer,
    [property: Id(1)] DateTimeOffset? AcceptedAt,
    [property: Id(2)] ImmutableArray<LinePromise> Promises,
    [property: Id(3)] ImmutableArray<LineRefusal> Refusals,
    [property: Id(4)] StreamVersion Version,
    [property: Id(5)] string? Detail)
{
    /// <summary>A refusal without events: the order does not exist.</summary>
    public static SubmitOutcome Refused(
        SubmitAnswer answer, string detail, params ImmutableArray<LineRefusal> refusals) =>
        new(answer, null, [], refusals.IsDefault ? [] : refusals, StreamVersion.None, detail);
}
