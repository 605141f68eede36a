using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Orders;

/// <summary>What a partner system has done for an order: the outcomes that come back as commands.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="At">When it happened at the partner, UTC.</param>
[GenerateSerializer, Immutable, Alias("OrderReport")]
public abstract record OrderReport([property: Id(0)] CommandContext Context, [property: Id(1)] DateTimeOffset At);

/// <summary>The ERP has booked the order.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="At">When, UTC.</param>
/// <param name="ErpNumber">The ERP's number for it.</param>
[GenerateSerializer, Immutable, Alias("ReportErpPosted")]
public sealed record ReportErpPosted(
    CommandContext Context, DateTimeOffset At, [property: Id(0)] DocumentNumber ErpNumber) : OrderReport(Context, At);

/// <summary>The ERP will not book the order.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Reason">The ERP's words, at most 500 characters.</param>
[GenerateSerializer, Immutable, Alias("ReportErpRefused")]
public sealed record ReportErpRefused(
    CommandContext Context, DateTimeOffset At, [property: Id(0)] string Reason) : OrderReport(Context, At);

/// <summary>A node has taken the order into work.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Node">The node.</param>
/// <param name="Task">The node's number for the work.</param>
[GenerateSerializer, Immutable, Alias("ReportFulfilmentRequested")]
public sealed record ReportFulfilmentRequested(
    CommandContext Context,
    DateTimeOffset At,
    [property: Id(0)] NodeId Node,
    [property: Id(1)] DocumentNumber Task) : OrderReport(Context, At)
{
    /// <summary>Which later part of the order the work is for, from 1; null for what was there first.</summary>
    [Id(2)]
    public int? Part { get; init; }
}

/// <summary>A node says that it has seen the request and will work on it.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Node">The node.</param>
/// <param name="Task">The node's number for the work.</param>
[GenerateSerializer, Immutable, Alias("ReportFulfilmentAcknowledged")]
public sealed record ReportFulfilmentAcknowledged(
    CommandContext Context,
    DateTimeOffset At,
    [property: Id(0)] NodeId Node,
    [property: Id(1)] DocumentNumber Task) : OrderReport(Context, At);

/// <summary>A node will not ship.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Node">The node.</param>
/// <param name="Reason">Its words, at most 500 characters.</param>
[GenerateSerializer, Immutable, Alias("ReportFulfilmentRejected")]
public sealed record ReportFulfilmentRejected(
    CommandContext Context,
    DateTimeOffset At,
    [property: Id(0)] NodeId Node,
    [property: Id(1)] string Reason) : OrderReport(Context, At);

/// <summary>Goods have left a node.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Shipment">Names the shipment; a repeated one changes nothing.</param>
/// <param name="Node">The node.</param>
/// <param name="Lines">What was in it: each line at most once, at least one piece.</param>
/// <param name="Tracking">The carrier's number; null when unknown.</param>
[GenerateSerializer, Immutable, Alias("ReportShipment")]
public sealed record ReportShipment(
    CommandContext Context,
    DateTimeOffset At,
    [property: Id(0)] ShipmentId Shipment,
    [property: Id(1)] NodeId Node,
    [property: Id(2)] ImmutableArray<ShippedLine> Lines,
    [property: Id(3)] string? Tracking) : OrderReport(Context, At);

/// <summary>The ERP has invoiced a shipment.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Invoice">The invoice's number.</param>
/// <param name="Shipment">The shipment it is for.</param>
[GenerateSerializer, Immutable, Alias("ReportInvoice")]
public sealed record ReportInvoice(
    CommandContext Context,
    DateTimeOffset At,
    [property: Id(0)] DocumentNumber Invoice,
    [property: Id(1)] ShipmentId Shipment) : OrderReport(Context, At);

/// <summary>A position promises a hold's backordered pieces anew, or they have come. Tells of no partner.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Hold">The order's hold.</param>
/// <param name="Promise">What is still to come of it, and when.</param>
[GenerateSerializer, Immutable, Alias("ReportPromise")]
public sealed record ReportPromise(
    CommandContext Context,
    DateTimeOffset At,
    [property: Id(0)] HoldId Hold,
    [property: Id(1)] BackorderPromise Promise) : OrderReport(Context, At);

/// <summary>Pieces of one line.</summary>
/// <param name="Line">The order's line number.</param>
/// <param name="Quantity">Pieces, at least 1.</param>
[GenerateSerializer, Immutable, Alias("ShippedLine")]
public sealed record ShippedLine([property: Id(0)] int Line, [property: Id(1)] Quantity Quantity);

/// <summary>What became of a report. Refusals stand in their order of precedence.</summary>
public enum ReportAnswer
{
    /// <summary>Recorded, and durable.</summary>
    Recorded,

    /// <summary>It was recorded before; nothing changed.</summary>
    AlreadyRecorded,

    /// <summary>No such order was accepted.</summary>
    UnknownOrder,

    /// <summary>The order has no such line, node or shipment.</summary>
    UnknownSubject,

    /// <summary>More than was allocated at the node and not yet shipped.</summary>
    MoreThanAllocated,

    /// <summary>It contradicts what was recorded before, such as another number for the same document.</summary>
    Contradiction,

    /// <summary>Nothing was written. Try again.</summary>
    NotWritten,

    /// <summary>It may or may not have been recorded. Repeat it.</summary>
    OutcomeUnknown,
}

/// <summary>The answer to a report.</summary>
/// <param name="Answer">What became of it.</param>
/// <param name="Version">The order's version after it.</param>
[GenerateSerializer, Immutable, Alias("ReportOutcome")]
public sealed record ReportOutcome([property: Id(0)] ReportAnswer Answer, [property: Id(1)] StreamVersion Version);
