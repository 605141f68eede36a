using System.Text.Json;
using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Connectors;

/// <summary>
/// The route inside the grid: brings positions into line with an order that was accepted, has shipped, or has to be
/// moved because a node rejected it. The holds of an accepted order are committed straight from its event, as far as
/// their positions have not done it by then. Whatever is not that simple is left to the order, which asks its
/// positions itself: that keeps the call graph free of cycles.
/// </summary>
public sealed class StockRoute(IGrainFactory grains, PositionReferences positions) : IDeliveryRoute
{
    /// <summary>
    /// How long acceptances rest. Positions hear of them at once and journal their commits together with what they
    /// write next; after this time most have, and only the others cost a record of their own.
    /// </summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    /// <summary>The name under which its lanes run.</summary>
    public static ConnectorName Name { get; } = new("stock");

    /// <inheritdoc/>
    public bool Wants(string eventType) =>
        eventType is OrderEvents.Accepted or OrderEvents.Dispatched or OrderEvents.Rejected;

    /// <inheritdoc/>
    public async Task<Preparation> PrepareAsync(FeedEvent given)
    {
        var context = new CommandContext(new($"stock:{given.Sequence}"), given.Correlation, given.TraceParent);
        if (HoldsOf(given) is { } holds)
        {
            var outcomes = await Task.WhenAll(holds.Select(hold => CommitAsync(hold, context)));
            if (outcomes.All(outcome => outcome.Answer == PositionAnswer.Done))
            {
                return Preparation.Nothing;
            }
        }

        var settled = await grains.GetGrain<IOrderGrain>(given.Stream.Key).SettleStock(context, given.Sequence);
        return settled.Answer is ReportAnswer.Recorded or ReportAnswer.AlreadyRecorded
            ? Preparation.Nothing
            : Preparation.Later;
    }

    /// <inheritdoc/>
    public Task<bool> ReportAsync(FeedEvent given, PartnerDocument document, PostOutcome outcome) =>
        throw new InvalidOperationException("The stock route sends nothing, so nothing can be reported.");

    private static IEnumerable<AcceptedHold>? HoldsOf(FeedEvent given) => given.Type == OrderEvents.Accepted
        ? JsonSerializer.Deserialize(given.Body.AsSpan(), OrderJson.Default.OrderAccepted)!.Holds
        : null;

    private Task<PositionOutcome> CommitAsync(AcceptedHold held, CommandContext context)
    {
        var position = positions.Of(held.Sku, held.Node);
        var command = OrderSettlement.Commit(held.Hold, held.Quantity, context);
        return OrderSourcing.AskAsync(() => position.Commit(command));
    }
}
