using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Gateway.Delivery;

/// <summary>What a partner system tells of an order.</summary>
/// <param name="Order">Channel and number.</param>
/// <param name="EventId">The partner's id of the event; may be left out, for <c>webhook-id</c> counts.</param>
/// <param name="Time">When it happened, UTC; when left out, when it arrived.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(FulfilmentAcknowledged), "fulfilment.acknowledged")]
[JsonDerivedType(typeof(FulfilmentRejected), "fulfilment.rejected")]
[JsonDerivedType(typeof(ShipmentDispatched), "shipment.dispatched")]
[JsonDerivedType(typeof(InvoicePosted), "invoice.posted")]
public abstract record PartnerEvent(OrderKey Order, string? EventId, DateTimeOffset? Time);

/// <summary>A node has seen the order and will work on it.</summary>
/// <param name="Order">Channel and number.</param>
/// <param name="Task">The node's number for the work.</param>
/// <param name="Node">The node; may be left out, and is else the partner's own.</param>
/// <param name="EventId">The partner's id of the event.</param>
/// <param name="Time">When it happened, UTC.</param>
public sealed record FulfilmentAcknowledged(
    OrderKey Order,
    DocumentNumber Task,
    NodeId? Node = null,
    string? EventId = null,
    DateTimeOffset? Time = null) : PartnerEvent(Order, EventId, Time);

/// <summary>A node will not ship.</summary>
/// <param name="Order">Channel and number.</param>
/// <param name="Reason">Its words, at most 500 characters.</param>
/// <param name="Task">The node's number for the work.</param>
/// <param name="Node">The node; may be left out, and is else the partner's own.</param>
/// <param name="EventId">The partner's id of the event.</param>
/// <param name="Time">When it happened, UTC.</param>
public sealed record FulfilmentRejected(
    OrderKey Order,
    string Reason,
    DocumentNumber? Task = null,
    NodeId? Node = null,
    string? EventId = null,
    DateTimeOffset? Time = null) : PartnerEvent(Order, EventId, Time);

/// <summary>Goods have left a node.</summary>
/// <param name="Order">Channel and number.</param>
/// <param name="Shipment">The node's name for it.</param>
/// <param name="Lines">What was in it: 1 to 1,000 lines, each once.</param>
/// <param name="Node">The node; may be left out, and is else the partner's own.</param>
/// <param name="Tracking">The carrier's number, at most 100 characters.</param>
/// <param name="EventId">The partner's id of the event.</param>
/// <param name="Time">When it happened, UTC.</param>
public sealed record ShipmentDispatched(
    OrderKey Order,
    ShipmentId Shipment,
    ImmutableArray<DispatchedLine> Lines,
    NodeId? Node = null,
    string? Tracking = null,
    string? EventId = null,
    DateTimeOffset? Time = null) : PartnerEvent(Order, EventId, Time);

/// <summary>Pieces of one line.</summary>
/// <param name="Line">The order's line number.</param>
/// <param name="Quantity">Pieces, at least 1.</param>
/// <param name="Sku">The item; only for people.</param>
public sealed record DispatchedLine(int Line, Quantity Quantity, Sku? Sku = null);

/// <summary>A shipment was invoiced.</summary>
/// <param name="Order">Channel and number.</param>
/// <param name="Shipment">The shipment.</param>
/// <param name="Invoice">The invoice.</param>
/// <param name="EventId">The partner's id of the event.</param>
/// <param name="Time">When it happened, UTC.</param>
public sealed record InvoicePosted(
    OrderKey Order,
    ShipmentId Shipment,
    PostedInvoice Invoice,
    string? EventId = null,
    DateTimeOffset? Time = null) : PartnerEvent(Order, EventId, Time);

/// <summary>An invoice as an ERP tells it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Lines">What it bills; kept by the ERP.</param>
public sealed record PostedInvoice(DocumentNumber Number, ImmutableArray<JsonElement>? Lines = null);

/// <summary>The answer to an event.</summary>
/// <param name="Recorded">False when it was known already.</param>
/// <param name="Version">The order's version.</param>
public sealed record RecordedEvent(bool Recorded, Journal.StreamVersion Version);
