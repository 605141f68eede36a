using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrid.Sourcing;

namespace OrderGrid.Orders;

/// <summary>What an order decided about a report: the answer, and the events that make it true.</summary>
public sealed record ReportDecision(ReportAnswer Answer, ImmutableArray<OrderEvent> Events)
{
    /// <summary>Nothing happens.</summary>
    public static ReportDecision Nothing(ReportAnswer answer) => new(answer, []);

    /// <summary>Something happens.</summary>
    public static ReportDecision Record(params ImmutableArray<OrderEvent> events) => new(ReportAnswer.Recorded, events);
}

/// <summary>
/// What an order decides. Pure. Refusals follow the order of their enum; deciding the same command twice yields no
/// second event.
/// </summary>
public static class OrderDecisions
{
    /// <summary>
    /// Before any stock is asked for: a repeat, another order under the same number, or null to go on.
    /// </summary>
    public static SubmitAnswer? DecideRepeat(Order state, SubmitOrder command)
    {
        if (state.Received is not { } received)
        {
            return null;
        }

        return received.ContentHash == command.ContentHash
            ? SubmitAnswer.Repeated
            : SubmitAnswer.DuplicateWithOtherContent;
    }

    /// <summary>Lines that what was held does not cover; empty when the order can be accepted.</summary>
    public static ImmutableArray<LineRefusal> FindShort(SubmitOrder command, IReadOnlyList<SourcedLine> sourced) =>
        [
            .. sourced.Where(line => line.Allocated < line.Line.Quantity).Select(line => new LineRefusal(
                line.Line.Line,
                LineRefusalReason.InsufficientStock,
                $"{line.Line.Quantity} pieces of {line.Line.ChannelSku} asked, {line.Allocated} can be promised "
                + $"from {command.Nodes.Length} nodes.{SourcingRefusals.Component(line.Decision)}")),
        ];

    /// <summary>The events of an acceptance.</summary>
    public static ImmutableArray<OrderEvent> Accept(
        SubmitOrder command, IReadOnlyList<SourcedLine> sourced, DateTimeOffset now) =>
        [
            new OrderReceived(
                command.ContentHash,
                command.Customer,
                command.Currency,
                command.ShipTo,
                command.Lines,
                command.Nodes,
                command.Reservation,
                Kept(command.Sourcing)),
            .. sourced.Select(line => new LineSourced(
                line.Line.Line, line.Allocations, line.ShipBy, line.Decision)),
            .. OrderPromises.Backordered(sourced),
            new OrderAccepted(now, [.. sourced.SelectMany(Holds)]),
        ];

    private static IEnumerable<AcceptedHold> Holds(SourcedLine line) => line.Line.Kit is not null
        ? LineHolds.Of(line)
        : line.Allocations.Select(held => new AcceptedHold(
            line.Line.Sku, held.Node, held.Hold, held.Quantity));

    // The candidates stand in the lines' own decisions; what else the rules asked for matters once a node rejects.
    private static SourcingTerms? Kept(SourcingTerms? terms) =>
        terms is { NeedsStock: true } or { Backorder: not null }
        ? terms with
        {
            Lines = terms.Split?.MinValuePerShipment is null
                ? []
                : [.. terms.Lines.Select(line => line with { Candidates = null })],
        }
        : null;

    /// <summary>Decides what a partner reports.</summary>
    public static ReportDecision Decide(Order state, OrderReport report)
    {
        if (!state.Accepted)
        {
            return ReportDecision.Nothing(ReportAnswer.UnknownOrder);
        }

        return report switch
        {
            ReportErpPosted posted => DecideErpPosted(state, posted),
            ReportErpRefused refused => DecideErpRefused(state, refused),
            ReportFulfilmentRequested requested => DecideRequested(state, requested),
            ReportFulfilmentAcknowledged acknowledged => DecideAcknowledged(state, acknowledged),
            ReportFulfilmentRejected rejected => DecideRejected(state, rejected),
            ReportShipment shipment => DecideShipment(state, shipment),
            ReportInvoice invoice => DecideInvoice(state, invoice),
            ReportPromise promise => OrderPromises.Decide(state, promise),
            _ => throw new UnreachableException($"Unknown report {report.GetType().Name}."),
        };
    }

    private static ReportDecision DecideErpPosted(Order state, ReportErpPosted report) => state.ErpNumber switch
    {
        null => ReportDecision.Record(new ErpPosted(report.ErpNumber)),
        { } known when known == report.ErpNumber => ReportDecision.Nothing(ReportAnswer.AlreadyRecorded),
        _ => ReportDecision.Nothing(ReportAnswer.Contradiction),
    };

    private static ReportDecision DecideErpRefused(Order state, ReportErpRefused report)
    {
        var reason = $"ERP refused: {report.Reason}";
        return state.HoldReasons.Contains(reason)
            ? ReportDecision.Nothing(ReportAnswer.AlreadyRecorded)
            : ReportDecision.Record(new ErpRefused(report.Reason), new OrderHeld(reason));
    }

    private static ReportDecision DecideRequested(Order state, ReportFulfilmentRequested report)
    {
        if (!state.Nodes.Contains(report.Node))
        {
            return ReportDecision.Nothing(ReportAnswer.UnknownSubject);
        }

        var asked = state.Requests.FirstOrDefault(
            request => request.Node == report.Node && request.Part == report.Part);
        return asked switch
        {
            null => ReportDecision.Record(
                new FulfilmentRequested(report.Node, report.Task) { Part = report.Part }),
            { } known when known.Task == report.Task => ReportDecision.Nothing(ReportAnswer.AlreadyRecorded),
            _ => ReportDecision.Nothing(ReportAnswer.Contradiction),
        };
    }

    private static ReportDecision DecideAcknowledged(Order state, ReportFulfilmentAcknowledged report)
    {
        if (!state.Nodes.Contains(report.Node))
        {
            return ReportDecision.Nothing(ReportAnswer.UnknownSubject);
        }

        return state.Acknowledged.Contains(new(report.Node, report.Task))
            ? ReportDecision.Nothing(ReportAnswer.AlreadyRecorded)
            : ReportDecision.Record(new FulfilmentAcknowledged(report.Node, report.Task));
    }

    private static ReportDecision DecideRejected(Order state, ReportFulfilmentRejected report)
    {
        if (state.Rejections.Any(rejection => rejection.Node == report.Node))
        {
            return ReportDecision.Nothing(ReportAnswer.AlreadyRecorded);
        }

        if (!state.Nodes.Contains(report.Node))
        {
            return ReportDecision.Nothing(ReportAnswer.UnknownSubject);
        }

        return state.Rejections.Length + 1 < SourcingLimits.MaxRejections
            ? ReportDecision.Record(new FulfilmentRejected(report.Node, report.Reason, Reassign: true))
            : ReportDecision.Record(
                new FulfilmentRejected(report.Node, report.Reason),
                new OrderHeld($"{report.Node} rejected: {report.Reason}; it is the node number "
                    + $"{SourcingLimits.MaxRejections} to do so, and no other is asked."));
    }

    private static ReportDecision DecideShipment(Order state, ReportShipment report)
    {
        var known = state.Shipments.FirstOrDefault(shipment => shipment.Id == report.Shipment);
        if (known is not null)
        {
            return ReportDecision.Nothing(
                known.Node == report.Node && known.Lines.SequenceEqual(report.Lines)
                    ? ReportAnswer.AlreadyRecorded
                    : ReportAnswer.Contradiction);
        }

        var distinct = report.Lines.Select(line => line.Line).Distinct().Count() == report.Lines.Length;
        if (report.Lines.IsEmpty || !distinct || report.Lines.Any(line => !IsAllocated(state, report, line)))
        {
            return ReportDecision.Nothing(ReportAnswer.UnknownSubject);
        }

        return report.Lines.Any(line => line.Quantity > OpenAt(state, report, line))
            ? ReportDecision.Nothing(ReportAnswer.MoreThanAllocated)
            : ReportDecision.Record(OrderPromises.WithDue(
                state, new ShipmentDispatched(report.Shipment, report.Node, report.Lines, report.Tracking)));
    }

    private static bool IsAllocated(Order state, ReportShipment report, ShippedLine shipped) =>
        shipped.Quantity.Pieces > 0
        && state.Lines.Any(line => line.Line.Line == shipped.Line
            && line.Allocations.Any(allocation => allocation.Node == report.Node));

    private static Inventory.Quantity OpenAt(Order state, ReportShipment report, ShippedLine shipped)
    {
        var allocated = state.Lines
            .Where(line => line.Line.Line == shipped.Line)
            .SelectMany(line => line.Allocations)
            .Where(allocation => allocation.Node == report.Node)
            .Aggregate(Inventory.Quantity.Zero, (sum, allocation) => sum + allocation.Quantity);
        return allocated - state.ShippedOf(shipped.Line, report.Node);
    }

    private static ReportDecision DecideInvoice(Order state, ReportInvoice report)
    {
        var shipment = state.Shipments.FirstOrDefault(known => known.Id == report.Shipment);
        if (shipment is null)
        {
            return ReportDecision.Nothing(ReportAnswer.UnknownSubject);
        }

        if (shipment.Invoice is { } invoice)
        {
            return ReportDecision.Nothing(
                invoice == report.Invoice ? ReportAnswer.AlreadyRecorded : ReportAnswer.Contradiction);
        }

        var posted = new InvoicePosted(report.Invoice, report.Shipment);
        var after = OrderEvolution.Evolve(state, posted);
        var complete = after.Lines.All(line => after.InvoicedOf(line.Line.Line) == line.Line.Quantity);
        return complete ? ReportDecision.Record(posted, new OrderClosed()) : ReportDecision.Record(posted);
    }
}
