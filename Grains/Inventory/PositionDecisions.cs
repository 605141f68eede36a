using System.Collections.Immutable;
using System.Diagnostics;

namespace OrderGrid.Inventory;

/// <summary>
/// What a position decides. Pure. Refusals follow the order of <see cref="PositionAnswer"/>; deciding the same command
/// twice yields no second event.
/// </summary>
public static class PositionDecisions
{
    /// <summary>Decides one command. Holds that are due must have been given back by <see cref="ExpireDue"/>.</summary>
    public static PositionDecision Decide(Position state, PositionCommand command, DateTimeOffset now) => command switch
    {
        PlaceHold place => DecidePlace(state, place, now),
        CommitHold commit => DecideCommit(state, commit),
        ReleaseHold release => DecideRelease(state, release),
        ShipHold ship => DecideShip(state, ship, now),
        AdjustStock adjust => StockDecisions.Adjust(state, adjust, now),
        StockUpdate update => StockDecisions.Decide(state, update, now),
        _ => throw new UnreachableException($"Unknown command {command.GetType().Name}."),
    };

    /// <summary>Gives back every pending hold that is due. Cheap while nothing is due.</summary>
    public static ImmutableArray<PositionEvent> ExpireDue(Position state, DateTimeOffset now)
    {
        if (now < state.EarliestExpiry)
        {
            return [];
        }

        var events = ImmutableArray.CreateBuilder<PositionEvent>();
        var holds = state.Holds;
        var due = holds
            .Where(hold => hold.Value.Phase == HoldPhase.Pending && hold.Value.ExpiresAt <= now)
            .OrderBy(hold => hold.Value.ExpiresAt)
            .ThenBy(hold => hold.Key.Value, StringComparer.Ordinal);
        foreach (var (id, hold) in due)
        {
            var expired = new HoldExpired(id, hold.Open, StockPromise.GiveBack(state, hold, hold.Open));
            events.Add(expired);
            state = StockEvolution.GiveBack(state, hold, hold.Open) with { Levels = expired.After };
        }

        return events.ToImmutable();
    }

    private static PositionDecision DecidePlace(Position state, PlaceHold command, DateTimeOffset now)
    {
        if (state.Holds.TryGetValue(command.Hold, out var hold))
        {
            return hold.Order == command.Order && hold.Asked == command.Quantity
                ? PositionDecision.Repeat(hold.Held) with { PromisedAt = hold.Terms?.PromisedAt }
                : PositionDecision.Refuse(PositionAnswer.IdReusedWithOtherContent);
        }

        if (command.Quantity == Quantity.Zero)
        {
            return PositionDecision.Refuse(PositionAnswer.QuantityOutOfRange);
        }

        if (command.ExpiresAt <= now || command.ExpiresAt - now > PositionLimits.MaxHoldTime)
        {
            return PositionDecision.Refuse(PositionAnswer.ExpiryOutOfRange);
        }

        var promise = StockPromise.Of(state, command, now);
        var granted = Quantity.Min(command.Quantity, promise.Most);
        if (granted == Quantity.Zero || (granted < command.Quantity && !command.AllowPartial))
        {
            return PositionDecision.Refuse(promise.Lacks(command.Quantity, command.AllowPartial));
        }

        var held = promise.Hold(state, command, granted, RoundUp(command.ExpiresAt));
        return PositionDecision.Do(granted, held) with { PromisedAt = held.Terms?.PromisedAt };
    }

    private static PositionDecision DecideCommit(Position state, CommitHold command)
    {
        if (!state.Holds.TryGetValue(command.Hold, out var hold))
        {
            return PositionDecision.Refuse(PositionAnswer.UnknownHold);
        }

        var levels = state.Levels;
        return hold.Phase switch
        {
            HoldPhase.Expired => PositionDecision.Refuse(PositionAnswer.HoldExpired),
            HoldPhase.Released => PositionDecision.Refuse(PositionAnswer.HoldReleased),
            HoldPhase.Committed or HoldPhase.Shipped => PositionDecision.Repeat(hold.Held),
            HoldPhase.Pending => PositionDecision.Do(hold.Held, new HoldCommitted(
                command.Hold,
                hold.Open,
                levels with { Pending = levels.Pending - hold.Open, Committed = levels.Committed + hold.Open })),
        };
    }

    private static PositionDecision DecideRelease(Position state, ReleaseHold command)
    {
        if (!state.Holds.TryGetValue(command.Hold, out var hold))
        {
            return PositionDecision.Refuse(PositionAnswer.UnknownHold);
        }

        return hold.Phase switch
        {
            HoldPhase.Expired or HoldPhase.Released or HoldPhase.Shipped => PositionDecision.Repeat(hold.Open),
            HoldPhase.Pending or HoldPhase.Committed => PositionDecision.Do(hold.Open, new HoldReleased(
                command.Hold, hold.Open, StockPromise.GiveBack(state, hold, hold.Open))),
        };
    }

    private static PositionDecision DecideShip(Position state, ShipHold command, DateTimeOffset now)
    {
        if (!state.Holds.TryGetValue(command.Hold, out var hold))
        {
            return PositionDecision.Refuse(PositionAnswer.UnknownHold);
        }

        if (hold.Shipments.TryGetValue(command.Shipment, out var shipped))
        {
            return shipped == command.Quantity
                ? PositionDecision.Repeat(shipped)
                : PositionDecision.Refuse(PositionAnswer.IdReusedWithOtherContent);
        }

        return hold.Phase switch
        {
            HoldPhase.Expired => PositionDecision.Refuse(PositionAnswer.HoldExpired),
            HoldPhase.Released => PositionDecision.Refuse(PositionAnswer.HoldReleased),
            HoldPhase.Pending => PositionDecision.Refuse(PositionAnswer.HoldNotCommitted),
            HoldPhase.Committed or HoldPhase.Shipped => DecideShipCommitted(state, hold, command, now),
        };
    }

    private static PositionDecision DecideShipCommitted(
        Position state, Hold hold, ShipHold command, DateTimeOffset now) =>
        command.Quantity > hold.Open ? PositionDecision.Refuse(PositionAnswer.MoreThanHeld)
        : command.Quantity == Quantity.Zero ? PositionDecision.Refuse(PositionAnswer.QuantityOutOfRange)
        : new(PositionAnswer.Done, command.Quantity, StockDecisions.Ship(state, command, now));

    private static DateTimeOffset RoundUp(DateTimeOffset time)
    {
        var step = PositionLimits.ExpiryStep.Ticks;
        return new DateTimeOffset((time.UtcTicks + step - 1) / step * step, TimeSpan.Zero);
    }
}
