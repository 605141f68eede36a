using OrderGrid.Channels;
using OrderGrid.Delivery;
using OrderGrid.Embedded;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Reconciliation;

namespace OrderGrid.Simulated;

/// <summary>Configures channels and loads stock, repeating until it is done.</summary>
internal sealed class SetUp(GridWorld world)
{
    private const int MaxAttempts = 500;
    private const int AllottedEvery = 3;
    private const int AllottedShare = 3;

    public async Task ConfigureAsync()
    {
        foreach (var channel in WorldNames.Channels)
        {
            var command = new ConfigureChannel(
                Context($"configure:{channel}"), "simulation", "set-up", world.Names.ConfigurationOf(channel));
            await RepeatAsync(async () =>
                (await world.Cluster.Client.GetGrain<IChannelGrain>(channel.Value).Configure(command)).Answer
                is ConfigureAnswer.Done);
        }
    }

    /// <summary>Says what kits are made of.</summary>
    public async Task DefineKitsAsync()
    {
        foreach (var (sku, components) in world.Names.Kits)
        {
            var command = new DefineKit(Context($"define:{sku}"), "simulation", "set-up", sku, components);
            await RepeatAsync(async () =>
                (await world.Cluster.Client.GetGrain<IKitCatalogueGrain>(IKitCatalogueGrain.Key).Define(command)).Answer
                is DefineKitAnswer.Done);
        }
    }

    /// <summary>Has every node reconciled, often.</summary>
    public async Task ScheduleAsync()
    {
        foreach (var node in world.Names.Nodes)
        {
            var command = new SetSchedule(
                Context($"schedule:{node}"), world.Parameters.ScheduleOf(node), "simulation", "set-up");
            await RepeatAsync(async () =>
                await world.Cluster.Client.GetGrain<INodeScheduleGrain>(node.Value).Set(command)
                is ScheduleAnswer.Done);
        }
    }

    /// <summary>Loads every position, by a level and a receipt, each under its own command id.</summary>
    public async Task LoadStockAsync()
    {
        foreach (var position in world.Names.Positions)
        {
            long half = world.Parameters.StockPerPosition / 2;
            await AdjustAsync(position, StockChange.Set, half);
            await AdjustAsync(position, StockChange.Delta, world.Parameters.StockPerPosition - half);
            world.History.Received[position] = world.Parameters.StockPerPosition;
        }

        foreach (var (number, position) in world.Names.Positions.Index())
        {
            await LimitAsync(number, position);
        }

        foreach (var (number, position) in world.Names.Positions.Index().Where(each => each.Index % AllottedEvery == 0))
        {
            await AllotAsync(number / AllottedEvery, position);
        }
    }

    // Turn by turn to one channel and the other, with the common pool besides and without it.
    private Task AllotAsync(int turn, PositionKey position)
    {
        var command = new AllotStock(
            Context($"allot:{position}"),
            new("set-up"),
            WorldNames.Channels[turn % WorldNames.Channels.Length],
            world.Parameters.StockPerPosition / AllottedShare,
            Overflow: turn / WorldNames.Channels.Length % 2 == 0);
        return RepeatAsync(async () =>
            (await world.Cluster.Client.GetGrain<IInventoryPositionGrain>(position.ToString()).Update(command)).Answer
            is PositionAnswer.Done);
    }

    // Every other position is capped, one half of those by the hour.
    private Task LimitAsync(int number, PositionKey position)
    {
        var (most, limit) = (world.Parameters.BuyerCap, world.Parameters.BackorderLimit);
        var cap = most == 0 || number % 2 == 0 ? null : new BuyerCap(new(most), number % 4 == 1 ? 1 : null);
        var backorder = limit == 0 ? null : new BackorderTerms(new(limit), null);
        if (cap is null && backorder is null)
        {
            return Task.CompletedTask;
        }

        var command = new LimitStock(Context($"limit:{position}"), new("set-up"), backorder, null, cap);
        return RepeatAsync(async () =>
            (await world.Cluster.Client.GetGrain<IInventoryPositionGrain>(position.ToString()).Update(command)).Answer
            is PositionAnswer.Done);
    }

    private Task AdjustAsync(PositionKey position, StockChange change, long amount)
    {
        var command = new AdjustStock(Context($"stock:{position}:{change}"), change, amount, "set-up");
        return RepeatAsync(async () =>
            (await world.Cluster.Client.GetGrain<IInventoryPositionGrain>(position.ToString()).Adjust(command)).Answer
            is PositionAnswer.Done);
    }

    private async Task RepeatAsync(Func<Task<bool>> attempt)
    {
        for (var count = 0; count < MaxAttempts; count++)
        {
            try
            {
                if (await attempt())
                {
                    return;
                }
            }
            catch (Exception exception) when (GrainCalls.IsOperating(exception))
            {
                world.History.Unclear++;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), world.Simulation.Time);
        }

        throw new InvalidOperationException("The world could not be set up.");
    }

    private static CommandContext Context(string id) => new(new(id), new(id), null);
}
