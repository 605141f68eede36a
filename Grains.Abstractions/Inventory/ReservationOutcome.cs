using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Journal;
using OrderGrid.Kits;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>
/// What became of a request about a reservation. Refusals stand in their order of precedence but for the last, which
/// came later: processes of another release know the others by their places.
/// </summary>
public enum ReservationAnswer
{
    /// <summary>Done, and durable.</summary>
    Done,

    /// <summary>Done before; what is shown is how it stands now.</summary>
    Repeated,

    /// <summary>The id was used before with other content.</summary>
    IdReusedWithOtherContent,

    /// <summary>No such channel is configured.</summary>
    UnknownChannel,

    /// <summary>No such reservation was placed.</summary>
    UnknownReservation,

    /// <summary>It was handed over to an order.</summary>
    Converted,

    /// <summary>It was released.</summary>
    Released,

    /// <summary>It expired; its stock is back on sale.</summary>
    Expired,

    /// <summary>The number of lines, or the expiry, is not as the contract says.</summary>
    Malformed,

    /// <summary>A line cannot be understood: unknown item or unit, bad quantity.</summary>
    InvalidLines,

    /// <summary>The expiry is not in the future or beyond the channel's longest hold.</summary>
    ExpiryOutOfRange,

    /// <summary>The channel has as many reservations, or pieces in them, as it may.</summary>
    TooManyReservations,

    /// <summary>At least one line cannot be reserved in full. The answer to this id for ever.</summary>
    InsufficientStock,

    /// <summary>Nothing was written. Try again.</summary>
    NotWritten,

    /// <summary>It may or may not have happened. Repeat it to learn which.</summary>
    OutcomeUnknown,

    /// <summary>The channel's rules leave no way to hold a line. Nothing is kept: the id may be used again.</summary>
    CannotBeSourced,

    /// <summary>At least one line is more than one buyer may have. The answer to this id for ever.</summary>
    BuyerCapReached,
}

/// <summary>Where a reservation stands.</summary>
public enum ReservationStatus
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>It was asked for; its holds are being placed.</summary>
    Requested,

    /// <summary>Every line is held.</summary>
    Placed,

    /// <summary>There was not enough stock.</summary>
    Refused,

    /// <summary>An order has it.</summary>
    Converted,

    /// <summary>Given back by the channel.</summary>
    Released,

    /// <summary>Given back by the clock.</summary>
    Expired,
}

/// <summary>A line and the nodes that hold stock for it.</summary>
/// <param name="Line">Its place in the reservation, from 1.</param>
/// <param name="ChannelSku">The item as the channel named it.</param>
/// <param name="Sku">The item.</param>
/// <param name="Quantity">Pieces in the stock unit; kits for a kit.</param>
/// <param name="Allocations">Which node holds how much.</param>
/// <param name="Kit">What the item was made of when it was reserved; null for an item that is no kit.</param>
[GenerateSerializer, Immutable, Alias("ReservedLine")]
public sealed record ReservedLine(
    [property: Id(0)] int Line,
    [property: Id(1)] ChannelSku ChannelSku,
    [property: Id(2)] Sku Sku,
    [property: Id(3)] Quantity Quantity,
    [property: Id(4)] ImmutableArray<Allocation> Allocations,
    [property: Id(5)] Kit? Kit = null);

/// <summary>A reservation as it stands at one version.</summary>
/// <param name="Reservation">Channel and id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="Order">The order that has it; null when none has.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Version">The version this was read at.</param>
[GenerateSerializer, Immutable, Alias("ReservationView")]
public sealed record ReservationView(
    [property: Id(0)] ReservationKey Reservation,
    [property: Id(1)] ReservationStatus Status,
    [property: Id(2)] DateTimeOffset ExpiresAt,
    [property: Id(3)] OrderNumber? Order,
    [property: Id(4)] ImmutableArray<ReservedLine> Lines,
    [property: Id(5)] StreamVersion Version);

/// <summary>The answer to a request about a reservation.</summary>
/// <param name="Answer">What became of it.</param>
/// <param name="View">The reservation as it stands; for a conversion, the lines whose holds the order now has.</param>
/// <param name="Refusals">The lines at fault; empty when the fault is not a line's.</param>
/// <param name="Detail">What to change, in a sentence; null when it was done.</param>
[GenerateSerializer, Immutable, Alias("ReservationOutcome")]
public sealed record ReservationOutcome(
    [property: Id(0)] ReservationAnswer Answer,
    [property: Id(1)] ReservationView? View,
    [property: Id(2)] ImmutableArray<LineRefusal> Refusals,
    [property: Id(3)] string? Detail)
{
    /// <summary>It was done, now or before.</summary>
    public static ReservationOutcome Of(ReservationAnswer answer, ReservationView view) => new(answer, view, [], null);

    /// <summary>It was not done.</summary>
    public static ReservationOutcome Refused(
        ReservationAnswer answer, string detail, params ImmutableArray<LineRefusal> refusals) =>
        new(answer, null, refusals.IsDefault ? [] : refusals, detail);
}
