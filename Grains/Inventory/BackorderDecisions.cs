using System.Collections.Immutable;

namespace OrderGrid.Inventory;

/// <summary>Who gets what comes in, and what the others are promised from then on. Pure.</summary>
public static class BackorderDecisions
{
    /// <summary>
    /// Brings promises into line with what is there and what is expected: pieces that came go to those who were
    /// promised first, and everybody's date is counted anew. Says whether there is more than one event takes.
    /// </summary>
    public static (PromisesChanged? Changed, bool HasMore) Settle(Position state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Backorders is not { Waiting.IsEmpty: false } queue)
        {
            return (null, false);
        }

        var waits = queue.Waiting.Values.Select(id => (Id: id, Hold: state.Holds[id])).ToList();
        var toCome = state.Levels.Aside?.Backordered.Pieces ?? 0;
        var come = Math.Max(0, waits.Sum(wait => wait.Hold.Wait!.Promise.Quantity.Pieces) - toCome);
        var changes = ImmutableArray.CreateBuilder<PromiseChange>();
        var before = 0L;
        foreach (var (id, hold) in waits)
        {
            var known = hold.Wait!.Promise;
            var arrived = new Quantity(Math.Min(come, known.Quantity.Pieces));
            come -= arrived.Pieces;
            before += known.Quantity.Pieces - arrived.Pieces;
            if (Change(state, (id, hold), arrived, before) is not { } change)
            {
                continue;
            }

            if (changes.Count == StockLimits.PromisesPerEvent)
            {
                return (new(changes.ToImmutable(), state.Levels), true);
            }

            changes.Add(change);
        }

        return (changes.Count == 0 ? null : new(changes.ToImmutable(), state.Levels), false);
    }

    /// <summary>True when an event may have changed what somebody is promised.</summary>
    public static bool Concerns(PositionEvent happening) => happening
        is not (StockRefused or HoldExtended or PromisesTold or PromisesChanged
            or HoldCommitted { Released: null }
            or StockHeld { Terms: null or { Promise: null } });

    /// <summary>Takes note of orders that know their promises; what they know already changes nothing.</summary>
    internal static PositionDecision NoteTold(Position state, NotePromisesTold command)
    {
        var told = command.Told.RemoveAll(one =>
            !state.Holds.TryGetValue(one.Hold, out var hold)
            || hold.Wait is not { } wait
            || wait.Promise.Revision > one.Revision
            || state.Backorders?.Untold.ContainsKey(wait.Ticket) != true);
        return told.IsEmpty
            ? PositionDecision.Repeat(Quantity.Zero)
            : PositionDecision.Do(Quantity.Zero, new PromisesTold(told, state.Levels));
    }

    /// <summary>
    /// Levels after a hold shipped pieces that the books still waited for: nobody waits for them any more. Found
    /// pieces were given to those who waited when they were found.
    /// </summary>
    internal static StockLevels WithoutShipped(
        Position state, ShipHold command, Quantity found, StockLevels levels)
    {
        var hold = state.Holds[command.Hold];
        if (hold.Wait is not { } wait || levels.Aside is not { } aside)
        {
            return levels;
        }

        var early = command.Quantity.Pieces - (hold.Open.Pieces - wait.Promise.Quantity.Pieces) - found.Pieces;
        var shipped = Quantity.Min(new(Math.Max(0, early)), aside.Backordered);
        return levels with { Aside = aside with { Backordered = aside.Backordered - shipped } };
    }

    private static PromiseChange? Change(
        Position state, (HoldId Id, Hold Hold) wait, Quantity arrived, long before)
    {
        var known = wait.Hold.Wait!.Promise;
        var left = known.Quantity - arrived;
        var at = left == Quantity.Zero ? null : state.Terms?.PromisedAt(state.Levels, before);
        return arrived == Quantity.Zero && at == known.PromisedAt
            ? null
            : new(wait.Id, wait.Hold.Holder, arrived, new(left, at, known.Revision + 1));
    }
}
