using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>I9: orders know what positions promise them, once nothing moves any more.</summary>
internal static class PromiseOracle
{
    public static IEnumerable<string> Judge(JournalScan scan)
    {
        var promised = new Dictionary<HoldId, (long Pieces, DateTimeOffset? At)>();
        foreach (var (key, records) in scan.Positions)
        {
            var ledger = new PositionLedger(key);
            foreach (var happening in records.SelectMany(record => record.Events))
            {
                ledger.Apply(PositionEvents.Format.Read(happening));
            }

            foreach (var (hold, pieces, at) in ledger.Promises.Dates())
            {
                promised.Add(hold, (pieces, at));
            }
        }

        foreach (var (key, order) in scan.Orders.Where(order => order.Value.Accepted))
        {
            foreach (var allocation in order.Lines.SelectMany(line => line.Allocations))
            {
                var known = (
                    allocation.Backorder?.Quantity.Pieces ?? 0,
                    allocation.Backorder is { } waits && waits.Quantity > Quantity.Zero ? waits.PromisedAt : null);
                var said = promised.GetValueOrDefault(allocation.Hold);
                if (known != said)
                {
                    yield return $"I9: {key} waits for {known} by {allocation.Hold} at {allocation.Node}, "
                        + $"which promises {said}.";
                }
            }
        }
    }
}
