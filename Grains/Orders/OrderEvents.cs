using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Pricing;
using OrderGrid.Sourcing;

namespace OrderGrid.Orders;

/// <summary>What can happen to an order.</summary>
public abstract record OrderEvent;

/// <summary>The channel's order, in our terms.</summary>
public sealed record OrderReceived(
    string ContentHash,
    CustomerId Customer,
    Currency Currency,
    Address ShipTo,
    ImmutableArray<OrderLine> Lines,
    ImmutableArray<NodeId> Nodes,
    ReservationId? Reservation = null,
    SourcingTerms? Sourcing = null) : OrderEvent;

/// <summary>Nodes were chosen for a line, for the first time or anew; the former choice no longer counts.</summary>
public sealed record LineSourced(
    int Line,
    ImmutableArray<Allocation> Allocations,
    DateTimeOffset ShipBy,
    SourcingDecision? Decision = null) : OrderEvent
{
    /// <summary>Kits that are given up because a component's hold was lost; null when there are none.</summary>
    public ImmutableArray<GivenUpHold>? GivenUp { get; init; }
}

/// <summary>A part of a line waits for what is to come; null where nobody knows when that is.</summary>
public sealed record LineBackordered(
    int Line, NodeId Node, HoldId Hold, Quantity Quantity, DateTimeOffset? PromisedAt) : OrderEvent;

/// <summary>What a line waits for is expected at another time than before; null: nobody knows when.</summary>
public sealed record LineRepromised(
    int Line,
    NodeId Node,
    HoldId Hold,
    Quantity Quantity,
    DateTimeOffset? From,
    DateTimeOffset? To,
    int Revision) : OrderEvent;

/// <summary>
/// Pieces that a line waited for are there. <paramref name="Later"/> is true when the node is asked for them apart,
/// as <see cref="FulfilmentDue"/> will say; null when they go with what it is asked for first.
/// </summary>
public sealed record LineArrived(
    int Line,
    NodeId Node,
    HoldId Hold,
    Quantity Quantity,
    BackorderPromise Left,
    bool? Later = null) : OrderEvent;

/// <summary>
/// The order is ours: it will not be lost. It names the holds that are its own now, so that whoever commits them
/// needs nothing else; null in journals of before they were named.
/// </summary>
public sealed record OrderAccepted(
    DateTimeOffset AcceptedAt, ImmutableArray<AcceptedHold>? Holds = null) : OrderEvent;

/// <summary>
/// A hold of an accepted order, where it is, and how many of its pieces the order keeps. A kit has several.
/// </summary>
public sealed record AcceptedHold(Sku Sku, NodeId Node, HoldId Hold, Quantity Quantity);

/// <summary>The order waits for somebody to decide.</summary>
public sealed record OrderHeld(string Reason) : OrderEvent;

/// <summary>The ERP has booked the order.</summary>
public sealed record ErpPosted(DocumentNumber ErpNumber) : OrderEvent;

/// <summary>The ERP will not book the order.</summary>
public sealed record ErpRefused(string Reason) : OrderEvent;

/// <summary>A node was asked to ship.</summary>
public sealed record FulfilmentRequested(NodeId Node, DocumentNumber Task) : OrderEvent
{
    /// <summary>Which <see cref="FulfilmentDue"/> it is for; null for what was there first.</summary>
    public int? Part { get; init; }
}

/// <summary>
/// A node is to be asked for pieces that came later. A node has one request at a time: this follows when everything it
/// was asked for before has left, so that a rejection is always about the one that is open.
/// </summary>
public sealed record FulfilmentDue(NodeId Node, int Part, ImmutableArray<DuePieces> Pieces) : OrderEvent;

/// <summary>Pieces of a line that are to ship from a hold.</summary>
public sealed record DuePieces(int Line, HoldId Hold, Quantity Quantity);

/// <summary>The node has seen the request.</summary>
public sealed record FulfilmentAcknowledged(NodeId Node, DocumentNumber Task) : OrderEvent;

/// <summary>
/// The node will not ship. <paramref name="Reassign"/> is true when other nodes are to be asked; null where the order
/// was held instead.
/// </summary>
public sealed record FulfilmentRejected(NodeId Node, string Reason, bool? Reassign = null) : OrderEvent;

/// <summary>What a node rejected was moved, as far as other nodes had it; its holds are given back.</summary>
public sealed record FulfilmentReassigned(NodeId From, ImmutableArray<GivenUpHold> GivenUp) : OrderEvent;

/// <summary>A hold that a line no longer counts on, as its allocation named it.</summary>
public sealed record GivenUpHold(int Line, NodeId Node, HoldId Hold);

/// <summary>Goods have left a node.</summary>
public sealed record ShipmentDispatched(
    ShipmentId Shipment, NodeId Node, ImmutableArray<ShippedLine> Lines, string? Tracking) : OrderEvent;

/// <summary>A shipment is invoiced.</summary>
public sealed record InvoicePosted(DocumentNumber Invoice, ShipmentId Shipment) : OrderEvent;

/// <summary>Everything has shipped and is invoiced.</summary>
public sealed record OrderClosed : OrderEvent;

/// <summary>The journalled form of order events.</summary>
public static class OrderEvents
{
    /// <summary>Canonical name of <see cref="OrderAccepted"/>.</summary>
    public const string Accepted = "order.accepted.v1";

    /// <summary>Canonical name of <see cref="LineSourced"/>.</summary>
    public const string Sourced = "line.sourced.v1";

    /// <summary>Canonical name of <see cref="FulfilmentDue"/>.</summary>
    public const string Due = "fulfilment.due.v1";

    /// <summary>Canonical name of <see cref="Orders.ErpPosted"/>.</summary>
    public const string Posted = "erp.posted.v1";

    /// <summary>Canonical name of <see cref="FulfilmentRejected"/>.</summary>
    public const string Rejected = "fulfilment.rejected.v1";

    /// <summary>Canonical name of <see cref="FulfilmentReassigned"/>.</summary>
    public const string Reassigned = "fulfilment.reassigned.v1";

    /// <summary>Canonical name of <see cref="ShipmentDispatched"/>.</summary>
    public const string Dispatched = "shipment.dispatched.v1";

    /// <summary>Names and bodies.</summary>
    public static EventFormat<OrderEvent> Format { get; } = new(
        ("order.received.v1", OrderJson.Default.OrderReceived),
        (Sourced, OrderJson.Default.LineSourced),
        ("line.backordered.v1", OrderJson.Default.LineBackordered),
        ("line.repromised.v1", OrderJson.Default.LineRepromised),
        ("line.arrived.v1", OrderJson.Default.LineArrived),
        (Accepted, OrderJson.Default.OrderAccepted),
        ("order.held.v1", OrderJson.Default.OrderHeld),
        (Posted, OrderJson.Default.ErpPosted),
        ("erp.refused.v1", OrderJson.Default.ErpRefused),
        (Due, OrderJson.Default.FulfilmentDue),
        ("fulfilment.requested.v1", OrderJson.Default.FulfilmentRequested),
        ("fulfilment.acknowledged.v1", OrderJson.Default.FulfilmentAcknowledged),
        (Rejected, OrderJson.Default.FulfilmentRejected),
        (Reassigned, OrderJson.Default.FulfilmentReassigned),
        (Dispatched, OrderJson.Default.ShipmentDispatched),
        ("invoice.posted.v1", OrderJson.Default.InvoicePosted),
        ("order.closed.v1", OrderJson.Default.OrderClosed));
}
