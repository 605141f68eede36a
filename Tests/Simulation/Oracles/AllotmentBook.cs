using OrderGrid.Channels;
using OrderGrid.Inventory;

namespace OrderGrid.Simulated;

/// <summary>What is left of channels' reservations at one position, computed anew from its events.</summary>
internal sealed class AllotmentBook(PositionKey key)
{
    private readonly Dictionary<ChannelId, (long Reserved, long Taken, bool Overflow)> _allotments = [];
    private readonly Dictionary<HoldId, ChannelId> _channels = [];

    /// <summary>Takes in an event, and says what it breaks.</summary>
    /// <param name="happening">The event.</param>
    /// <param name="free">Pieces that nobody has been promised, after it.</param>
    public IEnumerable<string> Apply(PositionEvent happening, long free)
    {
        var faults = new List<string>();
        switch (happening)
        {
            case StockAllotted allotted:
                _allotments[allotted.Channel] = (allotted.Reserved.Pieces, 0, allotted.Overflow);
                break;
            case StockHeld held:
                _channels[held.Hold] = held.Holder.Channel;
                faults.AddRange(JudgeHeld(held, free));
                Take(held.Hold, FromStock(held));
                break;
            case HoldCommitted { Released: { } released } committed:
                Take(committed.Hold, -released.Pieces);
                break;
            case HoldReleased released:
                Take(released.Hold, -released.Quantity.Pieces);
                break;
            case HoldExpired expired:
                Take(expired.Hold, -expired.Quantity.Pieces);
                break;
        }

        var left = _allotments.Keys.Sum(Left);
        var carried = (happening.After.Aside?.Reserved ?? Quantity.Zero).Pieces;
        if (carried != left)
        {
            faults.Add($"I4: {key} says that {carried} are left of reservations after {happening.GetType().Name}; "
                + $"its events say {left}.");
        }

        return faults;
    }

    // What a channel has beyond its own reservation comes from what no reservation names.
    private IEnumerable<string> JudgeHeld(StockHeld held, long free)
    {
        var channel = held.Holder.Channel;
        var own = _allotments.GetValueOrDefault(channel, (0, 0, true));
        var beyond = FromStock(held) - Left(channel);
        var others = _allotments.Keys.Where(other => other != channel).Sum(Left);
        if (beyond > 0 && !own.Overflow)
        {
            yield return $"I7: {key} gave {held.Holder} {beyond} more than is reserved for {channel}, "
                + "which may have no more.";
        }

        if (beyond > 0 && free < others)
        {
            yield return $"I7: {key} gave {held.Holder} {FromStock(held)}, and of {others} that are reserved for other "
                + $"channels {free} are left.";
        }
    }

    private long Left(ChannelId channel) =>
        _allotments.TryGetValue(channel, out var own) ? Math.Max(0, own.Reserved - own.Taken) : 0;

    private void Take(HoldId hold, long pieces)
    {
        if (_channels.TryGetValue(hold, out var channel) && _allotments.TryGetValue(channel, out var own))
        {
            _allotments[channel] = own with { Taken = Math.Max(0, own.Taken + pieces) };
        }
    }

    private static long FromStock(StockHeld held) =>
        (held.Quantity - (held.Terms?.Backordered ?? Quantity.Zero)).Pieces;
}
