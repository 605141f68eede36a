using OrderGrid.Inventory;

namespace OrderGrid.Reconciliation;

/// <summary>What a report says about a position, compared with the books.</summary>
/// <param name="Units">Pieces reported beyond what is booked as of the same time.</param>
/// <param name="Cause">Why, probably; <see cref="DriftCause.Unknown"/> without a difference.</param>
public readonly record struct Comparison(long Units, DriftCause Cause)
{
    /// <summary>True: a newer count is booked, or what came after the report is forgotten.</summary>
    public bool IsStale { get; init; }
}

/// <summary>Compares reports with positions. Pure.</summary>
public static class ReconciliationDecisions
{
    /// <summary>How long before a report a change may have been booked and still be unknown to the report.</summary>
    public static readonly TimeSpan Around = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The difference is exactly what booking the report as a count would change now: what the position recorded after
    /// the report's time is applied to the report again.
    /// </summary>
    public static Comparison Compare(Position state, ReportedStock reported)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(reported);
        var known = state.Entries ?? StockEntries.None;
        if (reported.AsOf < known.CountedAt || reported.AsOf < known.KnownSince || reported.Sequence < known.Sequence)
        {
            return new(0, DriftCause.Unknown) { IsStale = true };
        }

        var count = Count(reported, DriftCause.Unknown, "compare", default);
        var units = reported.OnHand + StockSnapshots.Reapply(state, count) - state.Levels.OnHand.Pieces;
        return new(units, units == 0 ? DriftCause.Unknown : CauseOf(state, reported, units));
    }

    /// <summary>The count that books a report.</summary>
    public static CountStock Count(
        ReportedStock reported, DriftCause cause, string run, Identity.CommandContext context)
    {
        ArgumentNullException.ThrowIfNull(reported);
        return new(
            context,
            new(cause.ToString(), "reconciliation", run),
            reported.OnHand,
            reported.AsOf,
            reported.Sequence,
            reported.Included);
    }

    /// <summary>
    /// Booked without asking: small enough, and nothing that the next reports will clear up by themselves. Booking
    /// an echo or a shipment in flight would take its pieces off a second time.
    /// </summary>
    public static bool IsBookedAtOnce(Comparison found, long threshold) =>
        found.Units != 0
        && Math.Abs(found.Units) <= threshold
        && found.Cause is DriftCause.Unknown or DriftCause.MissedReceipt;

    /// <summary>
    /// True when channels were told something else than the position says, and it is not merely news on its way:
    /// the same version with other levels, or a version that was written longer ago than answers may be old.
    /// </summary>
    public static bool WasToldOtherwise(
        PositionAvailability told, PositionAvailability now, DateTimeOffset writtenBefore, DateTimeOffset written)
    {
        ArgumentNullException.ThrowIfNull(told);
        ArgumentNullException.ThrowIfNull(now);
        return told.Levels.AvailableToPromise != now.Levels.AvailableToPromise
            && (told.Version == now.Version || (told.Version < now.Version && written < writtenBefore));
    }

    private static DriftCause CauseOf(Position state, ReportedStock reported, long units)
    {
        var moves = (state.Entries ?? StockEntries.None).Recent
            .Where(entry => entry.Reference is { } name && reported.Included.All(one => one.Reference != name))
            .ToList();
        var later = moves.Where(entry => entry.At > reported.AsOf).Select(entry => entry.Change);
        var shortlyBefore = moves
            .Where(entry => entry.At <= reported.AsOf && entry.At > reported.AsOf - Around && entry.Change < 0)
            .Select(entry => -entry.Change);
        var promised = state.Holds.Values
            .Where(hold => hold.Phase == HoldPhase.Committed)
            .Select(hold => -hold.Open.Pieces);
        return IsOneOrAll(later, units) ? DriftCause.Echo
            : IsOneOrAll(shortlyBefore, units) || IsOneOrAll(promised, units) ? DriftCause.InFlightShipment
            : IsOfReceipt(state.Terms, reported.AsOf, units) ? DriftCause.MissedReceipt
            : DriftCause.Unknown;
    }

    private static bool IsOneOrAll(IEnumerable<long> changes, long units)
    {
        var all = changes.ToList();
        return all.Contains(units) || (all.Count > 1 && all.Sum() == units);
    }

    private static bool IsOfReceipt(StockTerms? terms, DateTimeOffset asOf, long units) =>
        units > 0 && terms is not null && terms.Receipts.Any(receipt =>
            receipt.Quantity.Pieces == units || (receipt.Eta <= asOf && units < receipt.Quantity.Pieces));
}
