using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using OrderGrid.Pricing;

namespace OrderGrid.Channels;

/// <summary>The canonical order body: the channel's own item names and units.</summary>
/// <param name="Customer">The buyer.</param>
/// <param name="Currency">Currency of every price.</param>
/// <param name="ShipTo">Destination.</param>
/// <param name="Lines">1 to <see cref="OrderLimits.MaxLines"/> lines.</param>
/// <param name="Reservation">The cart's reservation whose stock the order takes over; null when there was none.</param>
[GenerateSerializer, Immutable, Alias("ChannelOrder")]
public sealed record ChannelOrder(
    [property: Id(0)] CustomerId Customer,
    [property: Id(1)] Currency Currency,
    [property: Id(2)] Address ShipTo,
    [property: Id(3)] ImmutableArray<ChannelOrderLine> Lines,
    [property: Id(4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    ReservationId? Reservation = null);

/// <summary>One line of a canonical order.</summary>
/// <param name="Line">Number within the order, 1 or more.</param>
/// <param name="Sku">The item as the channel names it.</param>
/// <param name="Unit">The unit it is counted in.</param>
/// <param name="Quantity">Number of units, at least 1.</param>
/// <param name="UnitPrice">Price of one unit.</param>
[GenerateSerializer, Immutable, Alias("ChannelOrderLine")]
public sealed record ChannelOrderLine(
    [property: Id(0)] int Line,
    [property: Id(1)] ChannelSku Sku,
    [property: Id(2)] UnitOfMeasure Unit,
    [property: Id(3)] Quantity Quantity,
    [property: Id(4)] Money UnitPrice);
