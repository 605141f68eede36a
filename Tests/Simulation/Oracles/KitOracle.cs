using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>I9 for kits: what an order counts on was committed of every component, in the same proportion.</summary>
internal static class KitOracle
{
    public static IEnumerable<string> Judge(JournalScan scan)
    {
        var committed = scan.Positions
            .SelectMany(position => position.Value, (position, record) => (position.Key, record))
            .SelectMany(entry => entry.record.Events, (entry, happening) =>
                (entry.Key, Event: PositionEvents.Format.Read(happening)))
            .Where(entry => entry.Event is HoldCommitted)
            .GroupBy(entry => ((HoldCommitted)entry.Event).Hold)
            .ToDictionary(entries => entries.Key, entries =>
                (Position: entries.First().Key, ((HoldCommitted)entries.First().Event).Quantity));
        foreach (var (key, order) in scan.Orders.Where(order => order.Value.Accepted))
        {
            foreach (var (line, allocation) in order.Lines.Where(line => line.Line.Kit is not null)
                .SelectMany(line => line.Allocations, (line, allocation) => (line, allocation)))
            {
                var kit = line.Line.Kit!;
                var kits = LineHolds.Of(line.Line.Sku, kit, allocation)
                    .Select((held, index) => committed.TryGetValue(held.Hold, out var known)
                        && known.Position == new PositionKey(held.Sku, held.Node)
                            ? known.Quantity.Pieces / (decimal)kit.Components[index].PerKit.Pieces
                            : 0)
                    .Distinct().ToList();
                if (kits.Count != 1 || kits[0] < allocation.Quantity.Pieces)
                {
                    yield return $"I9: {key} counts on {allocation.Quantity} {line.Line.Sku} at {allocation.Node}; its "
                        + $"components were committed for {string.Join(" and ", kits)}.";
                }
            }
        }
    }
}
