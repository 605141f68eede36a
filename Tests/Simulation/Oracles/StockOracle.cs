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
        foreach (var (key, records) in scan.Positions)
        {
            var ledger = new PositionLedger(key);
            foreach (var happening in records.SelectMany(record => record.Events))
            {
                ledger.Apply(PositionEvents.Format.Read(happening));
            }

            foreach (var fault in ledger.Faults.Concat(JudgeTotal(world, scan, key, ledger)))
            {
                yield return fault;
            }

            foreach (var hold in ledger.Open)
            {
                open.Add(hold.Key, hold.Value);
            }
        }

        foreach (var fault in JudgeHolds(scan, open))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> JudgeTotal(
        GridWorld world, JournalScan scan, PositionKey key, PositionLedger ledger)
    {
        var left = scan.Orders.Values.Sum(order => order.Shipments
            .Where(shipment => shipment.Node == key.Node)
            .SelectMany(shipment => shipment.Lines)
            .Where(line => order.Lines.First(known => known.Line.Line == line.Line).Line.Sku == key.Sku)
            .Sum(line => line.Quantity.Pieces));
        if (left != ledger.Shipped)
        {
            yield return $"I8: orders say that {left} left {key}, the position says {ledger.Shipped}.";
        }

        var received = world.History.Received.GetValueOrDefault(key);
        if (ledger.OnHand + ledger.Shipped != received)
        {
            yield return $"I8: {key} has {ledger.OnHand} on hand and shipped {ledger.Shipped} of {received} received.";
        }
    }

    private static IEnumerable<string> JudgeHolds(
        JournalScan scan, Dictionary<HoldId, (Quantity Open, HoldPhase Phase)> open)
    {
        var owed = scan.Orders
            .Where(order => order.Value.Accepted)
            .SelectMany(order => order.Value.Lines
                .SelectMany(line => line.Allocations.Select(allocation => (order.Key, order.Value, allocation))))
            .GroupBy(owed => owed.allocation.Hold)
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

        foreach (var (hold, (key, order, allocation)) in owed)
        {
            if (!order.Closed && order.Shipments.IsEmpty && !open.ContainsKey(hold))
            {
                yield return $"I9: {key} counts on {allocation.Quantity} at {allocation.Node} that nothing holds.";
            }
        }
    }
}

/// <summary>One position computed anew from what its events say happened, not from the levels they carry.</summary>
internal sealed class PositionLedger(PositionKey key)
{
    private readonly Dictionary<HoldId, (Quantity Open, HoldPhase Phase)> _holds = [];
    private long _pending;
    private long _committed;

    public List<string> Faults { get; } = [];

    public long OnHand { get; private set; }

    public long Shipped { get; private set; }

    /// <summary>Holds that are neither released nor expired nor shipped in full.</summary>
    public IEnumerable<KeyValuePair<HoldId, (Quantity Open, HoldPhase Phase)>> Open =>
        _holds.Where(hold => hold.Value.Phase is HoldPhase.Pending or HoldPhase.Committed);

    public void Apply(PositionEvent happening)
    {
        switch (happening)
        {
            case StockAdjusted adjusted:
                OnHand = adjusted.Change == StockChange.Set ? adjusted.Amount : OnHand + adjusted.Amount;
                break;
            case StockHeld held:
                _holds.Add(held.Hold, (held.Quantity, HoldPhase.Pending));
                _pending += held.Quantity.Pieces;
                break;
            case HoldCommitted committed:
                Commit(committed);
                break;
            case HoldExpired expired:
                _pending -= Move(expired.Hold, HoldPhase.Pending, HoldPhase.Expired);
                break;
            case HoldReleased released:
                Release(released);
                break;
            case HoldShipped shipped:
                Ship(shipped);
                break;
        }

        Check(happening);
    }

    private void Commit(HoldCommitted committed)
    {
        var held = Move(committed.Hold, HoldPhase.Pending, HoldPhase.Committed);
        if (held != committed.Quantity.Pieces + (committed.Released ?? Quantity.Zero).Pieces)
        {
            Faults.Add($"I7: {key} committed {committed.Quantity} and released {committed.Released} of {held}.");
        }

        _pending -= held;
        _committed += committed.Quantity.Pieces;
        _holds[committed.Hold] = (committed.Quantity, HoldPhase.Committed);
    }

    private void Release(HoldReleased released)
    {
        var phase = _holds[released.Hold].Phase;
        var pieces = Move(released.Hold, phase, HoldPhase.Released);
        _pending -= phase == HoldPhase.Pending ? pieces : 0;
        _committed -= phase == HoldPhase.Committed ? pieces : 0;
    }

    private void Ship(HoldShipped shipped)
    {
        var hold = _holds[shipped.Hold];
        if (hold.Phase != HoldPhase.Committed || shipped.Quantity > hold.Open)
        {
            Faults.Add(
                $"I7: {key} shipped {shipped.Quantity} of {shipped.Hold}, which is {hold.Phase} with {hold.Open}.");
            return;
        }

        var left = hold.Open - shipped.Quantity;
        _holds[shipped.Hold] = (left, left == Quantity.Zero ? HoldPhase.Shipped : HoldPhase.Committed);
        _committed -= shipped.Quantity.Pieces;
        OnHand -= shipped.Quantity.Pieces;
        Shipped += shipped.Quantity.Pieces;
    }

    private long Move(HoldId id, HoldPhase from, HoldPhase to)
    {
        var hold = _holds[id];
        if (hold.Phase != from)
        {
            Faults.Add($"I7: {key} moved {id} from {hold.Phase} to {to}.");
        }

        _holds[id] = (hold.Open, to);
        return hold.Open.Pieces;
    }

    private void Check(PositionEvent happening)
    {
        if (_pending < 0 || _committed < 0 || _pending + _committed > OnHand)
        {
            Faults.Add($"I7: {key} has {_pending} pending and {_committed} committed of {OnHand} on hand.");
        }

        var carried = happening.After;
        if (carried.OnHand.Pieces != OnHand
            || carried.Pending.Pieces != _pending
            || carried.Committed.Pieces != _committed)
        {
            Faults.Add($"I4: {key} says {carried} after {happening.GetType().Name}; its events add up to "
                + $"{OnHand}, {_pending}, {_committed}.");
        }
    }
}
