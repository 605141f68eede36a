using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Load.Bench;

/// <summary>Calls to positions that must be done.</summary>
internal sealed class BenchPositions(IGrainFactory grains)
{
    /// <summary>A position by the name of its SKU.</summary>
    public IInventoryPositionGrain this[string sku] =>
        grains.GetGrain<IInventoryPositionGrain>(KeyOf(sku));

    /// <summary>The key of a position.</summary>
    public static string KeyOf(string sku) => new PositionKey(new(sku), new(BenchNode.StockNode)).ToString();

    /// <summary>Sets what is on hand.</summary>
    public Task StockAsync(string sku, long pieces) => RequireAsync(this[sku].Adjust(
        new(Context($"stock-{sku}"), StockChange.Set, pieces, "bench")));

    /// <summary>Holds a piece.</summary>
    public Task HoldAsync(string sku, string id, DateTimeOffset until) => RequireAsync(this[sku].Hold(new(
        Context(id), new(id), new(1), AllowPartial: false, until, Holder.Of(new OrderKey(new("bench"), new(id))))));

    /// <summary>Gives a hold back.</summary>
    public Task ReleaseAsync(string sku, string id) =>
        RequireAsync(this[sku].Release(new(Context($"release-{id}"), new(id))));

    private static async Task RequireAsync(Task<PositionOutcome> asked)
    {
        var outcome = await asked;
        if (outcome.Answer != PositionAnswer.Done)
        {
            throw new InvalidOperationException($"The position answered {outcome.Answer}.");
        }
    }

    private static CommandContext Context(string id) => new(new(id), new("bench"), null);
}
