using OrderGrid.Delivery;
using OrderGrid.Embedded;
using OrderGrid.Identity;
using OrderGrid.Inventory;

namespace OrderGrid.Simulated;

/// <summary>
/// The WMS of one position: things happen on its shelf, and it tells the grid in differences, compare-and-set,
/// receipts, damage, transfers and counts, each until there is a clear answer. Counts are told late, side by side
/// with whatever happens next, and so overtake each other.
/// </summary>
internal sealed class NodeClient(GridWorld world, PositionKey position, SeededDice dice)
{
    private const int MaxAttempts = 1_000;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LatestCount = TimeSpan.FromSeconds(40);
    private static readonly StockCause Cause = new("simulation", "WMS");

    private readonly Shelf _shelf = world.Shelves[position];
    private readonly List<Task> _counts = [];
    private int _steps;

    /// <summary>Lets a number of things happen, spread over the time of faults.</summary>
    public async Task RunAsync(int changes)
    {
        for (var change = 0; change < changes; change++)
        {
            await Task.Delay(dice.Between(TimeSpan.Zero, 2 * world.Parameters.FaultTime / changes), Clock);
            await ChangeAsync();
            Count(0);
        }

        await Task.WhenAll(_counts);
        if (dice.Chance(0.5) && Plant.IsReconciled(world.Bug))
        {
            // After the last count, so that only a reconciliation comes to see it.
            _shelf.Find(1 + dice.Next(8));
        }
    }

    private TimeProvider Clock => world.Simulation.Time;

    private Task ChangeAsync()
    {
        var name = $"{position.Sku}.{position.Node}.{++_steps}";
        var pieces = 1 + dice.Next(4);
        return dice.Next(8) switch
        {
            0 => ReceiveAsync(name, pieces),
            1 => FindAsync(name, pieces),
            2 => LoseAsync(name, pieces),
            3 => CompareAndSetAsync(name, pieces),
            4 => BreakAsync(name, pieces),
            5 => TransferAsync(name, pieces),
            6 when dice.Chance(0.3) => MiscountAsync(),
            _ => Pause(),
        };
    }

    private async Task ReceiveAsync(string name, long pieces)
    {
        var eta = Clock.GetUtcNow().AddDays(1);
        await TellAsync($"{name}:expect", context => new ExpectReceipt(context, Cause, new(name), pieces, eta));
        await Pause();
        _shelf.Change(name, pieces);
        await TellAsync(
            $"{name}:receive", context => new ReceiveStock(context, Cause, new(name), pieces, null));
    }

    private async Task FindAsync(string name, long pieces)
    {
        _shelf.Change(name, pieces);
        await AdjustAsync(name, StockChange.Delta, pieces, null);
    }

    // Pieces are given up only once the grid has agreed not to need them.
    private async Task LoseAsync(string name, long pieces)
    {
        _shelf.Change(name, 0);
        if (await AdjustAsync(name, StockChange.Delta, -pieces, null) == PositionAnswer.Done)
        {
            _shelf.Change(name, -pieces);
        }
    }

    private async Task CompareAndSetAsync(string name, long pieces)
    {
        _shelf.Change(name, pieces);
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var onHand = (await AskAsync(Position.GetAvailability)).Levels.OnHand.Pieces;
            if (await AdjustAsync($"{name}:{attempt}", StockChange.Set, onHand + pieces, onHand, name)
                == PositionAnswer.Done)
            {
                return;
            }
        }

        await AdjustAsync(name, StockChange.Delta, pieces, null);
    }

    private async Task BreakAsync(string name, long pieces)
    {
        if (await TellAsync($"{name}:break", context => new BlockStock(context, Cause, pieces)) == PositionAnswer.Done)
        {
            await Pause();
            await TellAsync($"{name}:mend", context => new BlockStock(context, Cause, -1));
        }
    }

    private async Task TransferAsync(string name, long pieces)
    {
        var to = dice.Pick(world.Names.Nodes);
        if (to == position.Node)
        {
            return;
        }

        _shelf.Change(name, 0);
        if (await TellAsync(
            $"{name}:out",
            context => new TransferStock(context, Cause, new(name), to, pieces, Arrived: false)) != PositionAnswer.Done)
        {
            return;
        }

        _shelf.Change(name, -pieces);
        await Pause();
        var there = position with { Node = to };
        world.Shelves[there].Change(name, pieces);
        await new NodeClient(world, there, dice).TellAsync(
            $"{name}:in", context => new ReceiveStock(context, Cause, new(name), pieces, position.Node));
        await TellAsync(
            $"{name}:there", context => new TransferStock(context, Cause, new(name), to, pieces, Arrived: true));
    }

    private Task MiscountAsync()
    {
        Count(1 + dice.Next(5));
        return Task.CompletedTask;
    }

    private void Count(long overlooked)
    {
        var (count, included) = _shelf.Count();
        if (count - overlooked < 0 || included.Length > StockLimits.Included)
        {
            return;
        }

        var asOf = Clock.GetUtcNow();
        var id = $"{position}:count:{++_steps}";
        _counts.Add(CountLater());

        async Task CountLater()
        {
            await Task.Delay(dice.Between(TimeSpan.Zero, LatestCount), Clock);
            await TellAsync(id, context => Plant.OnCount(
                world.Bug, new CountStock(context, Cause, count - overlooked, asOf, null, included)));
        }
    }

    private Task<PositionAnswer> AdjustAsync(
        string id, StockChange change, long amount, long? expected, string? reference = null) => RepeatAsync(
        () => Position.Adjust(new(Context(id), change, amount, "simulation")
        {
            Expected = expected,
            Reference = reference ?? id,
        }));

    /// <summary>Tells the grid until there is a clear answer.</summary>
    internal Task<PositionAnswer> TellAsync(string id, Func<CommandContext, StockUpdate> make) =>
        RepeatAsync(() => Plant.OnNode(world.Bug, Position).Update(make(Context(id))));

    private async Task<PositionAnswer> RepeatAsync(Func<Task<PositionOutcome>> ask)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var answer = (await AskAsync(ask)).Answer;
            if (answer is not (PositionAnswer.NotWritten or PositionAnswer.OutcomeUnknown))
            {
                return answer;
            }

            await Pause();
        }

        throw new InvalidOperationException($"{position} gave no clear answer.");
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await ask();
            }
            catch (Exception exception) when (attempt < MaxAttempts && GrainCalls.IsOperating(exception))
            {
                await Pause();
            }
        }
    }

    private IInventoryPositionGrain Position =>
        world.Cluster.Client.GetGrain<IInventoryPositionGrain>(position.ToString());

    private Task Pause() => Task.Delay(dice.Between(TimeSpan.FromMilliseconds(1), LongestPause), Clock);

    private static CommandContext Context(string id) => new(new(id), new(id), null);
}
