using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>
/// What a position decides about its stock. Pure. Refusals follow the order of <see cref="PositionAnswer"/>; deciding
/// the same command twice yields no second event.
/// </summary>
public static class StockDecisions
{
    /// <summary>Decides a level or a difference.</summary>
    public static PositionDecision Adjust(Position state, AdjustStock command, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(command);
        var id = command.Context.Command;
        if (state.Changes.TryGetValue(id, out var remembered))
        {
            return remembered.Digest is null
                && remembered.Change == command.Change && remembered.Amount == command.Amount
                ? PositionDecision.Repeat(remembered.OnHand)
                : PositionDecision.Refuse(PositionAnswer.IdReusedWithOtherContent);
        }

        if (FindApplied(state, id) is { } applied)
        {
            return applied;
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

        if (command.Expected is { } expected && expected != state.Levels.OnHand.Pieces)
        {
            return PositionDecision.Refuse(PositionAnswer.StaleStock);
        }

        var after = OnHand(state.Levels, onHand);
        return FallsBelowHolds(state.Levels, after)
            ? PositionDecision.Refuse(PositionAnswer.BelowHolds)
            : Do(state, new StockAdjusted(id, command.Change, command.Amount, command.Reason, after)
            {
                Source = command.Source,
                Reference = command.Reference,
                At = now,
            });
    }

    /// <summary>Decides any other change of stock.</summary>
    public static PositionDecision Decide(Position state, StockUpdate command, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(command);
        if (state.Changes.TryGetValue(command.Context.Command, out var remembered))
        {
            return remembered.Digest == command.Digest
                ? PositionDecision.Repeat(remembered.OnHand)
                : PositionDecision.Refuse(PositionAnswer.IdReusedWithOtherContent);
        }

        return FindApplied(state, command.Context.Command) ?? command switch
        {
            CountStock count => DecideCount(state, count, now),
            ExpectReceipt expect => DecideExpect(state, expect),
            ReceiveStock receive => DecideReceive(state, receive, now),
            TransferStock transfer => DecideTransfer(state, transfer, now),
            BlockStock block => DecideBlock(state, block),
            KeepSafety safety => DecideSafety(state, safety),
            AllotStock allot => DecideAllot(state, allot),
            LimitStock limit => DecideLimit(state, limit),
            _ => throw new UnreachableException($"Unknown command {command.GetType().Name}."),
        };
    }

    /// <summary>
    /// The events of a shipment from a committed hold. What has left has left: pieces that were not on hand have been
    /// found, and are booked as such first. Nothing moved when they were found, so counts know nothing of it.
    /// </summary>
    public static ImmutableArray<PositionEvent> Ship(Position state, ShipHold command, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(command);
        var missing = command.Quantity - Quantity.Min(command.Quantity, state.Levels.OnHand);
        var levels = OnHand(state.Levels, state.Levels.OnHand + missing);
        var after = OnHand(
            BackorderDecisions.WithoutShipped(state, command, missing, levels),
            levels.OnHand - command.Quantity,
            levels.Committed - command.Quantity);
        var shipped = new HoldShipped(command.Hold, command.Shipment, command.Quantity, after) { At = now };
        return missing == Quantity.Zero
            ? [shipped]
            : [
                new StockAdjusted(
                    command.Context.Step("found").Command,
                    StockChange.Delta,
                    missing.Pieces,
                    "found by shipment",
                    levels)
                {
                    Reference = command.Shipment.Value,
                },
                shipped,
            ];
    }

    // It was applied so long ago that nothing else is known of it.
    private static PositionDecision? FindApplied(Position state, CommandId command) =>
        state.Applied is { } applied && ImportedRow.Of(command) is { } row && applied.Contains(row)
            ? PositionDecision.Repeat(state.Levels.OnHand)
            : null;

    private static PositionDecision DecideCount(Position state, CountStock command, DateTimeOffset now)
    {
        if (!Quantity.TryCreate(command.Counted, out var counted)
            || command.Included.Length > StockLimits.Included
            || command.Included.Any(one => one.Change is < -Quantity.MaxPieces or > Quantity.MaxPieces))
        {
            return PositionDecision.Refuse(PositionAnswer.QuantityOutOfRange);
        }

        var known = state.Entries ?? StockEntries.None;
        if (command.AsOf > now + StockLimits.ClockTolerance || command.AsOf < known.KnownSince)
        {
            return PositionDecision.Refuse(PositionAnswer.TimeOutOfRange);
        }

        if (command.AsOf < known.CountedAt || command.Sequence < known.Sequence)
        {
            return PositionDecision.Refuse(PositionAnswer.StaleStock);
        }

        var reapplied = StockSnapshots.Reapply(state, command);
        var onHand = Math.Clamp(command.Counted + reapplied, 0, Quantity.MaxPieces);
        return Do(state, new StockCounted(
            command.Context.Command,
            command.Digest,
            counted,
            command.AsOf,
            command.Sequence,
            onHand - command.Counted,
            command.Cause,
            OnHand(state.Levels, new(onHand))));
    }

    private static PositionDecision DecideExpect(Position state, ExpectReceipt command)
    {
        var known = StockTermChanges.Find(state.Terms, command.Receipt);
        if (!Quantity.TryCreate(command.Pieces ?? known?.Quantity.Pieces ?? 0, out var quantity))
        {
            return PositionDecision.Refuse(PositionAnswer.QuantityOutOfRange);
        }

        if (quantity == Quantity.Zero && known is null)
        {
            return PositionDecision.Refuse(PositionAnswer.UnknownReceipt);
        }

        if ((command.Eta ?? known?.Eta) is not { } eta)
        {
            return PositionDecision.Refuse(PositionAnswer.TimeOutOfRange);
        }

        if (known is null && state.Terms?.Receipts.Length == StockLimits.Receipts)
        {
            return PositionDecision.Refuse(PositionAnswer.TooManyTerms);
        }

        var terms = StockTermChanges.Expecting(state.Terms, new(command.Receipt, quantity, eta));
        return Do(state, new ReceiptExpected(
            command.Context.Command, command.Digest, command.Receipt, quantity, eta, command.Cause,
            Beside(state.Levels, aside => aside.Expecting(terms))));
    }

    private static PositionDecision DecideReceive(Position state, ReceiveStock command, DateTimeOffset now)
    {
        if (command.Pieces <= 0 || command.Pieces > Quantity.MaxPieces - state.Levels.OnHand.Pieces)
        {
            return PositionDecision.Refuse(PositionAnswer.QuantityOutOfRange);
        }

        var pieces = new Quantity(command.Pieces);
        var terms = StockTermChanges.Receiving(state.Terms, command.Receipt, pieces);
        var levels = state.Levels with { OnHand = state.Levels.OnHand + pieces };
        return Do(state, new StockReceived(
            command.Context.Command, command.Digest, command.Receipt, pieces, command.From, now, command.Cause,
            Beside(levels, aside => aside.Expecting(terms))));
    }

    private static PositionDecision DecideTransfer(Position state, TransferStock command, DateTimeOffset now)
    {
        var leaving = (state.Levels.Aside ?? SetAside.Nothing).Leaving;
        var most = command.Arrived ? leaving : state.Levels.OnHand;
        if (command.Pieces <= 0 || command.Pieces > most.Pieces
            || (!command.Arrived && command.Pieces > Quantity.MaxPieces - leaving.Pieces))
        {
            return PositionDecision.Refuse(PositionAnswer.QuantityOutOfRange);
        }

        var pieces = new Quantity(command.Pieces);
        var levels = command.Arrived ? state.Levels : OnHand(state.Levels, state.Levels.OnHand - pieces);
        return FallsBelowHolds(state.Levels, levels)
            ? PositionDecision.Refuse(PositionAnswer.BelowHolds)
            : Do(state, new StockTransferred(
                command.Context.Command, command.Digest, command.Transfer, command.To, pieces, command.Arrived, now,
                command.Cause,
                Beside(levels, aside => aside with
                {
                    Leaving = command.Arrived ? leaving - pieces : leaving + pieces,
                })));
    }

    private static PositionDecision DecideBlock(Position state, BlockStock command)
    {
        var damaged = (state.Levels.Aside ?? SetAside.Nothing).Damaged;
        var inRange = command.Pieces is >= -Quantity.MaxPieces and <= Quantity.MaxPieces and not 0;
        return inRange
            && Quantity.TryCreate(damaged.Pieces + command.Pieces, out var after) && after <= state.Levels.OnHand
            ? Do(state, new StockBlocked(
                command.Context.Command, command.Digest, command.Pieces, command.Cause,
                Beside(state.Levels, aside => aside with { Damaged = after })))
            : PositionDecision.Refuse(PositionAnswer.QuantityOutOfRange);
    }

    private static PositionDecision DecideSafety(Position state, KeepSafety command) =>
        Quantity.TryCreate(command.Pieces, out var safety)
            ? Do(state, new SafetyKept(
                command.Context.Command, command.Digest, safety, command.Cause,
                Beside(state.Levels, aside => aside with { Safety = safety })))
            : PositionDecision.Refuse(PositionAnswer.QuantityOutOfRange);

    private static PositionDecision DecideAllot(Position state, AllotStock command)
    {
        if (!Quantity.TryCreate(command.Pieces, out var reserved))
        {
            return PositionDecision.Refuse(PositionAnswer.QuantityOutOfRange);
        }

        var terms = StockTermChanges.Allotting(state.Terms, command.Channel, reserved, command.Overflow);
        return terms?.Allotments.Length > StockLimits.Allotments
            ? PositionDecision.Refuse(PositionAnswer.TooManyTerms)
            : Do(state, new StockAllotted(
                command.Context.Command, command.Digest, command.Channel, reserved, command.Overflow, command.Cause,
                Beside(state.Levels, aside => aside.Reserving(terms))));
    }

    private static PositionDecision DecideLimit(Position state, LimitStock command)
    {
        var limits = command is
        {
            Backorder: null or { HorizonDays: null or (>= 1 and <= StockLimits.HorizonDays) },
            BuyerCap: null or { WindowHours: null or (>= 1 and <= StockLimits.WindowHours) },
        };
        return limits
            ? Do(state, new StockLimited(
                command.Context.Command, command.Digest, command.Backorder, command.Preorder, command.BuyerCap,
                command.Cause, state.Levels))
            : PositionDecision.Refuse(PositionAnswer.QuantityOutOfRange);
    }

    private static PositionDecision Do(Position state, PositionEvent happening)
    {
        var after = happening.After;
        return new(
            PositionAnswer.Done,
            after.OnHand,
            after.Short == state.Levels.Short ? [happening] : [happening, new ShortfallChanged(after.Short, after)]);
    }

    // A change for the better is taken even when it is not enough.
    private static bool FallsBelowHolds(StockLevels before, StockLevels after) =>
        after.Short > before.Short;

    private static StockLevels OnHand(StockLevels levels, Quantity onHand) => OnHand(levels, onHand, levels.Committed);

    private static StockLevels OnHand(StockLevels levels, Quantity onHand, Quantity committed)
    {
        var after = levels with { OnHand = onHand, Committed = committed };
        return after.Aside is { } aside
            ? after.With(aside with { Damaged = Quantity.Min(aside.Damaged, onHand) })
            : after;
    }

    private static StockLevels Beside(StockLevels levels, Func<SetAside, SetAside> change) =>
        levels.With(change(levels.Aside ?? SetAside.Nothing));
}
