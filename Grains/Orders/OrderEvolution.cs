using System.Collections.Immutable;
using System.Diagnostics;

namespace OrderGrid.Orders;

/// <summary>How events move an order. Total: it never refuses, and an event it does not know is a defect.</summary>
public static class OrderEvolution
{
    /// <summary>The state after an event.</summary>
    public static Order Evolve(Order state, OrderEvent happening) => happening switch
    {
        OrderReceived received => state with { Received = received },
        LineSourced sourced => Source(state, sourced),
        LineBackordered => state,
        LineRepromised repromised => OrderPromises.Evolve(state, repromised),
        LineArrived arrived => OrderPromises.Evolve(state, arrived),
        OrderAccepted accepted => state with { AcceptedAt = accepted.AcceptedAt },
        OrderHeld held => state with { HoldReasons = state.HoldReasons.Add(held.Reason) },
        ErpPosted posted => state with { ErpNumber = posted.ErpNumber },
        ErpRefused => state,
        FulfilmentDue due => state with { Due = state.Due.Add(due) },
        FulfilmentRequested requested =>
            state with
            {
                Requests = state.Requests.Add(
                    new(requested.Node, requested.Task) { Part = requested.Part }),
            },
        FulfilmentAcknowledged acknowledged =>
            state with { Acknowledged = state.Acknowledged.Add(new(acknowledged.Node, acknowledged.Task)) },
        FulfilmentRejected rejected => state with
        {
            Rejections = state.Rejections.Add(new(rejected.Node, rejected.Reason, rejected.Reassign == true)),
        },
        FulfilmentReassigned reassigned => state with
        {
            Rejections =
            [
                .. state.Rejections.Select(rejection =>
                    rejection.Node == reassigned.From ? rejection with { IsOpen = false } : rejection),
            ],
            GivenUp = state.GivenUp.AddRange(reassigned.GivenUp),
        },
        ShipmentDispatched dispatched => state with
        {
            Shipments = state.Shipments.Add(
                new(dispatched.Shipment, dispatched.Node, dispatched.Lines, dispatched.Tracking, null)),
        },
        InvoicePosted posted => state with
        {
            Shipments =
            [
                .. state.Shipments.Select(shipment =>
                    shipment.Id == posted.Shipment ? shipment with { Invoice = posted.Invoice } : shipment),
            ],
        },
        OrderClosed => state with { Closed = true },
        _ => throw new UnreachableException($"Unknown event {happening.GetType().Name}."),
    };

    private static Order Source(Order state, LineSourced sourced)
    {
        var line = state.Received!.Lines.First(line => line.Line == sourced.Line);
        var after = new SourcedLine(line, sourced.Allocations, sourced.ShipBy, sourced.Decision);
        var index = state.Lines.Select(known => known.Line.Line).ToImmutableArray().IndexOf(sourced.Line);
        return state with
        {
            Lines = index < 0 ? state.Lines.Add(after) : state.Lines.SetItem(index, after),
            GivenUp = sourced.GivenUp is { } more ? state.GivenUp.AddRange(more) : state.GivenUp,
        };
    }
}
