using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Connectors;

/// <summary>Releases orders that the ERP has booked to one node, for what is allocated there.</summary>
public sealed class WmsRoute(IGrainFactory grains, NodeId node, TimeProvider clock) : IDeliveryRoute
{
    /// <summary>Document kind of a release; key <c>channel/number@node</c>.</summary>
    public const string ReleaseKind = "release";

    /// <inheritdoc/>
    public bool Wants(string eventType) => eventType is OrderEvents.Posted or OrderEvents.Reassigned;

    /// <inheritdoc/>
    public async Task<Preparation> PrepareAsync(FeedEvent given)
    {
        var order = await grains.GetGrain<IOrderGrain>(given.Stream.Key).Get(given.Sequence);
        if (order is null)
        {
            return Preparation.Later;
        }

        if (order.ErpNumber is null)
        {
            // Moved before the ERP had the order: its posting, which follows in this lane, releases what is there then.
            return Preparation.Nothing;
        }

        var needed = order.Lines.Any(line => line.Allocations.Any(allocation => allocation.Node == node));
        return needed && order.Requests.All(request => request.Node != node)
            ? Preparation.Send(PartnerDocuments.Release(given, order, node))
            : Preparation.Nothing;
    }

    /// <inheritdoc/>
    public async Task<bool> ReportAsync(FeedEvent given, PartnerDocument document, PostOutcome outcome)
    {
        var context = new CommandContext(new($"wms:{node}:{given.Sequence}"), given.Correlation, given.TraceParent);
        var now = clock.GetUtcNow();
        OrderReport report = outcome.Fate == PostFate.Refused
            ? new ReportFulfilmentRejected(context, now, node, PartnerDocuments.Cut(outcome.Detail))
            : new ReportFulfilmentRequested(
                context, now, node, Identifier.Parse<DocumentNumber>(outcome.Reference));
        var recorded = await grains.GetGrain<IOrderGrain>(given.Stream.Key).Report(report);
        return recorded.Answer is not (ReportAnswer.NotWritten or ReportAnswer.OutcomeUnknown);
    }
}
