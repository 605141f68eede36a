using OrderGrid.Embedded;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>
/// Who buys for one position: announces receipts, moves them, calls them off, and delivers less than was announced. In
/// the end it delivers what orders still wait for.
/// </summary>
internal sealed class ReceiptClient(GridWorld world, PositionKey position, SeededDice dice)
{
    private const int MostReceipts = 4;
    private static readonly StockCause Cause = new("purchase", "ERP");

    private readonly NodeClient _node = new(world, position, dice.Fork("node"));
    private int _deliveries;

    /// <summary>Lets receipts come and slip, spread over the time of faults.</summary>
    public async Task RunAsync()
    {
        if (world.Parameters.BackorderLimit == 0)
        {
            return;
        }

        foreach (var number in Enumerable.Range(1, 1 + dice.Next(MostReceipts)))
        {
            await RunAsync($"{position.Sku}.{position.Node}.PO-{number}", 1 + dice.Next(8));
        }
    }

    /// <summary>Delivers what is waited for now; false when nothing is.</summary>
    public async Task<bool> DeliverAsync()
    {
        var levels = JournalScan.LevelsOf(world.Journal, position);
        var missing = (levels.Aside?.Backordered.Pieces ?? 0) + levels.Short.Pieces;
        if (missing == 0)
        {
            return false;
        }

        await ReceiveAsync($"{position.Sku}.{position.Node}.last-{++_deliveries}", missing);
        return true;
    }

    private async Task RunAsync(string name, int pieces)
    {
        await PauseAsync();
        await ExpectAsync($"{name}:expect", name, pieces, Day());
        for (var change = dice.Next(3); change > 0; change--)
        {
            await PauseAsync();
            await ExpectAsync($"{name}:slip-{change}", name, null, Day());
        }

        await PauseAsync();
        switch (dice.Next(4))
        {
            case 0:
                await ExpectAsync($"{name}:cancel", name, 0, null);
                break;
            case 1:
                await ReceiveAsync(name, pieces);
                break;
            case 2:
                await ReceiveAsync(name, 1 + dice.Next(pieces));
                await ExpectAsync($"{name}:short", name, 0, null);
                break;
            default:
                // It is still expected when everything has come to rest.
                break;
        }
    }

    private Task<PositionAnswer> ExpectAsync(string id, string name, long? pieces, DateTimeOffset? eta) =>
        _node.TellAsync(id, context => new ExpectReceipt(context, Cause, new(name), pieces, eta));

    private Task<PositionAnswer> ReceiveAsync(string name, long pieces)
    {
        world.Shelves[position].Change(name, pieces);
        return _node.TellAsync(
            $"{name}:receive", context => new ReceiveStock(context, Cause, new(name), pieces, null));
    }

    private DateTimeOffset Day() => world.Simulation.Time.GetUtcNow().AddDays(1 + dice.Next(20));

    private Task PauseAsync() => Task.Delay(
        dice.Between(TimeSpan.Zero, world.Parameters.FaultTime / MostReceipts), world.Simulation.Time);
}
