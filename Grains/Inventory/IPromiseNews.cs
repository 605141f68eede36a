using OrderGrid.Delivery;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>How positions let orders know of promises that have changed.</summary>
public interface IPromiseNews
{
    /// <summary>Tells an order. True once it knows, or has no use for it any more.</summary>
    Task<bool> TellAsync(OrderKey order, ReportPromise promise);
}

/// <summary>Asks the order's grain.</summary>
public sealed class PromiseNews(IGrainFactory grains) : IPromiseNews
{
    /// <inheritdoc/>
    public async Task<bool> TellAsync(OrderKey order, ReportPromise promise)
    {
        try
        {
            var told = await grains.GetGrain<IOrderGrain>(order.ToString()).Report(promise);
            return told.Answer is not (ReportAnswer.NotWritten or ReportAnswer.OutcomeUnknown);
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            return false;
        }
    }
}
