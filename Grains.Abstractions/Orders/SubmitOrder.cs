using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Pricing;
using OrderGrid.Sourcing;

namespace OrderGrid.Orders;

/// <summary>An order in the grid's own terms: SKUs and stock units are ours, nodes are in order of priority.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Order">Channel and number.</param>
/// <param name="ContentHash">SHA-256 of what the channel sent, hexadecimal: tells a repeat from another order.</param>
/// <param name="Customer">The buyer.</param>
/// <param name="Currency">Currency of every price.</param>
/// <param name="ShipTo">Destination.</param>
/// <param name="Lines">1 to <see cref="OrderLimits.MaxLines"/> lines, each number once.</param>
/// <param name="Nodes">Where to look for stock, best first; at least one.</param>
/// <param name="ShipWithin">Time from acceptance to the promised ship date.</param>
/// <param name="Reservation">The channel's reservation whose holds it takes over; null when it names none.</param>
/// <param name="Sourcing">What the channel's rule set makes of it; null: <paramref name="Nodes"/> in order.</param>
[GenerateSerializer, Immutable, Alias("SubmitOrder")]
public sealed record SubmitOrder(
    [property: Id(0)] CommandContext Context,
    [property: Id(1)] OrderKey Order,
    [property: Id(2)] string ContentHash,
    [property: Id(3)] CustomerId Customer,
    [property: Id(4)] Currency Currency,
    [property: Id(5)] Address ShipTo,
    [property: Id(6)] ImmutableArray<OrderLine> Lines,
    [property: Id(7)] ImmutableArray<NodeId> Nodes,
    [property: Id(8)] TimeSpan ShipWithin,
    [property: Id(9)] ReservationId? Reservation = null,
    [property: Id(10)] SourcingTerms? Sourcing = null);

/// <summary>One line of an order.</summary>
/// <param name="Line">Number within the order, 1 or more.</param>
/// <param name="ChannelSku">The item as the channel named it.</param>
/// <param name="Sku">The item.</param>
/// <param name="Quantity">Pieces in the stock unit, at least 1; kits for a kit.</param>
/// <param name="UnitPrice">Price of one of the channel's units.</param>
/// <param name="Kit">
/// What the item was made of when it was ordered, and stays for this order; null for an item that is no kit.
/// </param>
[GenerateSerializer, Immutable, Alias("OrderLine")]
public sealed record OrderLine(
    [property: Id(0)] int Line,
    [property: Id(1)] ChannelSku ChannelSku,
    [property: Id(2)] Sku Sku,
    [property: Id(3)] Quantity Quantity,
    [property: Id(4)] Money UnitPrice,
    [property: Id(5)] Kit? Kit = null);

/// <summary>A part of a line that one node holds stock for.</summary>
/// <param name="Node">The node.</param>
/// <param name="Quantity">Pieces; kits for a kit.</param>
/// <param name="Hold">
/// The hold on the node's position. A kit has one on the position of each of its components, in their order: this id
/// with <c>.0</c>, <c>.1</c> and so on after it.
/// </param>
[GenerateSerializer, Immutable, Alias("Allocation")]
public sealed record Allocation(
    [property: Id(0)] NodeId Node, [property: Id(1)] Quantity Quantity, [property: Id(2)] HoldId Hold)
{
    /// <summary>What of it is still to come, and when; null when all of it was there from the first.</summary>
    [Id(4)]
    public BackorderPromise? Backorder { get; init; }
}

/// <summary>Named limits of orders.</summary>
public static class OrderLimits
{
    /// <summary>Most lines in one order.</summary>
    public const int MaxLines = 1_000;

    /// <summary>How long an order's holds stay pending before they expire, unless the order commits them.</summary>
    public static readonly TimeSpan HoldTime = TimeSpan.FromMinutes(15);

    /// <summary>Most lines sourced at the same time for one order.</summary>
    public const int MaxLinesInFlight = 64;
}
