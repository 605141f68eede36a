using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>How events move a position. Total: it never refuses, and an event it does not know is a defect.</summary>
public static class PositionEvolution
{
    /// <summary>The state after an event.</summary>
    public static Position Evolve(Position state, PositionEvent happening) => happening switch
    {
        StockHeld held => Hold(state, held),
        StockRefused refused => state with { Levels = refused.After, Refused = state.Refused.With(refused) },
        HoldExtended extended => Change(StockEvolution.Claim(state, extended), extended.Hold, hold => hold with
        {
            ExpiresAt = extended.ExpiresAt,
            Resumed = hold.Resumed || extended.Resumed,
        }) with { Levels = extended.After },
        HoldCommitted committed => Commit(state, committed),
        HoldReleased released => GiveBack(state, released.Hold, HoldPhase.Released, released.Quantity) with
        {
            Levels = released.After,
        },
        HoldExpired expired => GiveBack(state, expired.Hold, HoldPhase.Expired, expired.Quantity) with
        {
            Levels = expired.After,
        },
        HoldShipped shipped => Ship(state, shipped) with { Levels = shipped.After },
        StockAdjusted adjusted => StockEvolution.Adjust(
            Remember(state, adjusted.Command, new(adjusted.Change, adjusted.Amount, adjusted.After.OnHand)), adjusted)
            with { Levels = adjusted.After },
        StockUpdated updated => StockEvolution.Evolve(
            Remember(state, updated.Command, new(default, 0, updated.After.OnHand, updated.Digest)), updated)
            with { Levels = updated.After },
        ShortfallChanged shortfall => state with { Levels = shortfall.After },
        PromisesChanged changed => BackorderEvolution.Change(state, changed),
        PromisesTold told => BackorderEvolution.Tell(state, told),
        _ => throw new UnreachableException($"Unknown event {happening.GetType().Name}."),
    };

    /// <summary>
    /// Moves the bound below which nothing is due up to the earliest pending expiry. Events leave it too early, which
    /// keeps them cheap; a sweep puts it right.
    /// </summary>
    public static Position TightenExpiry(Position state) => state with { EarliestExpiry = EarliestPending(state) };

    /// <summary>The earliest expiry of a pending hold, exactly; the end of time when there is none.</summary>
    public static DateTimeOffset EarliestPending(Position state)
    {
        var earliest = DateTimeOffset.MaxValue;
        foreach (var (_, hold) in state.Holds)
        {
            if (hold.Phase == HoldPhase.Pending && hold.ExpiresAt < earliest)
            {
                earliest = hold.ExpiresAt;
            }
        }

        return earliest;
    }

    /// <summary>The expiry that an event sets; null when it sets none.</summary>
    public static DateTimeOffset? ExpiryOf(PositionEvent happening) => happening switch
    {
        StockHeld held => held.ExpiresAt,
        HoldExtended extended => extended.ExpiresAt,
        _ => null,
    };

    private static Position Hold(Position state, StockHeld held)
    {
        var (queue, wait) = BackorderEvolution.Enter(state.Backorders, held);
        return StockEvolution.Hold(state, held) with
        {
            Levels = held.After,
            Backorders = queue,
            Holds = state.Holds.Add(held.Hold, new(
                held.Holder,
                held.Asked,
                held.Quantity,
                Quantity.Zero,
                held.Quantity,
                HoldPhase.Pending,
                held.ExpiresAt,
                ImmutableDictionary<ShipmentId, Quantity>.Empty)
            {
                Terms = held.Terms,
                Wait = wait,
            }),
            EarliestExpiry = held.ExpiresAt < state.EarliestExpiry ? held.ExpiresAt : state.EarliestExpiry,
        };
    }

    private static Position Commit(Position state, HoldCommitted committed)
    {
        var hold = state.Holds[committed.Hold];
        var after = committed.Released is { } released ? StockEvolution.GiveBack(state, hold, released) : state;
        after = after with
        {
            Levels = committed.After,
            Holds = after.Holds.SetItem(committed.Hold, hold with
            {
                Phase = HoldPhase.Committed,
                Committed = committed.Quantity,
                Open = committed.Quantity,
            }),
        };
        return hold.Wait is null ? after : BackorderEvolution.Commit(after, committed.Hold);
    }

    private static Position Change(Position state, HoldId id, Func<Hold, Hold> change) =>
        state with { Holds = state.Holds.SetItem(id, change(state.Holds[id])) };

    private static Position Ship(Position state, HoldShipped shipped)
    {
        var after = Change(state, shipped.Hold, hold => hold with
        {
            Open = hold.Open - shipped.Quantity,
            Shipments = hold.Shipments.Add(shipped.Shipment, shipped.Quantity),
        });
        after = StockEvolution.Ship(after, shipped);
        var open = after.Holds[shipped.Hold].Open;
        return open == Quantity.Zero
            ? Finish(after, shipped.Hold, HoldPhase.Shipped)
            : BackorderEvolution.Limited(after, shipped.Hold, open);
    }

    private static Position GiveBack(Position state, HoldId id, HoldPhase phase, Quantity pieces) =>
        Finish(StockEvolution.GiveBack(state, state.Holds[id], pieces), id, phase);

    private static Position Finish(Position state, HoldId id, HoldPhase phase)
    {
        state = BackorderEvolution.Leave(state, id);
        var holds = state.Holds.SetItem(id, state.Holds[id] with { Phase = phase });
        var finished = state.Finished.Enqueue(id);
        if (state.FinishedCount < PositionLimits.RememberedHolds)
        {
            return state with { Holds = holds, Finished = finished, FinishedCount = state.FinishedCount + 1 };
        }

        finished = finished.Dequeue(out var forgotten);
        return state with { Holds = holds.Remove(forgotten), Finished = finished };
    }

    private static Position Remember(Position state, CommandId command, RememberedChange change)
    {
        var (changes, order, applied) = (state.Changes, state.ChangeOrder, state.Applied);
        if (changes.Count == PositionLimits.RememberedChanges)
        {
            order = order.Dequeue(out var forgotten);
            changes = changes.Remove(forgotten);
            applied = ImportedRow.Of(forgotten) is { } row ? (applied ?? AppliedRows.None).With(row) : applied;
        }

        return state with
        {
            Changes = changes.Add(command, change),
            ChangeOrder = order.Enqueue(command),
            Applied = applied,
        };
    }
}
