using OrderGrid.Channels;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>Whom a hold was placed for: an order or a reservation, exactly one of them.</summary>
/// <param name="Channel">The channel of either.</param>
/// <param name="Number">The order's number; null for a reservation.</param>
/// <param name="Reservation">The reservation; null for an order.</param>
[GenerateSerializer, Immutable, Alias("Holder")]
public readonly record struct Holder(
    [property: Id(0)] ChannelId Channel,
    [property: Id(1)] OrderNumber? Number,
    [property: Id(2)] ReservationId? Reservation)
{
    /// <summary>The order; null for a reservation.</summary>
    public OrderKey? Order => Number is { } number ? new OrderKey(Channel, number) : null;

    /// <summary>The reservation with its channel; null for an order.</summary>
    public ReservationKey? ReservationKey =>
        Reservation is { } reservation ? new ReservationKey(Channel, reservation) : null;

    /// <summary>An order as a holder.</summary>
    public static Holder Of(OrderKey order) => new(order.Channel, order.Number, null);

    /// <summary>A reservation as a holder.</summary>
    public static Holder Of(ReservationKey reservation) => new(reservation.Channel, null, reservation.Reservation);

    /// <summary>Whichever of the two there is.</summary>
    /// <param name="order">The order; null for a reservation.</param>
    /// <param name="reservation">The reservation; null for an order.</param>
    /// <exception cref="ArgumentException">There is neither.</exception>
    public static Holder Of(OrderKey? order, ReservationKey? reservation) =>
        reservation is { } reserved ? Of(reserved)
        : order is { } ordered ? Of(ordered)
        : throw new ArgumentException("A hold is for an order or for a reservation.", nameof(order));

    /// <inheritdoc/>
    public override string ToString() =>
        Reservation is { } reservation ? $"reservation {Channel}/{reservation}" : $"{Channel}/{Number}";
}
