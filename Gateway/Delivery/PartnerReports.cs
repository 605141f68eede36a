using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrid.Gateway.Http;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Gateway.Delivery;

/// <summary>Turns what a partner tells into what an order understands. Pure.</summary>
internal static class PartnerReports
{
    private const int MaxReason = 500;
    private const int MaxTracking = 100;

    /// <summary>What is wrong with the event, coming from this partner; null when nothing is.</summary>
    public static RequestFault? FindFault(Partner partner, PartnerEvent told) => told switch
    {
        FulfilmentAcknowledged acknowledged => FindNodeFault(partner, acknowledged.Node),
        FulfilmentRejected rejected => FindNodeFault(partner, rejected.Node)
            ?? FindTextFault("/reason", rejected.Reason, MaxReason),
        ShipmentDispatched dispatched => FindNodeFault(partner, dispatched.Node)
            ?? FindTextFault("/tracking", dispatched.Tracking ?? "-", MaxTracking)
            ?? FindLineFault(dispatched.Lines),
        InvoicePosted => partner.Node is null
            ? null
            : new(Refusals.ForeignSubject, "A partner that runs a node does not invoice."),
        _ => throw new UnreachableException(told.GetType().Name),
    };

    /// <summary>The report.</summary>
    public static OrderReport Of(Partner partner, PartnerEvent told, CommandContext context, DateTimeOffset now)
    {
        var at = (told.Time ?? now).ToUniversalTime();
        return told switch
        {
            FulfilmentAcknowledged acknowledged =>
                new ReportFulfilmentAcknowledged(context, at, partner.Node!.Value, acknowledged.Task),
            FulfilmentRejected rejected =>
                new ReportFulfilmentRejected(context, at, partner.Node!.Value, rejected.Reason),
            ShipmentDispatched dispatched => new ReportShipment(
                context,
                at,
                dispatched.Shipment,
                partner.Node!.Value,
                [.. dispatched.Lines.Select(line => new ShippedLine(line.Line, line.Quantity))],
                dispatched.Tracking),
            InvoicePosted posted => new ReportInvoice(context, at, posted.Invoice.Number, posted.Shipment),
            _ => throw new UnreachableException(told.GetType().Name),
        };
    }

    private static RequestFault? FindNodeFault(Partner partner, NodeId? node) =>
        partner.Node is { } own && (node is null || node == own)
            ? null
            : new(Refusals.ForeignSubject, "A partner speaks for its own node only.");

    private static RequestFault? FindTextFault(string pointer, string text, int longest) =>
        text.Length >= 1 && text.Length <= longest && !text.Any(char.IsControl)
            ? null
            : RequestFault.At(pointer, $"1 to {longest} characters without control characters are expected.");

    private static RequestFault? FindLineFault(ImmutableArray<DispatchedLine> lines) =>
        lines.Length is 0 or > OrderLimits.MaxLines
        || lines.DistinctBy(line => line.Line).Count() != lines.Length
        || lines.Any(line => line.Quantity == Quantity.Zero)
            ? RequestFault.At(
                "/lines", $"1 to {OrderLimits.MaxLines} lines are expected, each once and with at least one piece.")
            : null;
}
