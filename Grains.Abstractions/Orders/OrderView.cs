using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Pricing;
using OrderGrid.Sourcing;

namespace OrderGrid.Orders;

/// <summary>How far an order has come.</summary>
public enum OrderStatus
{
    /// <summary>Accepted; the ERP does not have it yet.</summary>
    Accepted,

    /// <summary>In the ERP's books; not every node has it yet.</summary>
    Posted,

    /// <summary>Every node it needs works on it.</summary>
    Released,

    /// <summary>Some of it has shipped.</summary>
    PartlyShipped,

    /// <summary>All of it has shipped; an invoice is missing.</summary>
    Shipped,

    /// <summary>Shipped and invoiced in full.</summary>
    Closed,

    /// <summary>Stopped until somebody decides; the reason says why.</summary>
    Held,
}

/// <summary>An order as it stands at one version.</summary>
/// <param name="Order">Channel and number.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="HoldReason">Why it is held; null when it is not.</param>
/// <param name="Customer">The buyer.</param>
/// <param name="Currency">Currency of its prices.</param>
/// <param name="ShipTo">Destination.</param>
/// <param name="AcceptedAt">UTC.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="ErpNumber">The ERP's number; null until posted.</param>
/// <param name="Requests">Nodes that were asked to ship.</param>
/// <param name="Shipments">What has left, oldest first.</param>
/// <param name="Version">The version this was read at.</param>
[GenerateSerializer, Immutable, Alias("OrderView")]
public sealed record OrderView(
    [property: Id(0)] OrderKey Order,
    [property: Id(1)] OrderStatus Status,
    [property: Id(2)] string? HoldReason,
    [property: Id(3)] CustomerId Customer,
    [property: Id(4)] Currency Currency,
    [property: Id(5)] Address ShipTo,
    [property: Id(6)] DateTimeOffset AcceptedAt,
    [property: Id(7)] ImmutableArray<OrderLineView> Lines,
    [property: Id(8)] DocumentNumber? ErpNumber,
    [property: Id(9)] ImmutableArray<FulfilmentRequest> Requests,
    [property: Id(10)] ImmutableArray<Shipment> Shipments,
    [property: Id(11)] StreamVersion Version);

/// <summary>One line of an order, in pieces of the stock unit.</summary>
/// <param name="Line">The line as it was ordered.</param>
/// <param name="Allocations">Which node holds how much for it.</param>
/// <param name="ShipBy">
/// The promise, UTC, as it was first given; what became of it stands with the allocations that wait for stock.
/// </param>
/// <param name="Allocated">Pieces held at nodes, shipped ones included.</param>
/// <param name="Shipped">Pieces that have left.</param>
/// <param name="Invoiced">Pieces invoiced.</param>
/// <param name="Decision">Why these nodes; null for a line sourced before decisions were kept.</param>
[GenerateSerializer, Immutable, Alias("OrderLineView")]
public sealed record OrderLineView(
    [property: Id(0)] OrderLine Line,
    [property: Id(1)] ImmutableArray<Allocation> Allocations,
    [property: Id(2)] DateTimeOffset ShipBy,
    [property: Id(3)] Quantity Allocated,
    [property: Id(4)] Quantity Shipped,
    [property: Id(5)] Quantity Invoiced,
    [property: Id(6)] SourcingDecision? Decision = null);

/// <summary>A node that was asked to ship.</summary>
/// <param name="Node">The node.</param>
/// <param name="Task">Its number for the work.</param>
[GenerateSerializer, Immutable, Alias("FulfilmentRequest")]
public sealed record FulfilmentRequest([property: Id(0)] NodeId Node, [property: Id(1)] DocumentNumber Task)
{
    /// <summary>Which later part of the order it is for, from 1; null for what was there first.</summary>
    [Id(2)]
    public int? Part { get; init; }
}

/// <summary>Goods that have left a node.</summary>
/// <param name="Id">The node's name for it.</param>
/// <param name="Node">The node.</param>
/// <param name="Lines">What was in it.</param>
/// <param name="Tracking">The carrier's number; null when unknown.</param>
/// <param name="Invoice">The invoice for it; null until invoiced.</param>
[GenerateSerializer, Immutable, Alias("Shipment")]
public sealed record Shipment(
    [property: Id(0)] ShipmentId Id,
    [property: Id(1)] NodeId Node,
    [property: Id(2)] ImmutableArray<ShippedLine> Lines,
    [property: Id(3)] string? Tracking,
    [property: Id(4)] DocumentNumber? Invoice);

/// <summary>One event of an order's history.</summary>
/// <param name="Sequence">Its place in the order's stream.</param>
/// <param name="Type">Canonical type.</param>
/// <param name="Time">When it happened, UTC.</param>
/// <param name="RecordedAt">When it was journalled, UTC.</param>
/// <param name="SinceFirst">Time since the order's first event.</param>
/// <param name="Command">The command behind it.</param>
/// <param name="Correlation">The outside request behind the command.</param>
/// <param name="Body">The event's JSON.</param>
[GenerateSerializer, Immutable, Alias("TimelineEntry")]
public sealed record TimelineEntry(
    [property: Id(0)] StreamVersion Sequence,
    [property: Id(1)] string Type,
    [property: Id(2)] DateTimeOffset Time,
    [property: Id(3)] DateTimeOffset RecordedAt,
    [property: Id(4)] TimeSpan SinceFirst,
    [property: Id(5)] CommandId Command,
    [property: Id(6)] CorrelationId Correlation,
    [property: Id(7)] string Body);
