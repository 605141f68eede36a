using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Channels;

/// <summary>A cart to be reserved: the channel's own item names and units. One of the two expiries is given.</summary>
/// <param name="Lines">1 to <see cref="ReservationLimits.MaxLines"/> lines.</param>
/// <param name="ExpiresInSeconds">Seconds from now, 1 or more.</param>
/// <param name="ExpiresAt">UTC, later than now.</param>
/// <param name="Customer">The buyer, whom caps count it for; null when nobody knows.</param>
[GenerateSerializer, Immutable, Alias("ChannelReservation")]
public sealed record ChannelReservation(
    [property: Id(0)] ImmutableArray<ChannelReservationLine> Lines,
    [property: Id(1)] int? ExpiresInSeconds = null,
    [property: Id(2)] DateTimeOffset? ExpiresAt = null,
    [property: Id(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CustomerId? Customer = null);

/// <summary>One line of a cart.</summary>
/// <param name="Sku">The item as the channel names it.</param>
/// <param name="Unit">The unit it is counted in.</param>
/// <param name="Quantity">Number of units, at least 1.</param>
[GenerateSerializer, Immutable, Alias("ChannelReservationLine")]
public sealed record ChannelReservationLine(
    [property: Id(0)] ChannelSku Sku, [property: Id(1)] UnitOfMeasure Unit, [property: Id(2)] Quantity Quantity);

/// <summary>A longer time for a reservation. One of the two is given.</summary>
/// <param name="ExpiresInSeconds">Seconds from now, 1 or more.</param>
/// <param name="ExpiresAt">UTC, later than now.</param>
[GenerateSerializer, Immutable, Alias("ReservationExtension")]
public sealed record ReservationExtension(
    [property: Id(0)] int? ExpiresInSeconds = null, [property: Id(1)] DateTimeOffset? ExpiresAt = null);

/// <summary>Reserves a cart.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Id">The channel's id for it.</param>
/// <param name="Reservation">The cart.</param>
[GenerateSerializer, Immutable, Alias("ReserveCart")]
public sealed record ReserveCart(
    [property: Id(0)] CommandContext Context,
    [property: Id(1)] ReservationId Id,
    [property: Id(2)] ChannelReservation Reservation);

/// <summary>Lets a cart's reservation last longer.</summary>
/// <param name="Context">Command id, correlation and trace; repeating the command id changes nothing.</param>
/// <param name="Id">The reservation.</param>
/// <param name="Extension">For how long.</param>
[GenerateSerializer, Immutable, Alias("ExtendCart")]
public sealed record ExtendCart(
    [property: Id(0)] CommandContext Context,
    [property: Id(1)] ReservationId Id,
    [property: Id(2)] ReservationExtension Extension);

/// <summary>How much of the stock a channel may have in reservations, and for how long.</summary>
/// <param name="MaxOpen">Reservations open at the same time, 0 to 1,000,000.</param>
/// <param name="MaxPieces">Pieces of the stock unit in them, 0 to 1,000,000,000.</param>
/// <param name="MaxHoldSeconds">Longest time from now to an expiry, 1 second to 30 days.</param>
[GenerateSerializer, Immutable, Alias("ReservationCaps")]
public sealed record ReservationCaps(
    [property: Id(0)] int MaxOpen, [property: Id(1)] long MaxPieces, [property: Id(2)] int MaxHoldSeconds)
{
    /// <summary>Of a channel that is configured without: 10,000 reservations, 1,000,000 pieces, 30 minutes.</summary>
    public static ReservationCaps Default { get; } = new(10_000, 1_000_000, 30 * 60);
}
