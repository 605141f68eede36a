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
        PlaceHold place => HoldDecisions.Remember(state, place, DecidePlace(state, place, now)),
        CommitHold commit => HoldDecisions.DecideCommit(state, commit, now),
        ExtendHold extend => HoldDecisions.DecideExtend(state, extend, now),
        ReleaseHold release => DecideRelease(state, release),
        ShipHold ship => DecideShip(state, ship),
        AdjustStock adjust => DecideAdjust(state, adjust),
        _ => throw new UnreachableException($"Unknown command {command.GetType().Name}."),
    };

    private static PositionDecision DecidePlace(Position state, PlaceHold command, DateTimeOffset now)
    {
        if (state.Holds.TryGetValue(command.Hold, out var hold))
        {
            return hold.Holder == command.Holder && hold.Asked == command.Quantity
                ? PositionDecision.Repeat(hold.Held)
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

        var available = state.Levels.AvailableToPromise;
        var granted = Quantity.Min(command.Quantity, available);
        if (granted == Quantity.Zero || (granted < command.Quantity && !command.AllowPartial))
        {
            return PositionDecision.Refuse(PositionAnswer.InsufficientStock);
        }

        var after = state.Levels with { Pending = state.Levels.Pending + granted };
        return PositionDecision.Do(granted, new StockHeld(
            command.Hold,
            command.Holder.Order,
            command.Quantity,
            granted,
            HoldDecisions.RoundUp(command.ExpiresAt),
            after,
            command.Holder.ReservationKey));
    }

    private static PositionDecision DecideRelease(Position state, ReleaseHold command)
    {
        if (!state.Holds.TryGetValue(command.Hold, out var hold))
        {
            return PositionDecision.Refuse(PositionAnswer.UnknownHold);
        }

        var levels = state.Levels;
        return hold.Phase switch
        {
            HoldPhase.Expired or HoldPhase.Released or HoldPhase.Shipped => PositionDecision.Repeat(hold.Open),
            HoldPhase.Pending => PositionDecision.Do(hold.Open, new HoldReleased(
                command.Hold, hold.Open, levels with { Pending = levels.Pending - hold.Open })),
            HoldPhase.Committed => PositionDecision.Do(hold.Open, new HoldReleased(
                command.Hold, hold.Open, levels with { Committed = levels.Committed - hold.Open })),
        };
    }

    private static PositionDecision DecideShip(Position state, ShipHold command)
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
            HoldPhase.Committed or HoldPhase.Shipped => DecideShipCommitted(state.Levels, hold, command),
        };
    }

    private static PositionDecision DecideShipCommitted(StockLevels levels, Hold hold, ShipHold command)
    {
        if (command.Quantity > hold.Open)
        {
            return PositionDecision.Refuse(PositionAnswer.MoreThanHeld);
        }

        if (command.Quantity == Quantity.Zero)
        {
            return PositionDecision.Refuse(PositionAnswer.QuantityOutOfRange);
        }

        return PositionDecision.Do(command.Quantity, new HoldShipped(
            command.Hold,
            command.Shipment,
            command.Quantity,
            levels with
            {
                OnHand = levels.OnHand - command.Quantity,
                Committed = levels.Committed - command.Quantity,
            }));
    }

    private static PositionDecision DecideAdjust(Position state, AdjustStock command)
    {
        var id = command.Context.Command;
        if (state.Changes.TryGetValue(id, out var remembered))
        {
            return remembered.Change == command.Change && remembered.Amount == command.Amount
                ? PositionDecision.Repeat(remembered.OnHand)
                : PositionDecision.Refuse(PositionAnswer.IdReusedWithOtherContent);
        }

        // Amounts beyond the range would wrap around when added, so they are refused before the sum is made.
        var inRange = command.Amount is >= -Quantity.MaxPieces and <= Quantity.MaxPieces;
        var level = command.Change switch
        {
            StockChange.Set => command.Amount,
            StockChange.Delta => inRange ? state.Levels.OnHand.Pieces + command.Amount : -1,
        };
        if (!Quantity.TryCreate(level, out var onHand))
        {
            return PositionDecision.Refuse(PositionAnswer.QuantityOutOfRange);
        }

        if (onHand < state.Levels.Pending + state.Levels.Committed)
        {
            return PositionDecision.Refuse(PositionAnswer.BelowHolds);
        }

        return PositionDecision.Do(onHand, new StockAdjusted(
            id, command.Change, command.Amount, command.Reason, state.Levels with { OnHand = onHand }));
    }
}
