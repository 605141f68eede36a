using System.Collections.Immutable;

namespace OrderGrid.Inventory;

/// <summary>How events move the queue of those who wait for what is to come.</summary>
internal static class BackorderEvolution
{
    /// <summary>The place of a hold that was just placed; null when all of it is there.</summary>
    public static (BackorderQueue? Queue, HoldWait? Wait) Enter(BackorderQueue? queue, StockHeld held)
    {
        if (held.Terms?.Promise is not { } promise)
        {
            return (queue, null);
        }

        var known = queue ?? BackorderQueue.Empty;
        var place = known with { Waiting = known.Waiting.Add(known.Next, held.Hold), Next = known.Next + 1 };
        return (place, new(known.Next, promise));
    }

    /// <summary>After promises changed. Orders hear of those of committed holds; of the others once they are.</summary>
    public static Position Change(Position state, PromisesChanged changed)
    {
        var (queue, holds) = (state.Backorders!, state.Holds);
        foreach (var change in changed.Changes)
        {
            var hold = holds[change.Hold];
            var wait = hold.Wait! with { Promise = change.Promise };
            holds = holds.SetItem(change.Hold, hold with { Wait = wait });
            queue = Waits(queue, wait, wait.Promise.Quantity);
            queue = hold.Phase == HoldPhase.Committed ? IsToBeTold(queue, change.Hold, hold.Holder, wait) : queue;
        }

        return state with { Levels = changed.After, Holds = holds, Backorders = queue };
    }

    /// <summary>After orders were told.</summary>
    public static Position Tell(Position state, PromisesTold told) => state with
    {
        Levels = told.After,
        Backorders = state.Backorders! with
        {
            Untold = state.Backorders.Untold.RemoveRange(
                told.Told.Select(one => state.Holds[one.Hold].Wait!.Ticket)),
        },
    };

    /// <summary>After a hold was committed, or a part of it: what it gave back was to come last.</summary>
    public static Position Commit(Position state, HoldId id)
    {
        var hold = state.Holds[id];
        if (hold.Wait is not { } wait)
        {
            return state;
        }

        var after = Limited(state, id, hold.Open);
        return wait.Promise.Revision == 0
            ? after
            : after with { Backorders = IsToBeTold(after.Backorders!, id, hold.Holder, wait) };
    }

    /// <summary>After a hold has only so many pieces left: no more than those can be still to come.</summary>
    public static Position Limited(Position state, HoldId id, Quantity open)
    {
        var hold = state.Holds[id];
        if (hold.Wait is not { } wait || wait.Promise.Quantity <= open)
        {
            return state;
        }

        var left = wait with { Promise = wait.Promise with { Quantity = open } };
        return state with
        {
            Holds = state.Holds.SetItem(id, hold with { Wait = left }),
            Backorders = Waits(state.Backorders!, left, open),
        };
    }

    /// <summary>After a hold has ended: nothing is to come for it, and nobody is to be told.</summary>
    public static Position Leave(Position state, HoldId id) => state.Holds[id].Wait is { } wait
        ? state with
        {
            Backorders = state.Backorders! with
            {
                Waiting = state.Backorders.Waiting.Remove(wait.Ticket),
                Untold = state.Backorders.Untold.Remove(wait.Ticket),
            },
        }
        : state;

    private static BackorderQueue Waits(BackorderQueue queue, HoldWait wait, Quantity left) =>
        left == Quantity.Zero ? queue with { Waiting = queue.Waiting.Remove(wait.Ticket) } : queue;

    private static BackorderQueue IsToBeTold(BackorderQueue queue, HoldId id, Holder holder, HoldWait wait) =>
        holder.Order is null ? queue : queue with { Untold = queue.Untold.SetItem(wait.Ticket, id) };
}
