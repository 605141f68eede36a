using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>I7, I8, I9, L3: every position at every prefix, the bank total, and holds against order lines.</summary>
internal static class StockOracle
{
    public static IEnumerable<string> Judge(GridWorld world, JournalScan scan)
    {
        var open = new Dictionary<HoldId, (Quantity Open, HoldPhase Phase)>();
        var holders = new Dictionary<HoldId, Holder>();
        foreach (var (key, records) in scan.Positions)
        {
            var ledger = LedgerOf(key, records);
            foreach (var fault in ledger.Faults.Concat(JudgeTotal(world, scan, key, ledger)))
            {
                yield return fault;
            }

            foreach (var hold in ledger.Open)
            {
                open[hold.Key] = hold.Value;
            }

            foreach (var (hold, holder) in ledger.Holders)
            {
                if (!holders.TryAdd(hold, holder))
                {
                    yield return $"I9: {hold} is held at two positions.";
                }
            }
        }

        foreach (var fault in JudgeHolds(scan, open).Concat(JudgeHolders(scan, holders)))
        {
            yield return fault;
        }
    }

    /// <summary>What holds after every event, whatever came of the rest of the run.</summary>
    public static IEnumerable<string> JudgePrefixes(JournalScan scan) =>
        scan.Positions.SelectMany(position => LedgerOf(position.Key, position.Value).Faults);

    private static PositionLedger LedgerOf(PositionKey key, IReadOnlyList<JournalRecord> records)
    {
        var ledger = new PositionLedger(key);
        foreach (var happening in records.SelectMany(record => record.Events))
        {
            ledger.Apply(PositionEvents.Format.Read(happening));
        }

        return ledger;
    }

    private static IEnumerable<string> JudgeTotal(
        GridWorld world, JournalScan scan, PositionKey key, PositionLedger ledger)
    {
        var left = scan.Orders.Values.Sum(order => order.Shipments
            .Where(shipment => shipment.Node == key.Node)
            .SelectMany(shipment => shipment.Lines)
            .Sum(line => PiecesOf(key.Sku, order, line)));
        if (left != ledger.Shipped)
        {
            var named = scan.Orders
                .Where(order => order.Value.Shipments.Any(shipment => shipment.Node == key.Node
                    && shipment.Lines.Any(line => PiecesOf(key.Sku, order.Value, line) > 0)))
                .Select(order => order.Key);
            yield return $"I8: orders say that {left} left {key}, the position says {ledger.Shipped}: "
                + $"{string.Join(", ", named)}.";
        }

        if (ledger.Leaving != 0)
        {
            yield return $"I8: {ledger.Leaving} pieces left {key} and never arrived.";
        }

        var received = world.History.Received.GetValueOrDefault(key);
        if (ledger.OnHand + ledger.Shipped != received)
        {
            yield return $"I8: {key} has {ledger.OnHand} on hand and shipped {ledger.Shipped} of {received} received.";
        }
    }

    private static long PiecesOf(Sku sku, Order order, ShippedLine shipped)
    {
        var line = order.Lines.First(known => known.Line.Line == shipped.Line).Line;

        // A kit leaves as its components, also where its own position once answered a hold.
        return line.Kit is { } kit
            ? kit.Components.Where(component => component.Sku == sku)
                .Sum(component => component.PerKit.Pieces * shipped.Quantity.Pieces)
            : line.Sku == sku ? shipped.Quantity.Pieces : 0;
    }

    private static IEnumerable<string> JudgeHolders(JournalScan scan, Dictionary<HoldId, Holder> holders)
    {
        foreach (var (key, order) in scan.Orders.Where(order => order.Value.Accepted))
        {
            foreach (var held in order.Lines.SelectMany(LineHolds.Of))
            {
                if (holders.TryGetValue(held.Hold, out var holder)
                    && (holder.Channel != key.Channel || (holder.Order is { } other && other != key)))
                {
                    yield return $"I9: {key} counts on {held.Hold} at {held.Node}, which is held for {holder}.";
                }
            }
        }
    }

    private static IEnumerable<string> JudgeHolds(
        JournalScan scan, Dictionary<HoldId, (Quantity Open, HoldPhase Phase)> open)
    {
        var owed = scan.Orders
            .Where(order => order.Value.Accepted)
            .SelectMany(order => order.Value.Lines
                .SelectMany(line => LineHolds.Of(line).Select(held => (order.Key, order.Value, held))))
            .GroupBy(owed => owed.held.Hold)
            .ToDictionary(owed => owed.Key, owed => owed.First());
        foreach (var (hold, (quantity, phase)) in open)
        {
            if (phase == HoldPhase.Pending)
            {
                yield return $"L3: hold {hold} of {quantity} is pending long after its expiry.";
            }
            else if (!owed.TryGetValue(hold, out var line))
            {
                yield return $"I9: hold {hold} of {quantity} belongs to no order line.";
            }
            else if (line.Value.Closed)
            {
                yield return $"I9: {line.Key} is closed and still holds {quantity} by {hold}.";
            }
        }

        foreach (var (hold, (key, order, held)) in owed)
        {
            if (!order.Closed && order.Shipments.IsEmpty && !open.ContainsKey(hold))
            {
                yield return $"I9: {key} counts on {held.Quantity} {held.Sku} at {held.Node} that nothing holds.";
            }
        }
    }
}
