using System.Text.Json;
using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Connectors;

/// <summary>
/// Posts accepted orders and their shipments to an ERP, and brings back its order and invoice numbers.
/// </summary>
public sealed class ErpRoute(IGrainFactory grains, TimeProvider clock) : IDeliveryRoute
{
    /// <summary>Document kind of an order; key <c>channel/number</c>.</summary>
    public const string OrderKind = "order";

    /// <summary>Document kind of a shipment; key <c>channel/number/shipment</c>.</summary>
    public const string ShipmentKind = "shipment";

    /// <inheritdoc/>
    public bool Wants(string eventType) => eventType is OrderEvents.Accepted or OrderEvents.Dispatched;

    /// <inheritdoc/>
    public async Task<Preparation> PrepareAsync(FeedEvent given)
    {
        var order = await grains.GetGrain<IOrderGrain>(given.Stream.Key).Get(given.Sequence);
        if (order is null)
        {
            return Preparation.Later;
        }

        if (given.Type == OrderEvents.Accepted)
        {
            return order.ErpNumber is null
                ? Preparation.Send(PartnerDocuments.Order(given, order))
                : Preparation.Nothing;
        }

        // A shipment of an order that the ERP never took waits for it: posted alone it would have no order to bill.
        var shipment = ShipmentOf(given, order);
        return order.ErpNumber is null
            ? Preparation.Later
            : shipment.Invoice is not null
                ? Preparation.Nothing
                : Preparation.Send(PartnerDocuments.Shipment(given, order, shipment));
    }

    /// <inheritdoc/>
    public async Task<bool> ReportAsync(FeedEvent given, PartnerDocument document, PostOutcome outcome)
    {
        var context = new CommandContext(
            new($"erp:{document.Kind}:{given.Sequence}"), given.Correlation, given.TraceParent);
        var grain = grains.GetGrain<IOrderGrain>(given.Stream.Key);
        var now = clock.GetUtcNow();
        OrderReport report = outcome.Fate == PostFate.Refused
            ? new ReportErpRefused(context, now, PartnerDocuments.Cut(outcome.Detail))
            : document.Kind == OrderKind
                ? new ReportErpPosted(context, now, Number(outcome))
                : new ReportInvoice(context, now, Number(outcome), ShipmentId(given));
        var recorded = await grain.Report(report);
        return recorded.Answer is not (ReportAnswer.NotWritten or ReportAnswer.OutcomeUnknown);
    }

    private static DocumentNumber Number(PostOutcome outcome) =>
        Identifier.Parse<DocumentNumber>(outcome.Reference);

    private static ShipmentId ShipmentId(FeedEvent given) =>
        JsonSerializer.Deserialize(given.Body.AsSpan(), OrderJson.Default.ShipmentDispatched)!.Shipment;

    private static Shipment ShipmentOf(FeedEvent given, OrderView order)
    {
        var id = ShipmentId(given);
        return order.Shipments.First(shipment => shipment.Id == id);
    }
}
