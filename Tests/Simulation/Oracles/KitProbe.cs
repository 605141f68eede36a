using OrderGrid.Channels;
using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using OrderGrid.Pricing;

namespace OrderGrid.Simulated;

/// <summary>
/// Once everything is at rest: an order for one kit more than there are is refused, and not one component of it stays
/// held. Under faults a hold may be given back by its expiry only; here nothing excuses that.
/// </summary>
internal sealed class KitProbe(GridWorld world)
{
    private const int MaxAttempts = 20;
    private static readonly ChannelId Channel = WorldNames.Channels[0];
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task CheckAsync()
    {
        foreach (var (sku, components) in world.Names.Kits)
        {
            var before = await ReadAsync(components);
            var kits = world.Names.Nodes.Sum(node => components.Min(component =>
                before[new(component.Sku, node)].AvailableTo(Channel).Pieces / component.PerKit.Pieces));
            var refusal = await OrderAsync(sku, kits + 1);
            var after = await ReadAsync(components);
            // Where the buyer may not have so many, that is what the refusal says.
            if (refusal.Answer is not (SubmitAnswer.InsufficientStock or SubmitAnswer.BuyerCapReached))
            {
                world.History.Contradictions.Add($"I7: {kits + 1} {sku} were {refusal.Answer}; {kits} are there.");
            }

            foreach (var (position, levels) in after.Where(position => position.Value != before[position.Key]))
            {
                world.History.Contradictions.Add(
                    $"I9: {position} holds {levels} after {sku} was refused, {before[position]} before.");
            }
        }
    }

    private async Task<Dictionary<PositionKey, StockLevels>> ReadAsync(IEnumerable<Kits.KitComponent> components)
    {
        var levels = new Dictionary<PositionKey, StockLevels>();
        foreach (var component in components)
        {
            foreach (var node in world.Names.Nodes)
            {
                var position = new PositionKey(component.Sku, node);
                levels[position] = await RepeatAsync(async () => (await world.Cluster.Client
                    .GetGrain<IInventoryPositionGrain>(position.ToString()).GetAvailability()).Levels);
            }
        }

        return levels;
    }

    private Task<SubmitOutcome> OrderAsync(Sku sku, long kits)
    {
        var euro = new Currency("EUR");
        var order = new ChannelOrder(
            new("C-PROBE"),
            euro,
            new("Name", "Street 1", "City", null, null, "DE"),
            [new(1, new(sku.Value), WorldNames.Unit, new(kits), new Money(10, euro))]);
        var id = $"PROBE-{sku}";
        var command = new SubmitChannelOrder(new(new(id), new(id), null), new(id), order);
        return RepeatAsync(async () =>
        {
            var outcome = await world.Cluster.Client
                .GetGrain<IChannelGrain>(Channel.Value).Submit(command);
            return outcome.Answer is SubmitAnswer.NotWritten or SubmitAnswer.OutcomeUnknown
                ? throw new TimeoutException($"{id} has no clear answer.")
                : outcome;
        });
    }

    private async Task<T> RepeatAsync<T>(Func<Task<T>> ask)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ask();
            }
            catch (Exception exception) when (attempt < MaxAttempts && GrainCalls.IsOperating(exception))
            {
                await Task.Delay(Pause, world.Simulation.Time);
            }
        }
    }
}
