using OrderGrid.Inventory;

namespace OrderGrid.Simulated;

/// <summary>Who waits at one position for what is to come, and until when, computed anew from its events.</summary>
internal sealed class PromiseBook(PositionKey key)
{
    // As the position gives out places: in the order of the holds.
    private readonly List<Waiting> _waiting = [];
    private readonly List<(ReceiptId Receipt, long Pieces, DateTimeOffset Eta)> _receipts = [];
    private long _limit;
    private long _short;

    /// <summary>Pieces that holds wait for.</summary>
    public long Awaited => _waiting.Sum(wait => wait.Pieces);

    /// <summary>Holds that wait, each with its date; null where no receipt covers it.</summary>
    public IEnumerable<(HoldId Hold, long Pieces, DateTimeOffset? At)> Dates()
    {
        var before = _short;
        foreach (var wait in _waiting.Where(wait => wait.Pieces > 0))
        {
            before += wait.Pieces;
            var sum = 0L;
            DateTimeOffset? at = null;
            foreach (var receipt in _receipts.OrderBy(receipt => receipt.Eta).TakeWhile(_ => sum < before))
            {
                sum += receipt.Pieces;
                at = receipt.Eta;
            }

            yield return (wait.Hold, wait.Pieces, sum < before ? null : at);
        }
    }

    public IEnumerable<string> Apply(PositionEvent happening)
    {
        _short = happening.After.Short.Pieces;
        switch (happening)
        {
            case StockLimited limited:
                _limit = limited.Backorder?.Limit.Pieces ?? 0;
                break;
            case ReceiptExpected expected:
                Expect(expected);
                break;
            case StockReceived received:
                Receive(received);
                break;
            case StockHeld { Terms.Promise: { } promise } held:
                _waiting.Add(new(held.Hold, held.Quantity.Pieces) { Pieces = promise.Quantity.Pieces });
                return JudgeHeld(held);
            case HoldCommitted { Released: not null } committed:
                Limit(committed.Hold, committed.Quantity.Pieces);
                break;
            case HoldReleased released:
                Limit(released.Hold, 0);
                break;
            case HoldExpired expired:
                Limit(expired.Hold, 0);
                break;
            case HoldShipped shipped when Find(shipped.Hold) is { } wait:
                Limit(shipped.Hold, wait.Open - shipped.Quantity.Pieces);
                break;
            case PromisesChanged changed:
                return Arrive(changed).ToList();
        }

        return [];
    }

    private IEnumerable<string> JudgeHeld(StockHeld held)
    {
        if ((held.After.Aside?.Backordered.Pieces ?? 0) > _limit)
        {
            yield return $"I7: {key} promises {held.After} with a limit of {_limit} pieces to come.";
        }

        if (held.Holder.Channel == WorldNames.Channels[0])
        {
            yield return $"I7: {held.Holder} waits at {key} by {held.Hold}, and its channel never waits.";
        }
    }

    // Whoever was promised first is served first.
    private IEnumerable<string> Arrive(PromisesChanged changed)
    {
        foreach (var change in changed.Changes)
        {
            if (Find(change.Hold) is not { } wait)
            {
                yield return $"I4: {key} tells {change.Hold} of a promise, which waits for nothing.";
                continue;
            }

            var earlier = _waiting.TakeWhile(other => other != wait).FirstOrDefault(other => other.Pieces > 0);
            if (change.Arrived > Quantity.Zero && earlier is not null)
            {
                yield return $"I7: {key} gave {change.Arrived} to {change.Hold} while {earlier.Hold} waited before it.";
            }

            wait.Pieces -= change.Arrived.Pieces;
            if (wait.Pieces != change.Promise.Quantity.Pieces)
            {
                yield return $"I7: {key} says {change.Promise} of {change.Hold}, of which {wait.Pieces} are to come.";
            }
        }
    }

    private void Expect(ReceiptExpected expected)
    {
        _receipts.RemoveAll(receipt => receipt.Receipt == expected.Receipt);
        if (expected.Quantity > Quantity.Zero)
        {
            _receipts.Add((expected.Receipt, expected.Quantity.Pieces, expected.Eta));
        }
    }

    private void Receive(StockReceived received)
    {
        var index = _receipts.FindIndex(receipt => receipt.Receipt == received.Receipt);
        if (index < 0)
        {
            return;
        }

        var receipt = _receipts[index];
        _receipts.RemoveAt(index);
        if (receipt.Pieces > received.Quantity.Pieces)
        {
            _receipts.Insert(index, receipt with { Pieces = receipt.Pieces - received.Quantity.Pieces });
        }
    }

    private void Limit(HoldId hold, long open)
    {
        if (Find(hold) is { } wait)
        {
            wait.Open = open;
            wait.Pieces = Math.Min(wait.Pieces, open);
        }
    }

    private Waiting? Find(HoldId hold) => _waiting.Find(wait => wait.Hold == hold);

    private sealed class Waiting(HoldId hold, long open)
    {
        public HoldId Hold => hold;

        public long Open { get; set; } = open;

        public long Pieces { get; set; }
    }
}
