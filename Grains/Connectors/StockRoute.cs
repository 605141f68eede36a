using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Connectors;

/// <summary>
/// The route inside the grid: brings positions into line with an order that was accepted, has shipped, or has to be
/// moved because a node rejected it. There is no partner; the order itself asks its positions, which is what keeps the call graph free of cycles.
/// </summary>
public sealed class StockRoute(IGrainFactory grains) : IDeliveryRoute
{
    /// <summary>The name under which its lanes run.</summary>
    public static ConnectorName Name { get; } = new("stock");

    /// <inheritdoc/>
    public bool Wants(string eventType) =>
        eventType is OrderEvents.Accepted or OrderEvents.Dispatched or OrderEvents.Rejected;

    /// <inheritdoc/>
    public async Task<Preparation> PrepareAsync(FeedEvent given)
    {
        var context = new CommandContext(new($"stock:{given.Sequence}"), given.Correlation, given.TraceParent);
        var outcome = await grains.GetGrain<IOrderGrain>(given.Stream.Key).SettleStock(context, given.Sequence);
        return outcome.Answer is ReportAnswer.Recorded or ReportAnswer.AlreadyRecorded
            ? Preparation.Nothing
            : Preparation.Later;
    }

    /// <inheritdoc/>
    public Task<bool> ReportAsync(FeedEvent given, PartnerDocument document, PostOutcome outcome) =>
        throw new InvalidOperationException("The stock route sends nothing, so nothing can be reported.");
}
