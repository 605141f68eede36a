using OrderGrid.Inventory;

namespace OrderGrid.Simulated;

/// <summary>One position computed anew from what its events say happened, not from the levels they carry.</summary>
internal sealed class PositionLedger(PositionKey key)
{
    private readonly Dictionary<HoldId, (Quantity Open, HoldPhase Phase)> _holds = [];
    private long _pending;
    private long _committed;

    private long _damaged;
    private long _short;
    private long _told;

    private readonly PromiseBook _promises = new(key);
    private readonly AllotmentBook _allotments = new(key);

    public List<string> Faults { get; } = [];

    /// <summary>For whom each hold was placed.</summary>
    public Dictionary<HoldId, Holder> Holders { get; } = [];

    /// <summary>Who waits for what is to come.</summary>
    public PromiseBook Promises => _promises;

    public long OnHand { get; private set; }

    public long Shipped { get; private set; }

    /// <summary>Pieces that left for other nodes and have not arrived.</summary>
    public long Leaving { get; private set; }

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
            case StockUpdated updated:
                Update(updated);
                break;
            case StockHeld held:
                Hold(held);
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

        Faults.AddRange(_promises.Apply(happening));
        Check(happening);
        Faults.AddRange(_allotments.Apply(
            happening, OnHand - _damaged - (_pending + _committed - _promises.Awaited)));
    }

    private void Hold(StockHeld held)
    {
        Holders[held.Hold] = held.Holder;
        if (!_holds.TryAdd(held.Hold, (held.Quantity, HoldPhase.Pending)))
        {
            Faults.Add($"I4: {key} placed {held.Hold} twice.");
        }

        _pending += held.Quantity.Pieces;
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

    private void Update(StockUpdated updated)
    {
        switch (updated)
        {
            case StockCounted counted:
                OnHand = counted.Counted.Pieces + counted.Reapplied;
                break;
            case StockReceived received:
                OnHand += received.Quantity.Pieces;
                break;
            case StockTransferred { Arrived: true } arrived:
                Leaving -= arrived.Quantity.Pieces;
                break;
            case StockTransferred left:
                Leaving += left.Quantity.Pieces;
                OnHand -= left.Quantity.Pieces;
                break;
            case StockBlocked blocked:
                _damaged += blocked.Pieces;
                break;
        }

        _damaged = Math.Min(_damaged, OnHand);
    }

    private void Release(HoldReleased released)
    {
        var phase = Find(released.Hold).Phase;
        var pieces = Move(released.Hold, phase, HoldPhase.Released);
        _pending -= phase == HoldPhase.Pending ? pieces : 0;
        _committed -= phase == HoldPhase.Committed ? pieces : 0;
    }

    private void Ship(HoldShipped shipped)
    {
        var hold = Find(shipped.Hold);
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

    // Whoever writes on a state that is not the journal's names holds that were never placed.
    private (Quantity Open, HoldPhase Phase) Find(HoldId id)
    {
        if (!_holds.TryGetValue(id, out var hold))
        {
            Faults.Add($"I4: {key} speaks of {id}, which it never placed.");
        }

        return hold;
    }

    private long Move(HoldId id, HoldPhase from, HoldPhase to)
    {
        var hold = Find(id);
        if (hold.Phase != from)
        {
            Faults.Add($"I7: {key} moved {id} from {hold.Phase} to {to}.");
        }

        _holds[id] = (hold.Open, to);
        return hold.Open.Pieces;
    }

    // What a count or a damage shows cannot be refused. Nothing else may promise more than there is, and while pieces
    // are short nothing is promised at all.
    private void Check(PositionEvent happening)
    {
        _damaged = Math.Min(_damaged, OnHand);
        var awaited = _promises.Awaited;
        var missing = Math.Max(0, _pending + _committed - awaited - (OnHand - _damaged));
        var physical = happening is StockCounted or StockBlocked;
        var takesStock = happening is StockHeld held && held.Quantity > (held.Terms?.Backordered ?? Quantity.Zero);
        if (OnHand < 0 || _pending < 0 || _committed < 0
            || (missing > _short && missing > _told && !physical) || (missing > 0 && takesStock))
        {
            Faults.Add($"I7: {key} has {_pending} pending and {_committed} committed of {OnHand} on hand, "
                + $"{_damaged} of them damaged and {awaited} more to come, after {happening.GetType().Name}.");
        }

        if (happening is ShortfallChanged told)
        {
            // Pieces that have arrived count as awaited until those who waited for them are told, which is last.
            _told = told.Short.Pieces;
            if (_told < missing || _told > missing + awaited)
            {
                Faults.Add($"I7: {key} says that {told.Short} are short; its events say {missing}.");
            }
        }

        _short = missing;
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
