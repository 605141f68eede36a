using System.Diagnostics;

namespace OrderGrid.Inventory;

/// <summary>
/// What a position decides. Pure. Refusals follow the order of <see cref="PositionAnswer"/>; deciding the same command
/// twice yields no second event.
/// </summary>
public static class PositionDecisions
{
    /// <summary>Decides one command. Holds that are due are to be given back before it.</summary>
    public static PositionDecision Decide(Position state, PositionCommand command, DateTimeOffset now) => command switch
    {
        PlaceHold { Series: true } place => HoldSeries.Decide(state, place, now),
        PlaceHold place => HoldDecisions.Remember(state, place, DecidePlace(state, place, now)),
        CommitHold commit => HoldDecisions.DecideCommit(state, commit, now),
        ExtendHold extend => HoldDecisions.DecideExtend(state, extend, now),
        ReleaseHold release => DecideRelease(state, release),
        ShipHold ship => DecideShip(state, ship, now),
        AdjustStock adjust => StockDecisions.Adjust(state, adjust, now),
        StockUpdate update => StockDecisions.Decide(state, update, now),
        NotePromisesTold told => BackorderDecisions.NoteTold(state, told),
        _ => throw new UnreachableException($"Unknown command {command.GetType().Name}."),
    };

    internal static PositionDecision DecidePlace(Position state, PlaceHold command, DateTimeOffset now)
    {
        if (state.Holds.TryGetValue(command.Hold, out var hold))
        {
            return hold.Holder == command.Holder && hold.Asked == command.Quantity
                ? PositionDecision.Repeat(hold.Held) with
                {
                    Promise = hold.Wait?.Promise,
                    BuyerLeft = BuyerCounts.Left(state, command.Buyer, now),
                }
                : PositionDecision.Refuse(PositionAnswer.IdReusedWithOtherContent);
        }

        if (state.Refused.Find(command) is { } refused)
        {
            return PositionDecision.Refuse(refused);
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
        Quantity? left = promise.Share is null ? null : promise.Buyer;
        var granted = Quantity.Min(command.Quantity, promise.Most);
        if (granted == Quantity.Zero || (granted < command.Quantity && !command.AllowPartial))
        {
            return PositionDecision.Refuse(promise.Lacks(command.Quantity, command.AllowPartial)) with
            {
                BuyerLeft = left,
            };
        }

        var held = promise.Hold(state, command, granted, HoldDecisions.RoundUp(command.ExpiresAt));
        return PositionDecision.Do(granted, held) with { Promise = held.Terms?.Promise, BuyerLeft = left - granted };
    }

    private static PositionDecision DecideRelease(Position state, ReleaseHold command)
    {
        if (!state.Holds.TryGetValue(command.Hold, out var hold))
        {
            return PositionDecision.Refuse(PositionAnswer.UnknownHold);
        }

        if (command.Unaccepted && (hold.Resumed || hold.Phase == HoldPhase.Committed))
        {
            return PositionDecision.Repeat(Quantity.Zero);
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
}
