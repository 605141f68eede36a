using System.Collections.Immutable;

namespace OrderGrid.Inventory;

/// <summary>How a hold goes from phase to phase. Pure; part of <see cref="PositionDecisions"/>.</summary>
public static class HoldDecisions
{
    /// <summary>
    /// Gives back pending holds that are due, the earliest first, as many as one record takes. Cheap while nothing is.
    /// </summary>
    public static ImmutableArray<PositionEvent> ExpireDue(Position state, DateTimeOffset now)
    {
        if (now < state.EarliestExpiry)
        {
            return [];
        }

        var events = ImmutableArray.CreateBuilder<PositionEvent>();
        var holds = state.Holds;
        var due = holds
            .Where(hold => IsDue(hold.Value, now))
            .OrderBy(hold => hold.Value.ExpiresAt)
            .ThenBy(hold => hold.Key.Value, StringComparer.Ordinal)
            .Take(PositionLimits.MaxExpiredPerRecord);
        foreach (var (id, hold) in due)
        {
            var expired = new HoldExpired(id, hold.Open, StockPromise.GiveBack(state, hold, hold.Open));
            events.Add(expired);
            state = StockEvolution.GiveBack(state, hold, hold.Open) with { Levels = expired.After };
        }

        return events.ToImmutable();
    }

    /// <summary>Commits all of a pending hold or a part of it.</summary>
    public static PositionDecision DecideCommit(Position state, CommitHold command, DateTimeOffset now)
    {
        if (!state.Holds.TryGetValue(command.Hold, out var hold))
        {
            return PositionDecision.Refuse(PositionAnswer.UnknownHold);
        }

        return hold.Phase switch
        {
            HoldPhase.Expired => PositionDecision.Refuse(PositionAnswer.HoldExpired),
            HoldPhase.Released => PositionDecision.Refuse(PositionAnswer.HoldReleased),
            HoldPhase.Committed or HoldPhase.Shipped => Repeats(hold, command)
                ? PositionDecision.Repeat(hold.Committed)
                : PositionDecision.Refuse(PositionAnswer.IdReusedWithOtherContent),
            HoldPhase.Pending => IsDue(hold, now)
                ? PositionDecision.Refuse(PositionAnswer.HoldExpired)
                : DecideCommitPending(state, hold, command),
        };
    }

    /// <summary>True when the commit happened before: it stays true whatever else happens to the hold.</summary>
    public static bool IsCommitted(Position state, CommitHold command, out Quantity quantity)
    {
        quantity = Quantity.Zero;
        if (!state.Holds.TryGetValue(command.Hold, out var hold)
            || hold.Phase is not (HoldPhase.Committed or HoldPhase.Shipped))
        {
            return false;
        }

        quantity = hold.Committed;
        return Repeats(hold, command);
    }

    /// <summary>Lets a pending hold last longer.</summary>
    public static PositionDecision DecideExtend(Position state, ExtendHold command, DateTimeOffset now)
    {
        if (!state.Holds.TryGetValue(command.Hold, out var hold))
        {
            return PositionDecision.Refuse(PositionAnswer.UnknownHold);
        }

        return hold.Phase switch
        {
            HoldPhase.Expired => PositionDecision.Refuse(PositionAnswer.HoldExpired),
            HoldPhase.Released => PositionDecision.Refuse(PositionAnswer.HoldReleased),
            HoldPhase.Committed or HoldPhase.Shipped => PositionDecision.Refuse(PositionAnswer.HoldCommitted),
            HoldPhase.Pending => IsDue(hold, now)
                ? PositionDecision.Refuse(PositionAnswer.HoldExpired)
                : DecideExtendPending(state, hold, command, now),
        };
    }

    /// <summary>Makes a decided refusal the answer to its id for ever, where the caller asked for that.</summary>
    public static PositionDecision Remember(Position state, PlaceHold command, PositionDecision decided)
    {
        var isNew = command.RememberRefusal
            && decided.Answer is not (PositionAnswer.Done or PositionAnswer.IdReusedWithOtherContent)
            && !state.Refused.Known.ContainsKey(command.Hold);
        return isNew
            ? decided with
            {
                Events =
                [
                    new StockRefused(
                        command.Hold,
                        command.Holder.Order,
                        command.Quantity,
                        decided.Answer,
                        state.Levels,
                        command.Holder.ReservationKey),
                ],
            }
            : decided;
    }

    /// <summary>An expiry as positions keep it: rounded up to <see cref="PositionLimits.ExpiryStep"/>.</summary>
    public static DateTimeOffset RoundUp(DateTimeOffset time)
    {
        var step = PositionLimits.ExpiryStep.Ticks;
        return new DateTimeOffset((time.UtcTicks + step - 1) / step * step, TimeSpan.Zero);
    }

    private static PositionDecision DecideCommitPending(Position state, Hold hold, CommitHold command)
    {
        var quantity = command.Quantity ?? hold.Open;
        if (quantity > hold.Open)
        {
            return PositionDecision.Refuse(PositionAnswer.MoreThanHeld);
        }

        if (quantity == Quantity.Zero)
        {
            return PositionDecision.Refuse(PositionAnswer.QuantityOutOfRange);
        }

        var released = hold.Open - quantity;
        var levels = released == Quantity.Zero ? state.Levels : StockPromise.GiveBack(state, hold, released);
        var after = levels with { Pending = levels.Pending - quantity, Committed = levels.Committed + quantity };
        return PositionDecision.Do(
            quantity,
            new HoldCommitted(command.Hold, quantity, after, released == Quantity.Zero ? null : released));
    }

    private static PositionDecision DecideExtendPending(
        Position state, Hold hold, ExtendHold command, DateTimeOffset now)
    {
        if (command.ExpiresAt <= now || command.ExpiresAt - now > PositionLimits.MaxHoldTime)
        {
            return PositionDecision.Refuse(PositionAnswer.ExpiryOutOfRange);
        }

        var (answer, share) = BuyerCounts.Claim(state, hold, command.Buyer, now);
        if (answer != PositionAnswer.Done)
        {
            return PositionDecision.Refuse(answer);
        }

        var asked = RoundUp(command.ExpiresAt);
        var latest = asked > hold.ExpiresAt ? asked : hold.ExpiresAt;
        return share is null && latest == hold.ExpiresAt
            ? PositionDecision.Repeat(hold.Open)
            : PositionDecision.Do(
                hold.Open, new HoldExtended(command.Hold, latest, state.Levels) { Buyer = share });
    }

    private static bool Repeats(Hold committed, CommitHold command) =>
        (command.Quantity ?? committed.Committed) == committed.Committed;

    private static bool IsDue(Hold hold, DateTimeOffset now) =>
        hold.Phase == HoldPhase.Pending && hold.ExpiresAt <= now;
}
