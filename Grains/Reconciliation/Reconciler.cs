using System.Collections.Immutable;
using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Reconciliation;

/// <summary>What a run is about.</summary>
/// <param name="Node">Where.</param>
/// <param name="Run">Names the run.</param>
/// <param name="Threshold">Differences of up to so many pieces are booked at once.</param>
/// <param name="Correlation">The outside request behind it.</param>
/// <param name="TraceParent">W3C trace context; null when there is none.</param>
public sealed record ReconciliationTerms(
    NodeId Node, string Run, long Threshold, CorrelationId Correlation, string? TraceParent)
{
    /// <summary>Why they differ, where that is known: the report says nothing of these items. Default: null.</summary>
    public DriftCause? Cause { get; init; }

    /// <summary>The context of a command.</summary>
    public CommandContext Command(string id) => new(new(id), Correlation, TraceParent);
}

/// <summary>An item that was compared, and what was done about it.</summary>
/// <param name="Compared">The comparison.</param>
/// <param name="Noted">The drift as it stands; null without one.</param>
/// <param name="Booked">The position's answer; null when it was not asked to book the report.</param>
public sealed record ReconciledItem(ComparedReport Compared, Drift? Noted, PositionAnswer? Booked)
{
    /// <summary>What became of it.</summary>
    public DriftOutcome Outcome =>
        Compared.Found.Units == 0 ? DriftOutcome.InAccord
        : Booked == PositionAnswer.Done ? DriftOutcome.Compensated
        : Noted?.Status == DriftStatus.Dismissed ? DriftOutcome.Dismissed
        : DriftOutcome.Waiting;
}

/// <summary>
/// Compares a stretch of a report, notes what differs, books what is small and plain, and notes that too. Nothing is
/// booked that was not noted before, and a stretch that was cut off can be run again: whoever books a drift does it by
/// the drift's own command, and a count that is booked twice changes nothing the second time.
/// </summary>
public sealed class Reconciler(PositionReports reports, IGrainFactory grains)
{
    private const int MaxBookings = 32;

    /// <summary>
    /// Reconciles up to <see cref="PositionReports.MaxReports"/> items, each at most once; answers are in their order.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The journal is away, or drifts could not be noted.</exception>
    public async Task<ImmutableArray<ReconciledItem>> ReconcileAsync(
        ReconciliationTerms terms, IReadOnlyList<ReportedStock> reported, CancellationToken cancellation)
    {
        var found = await reports.CompareAsync(terms.Node, reported, cancellation);
        var compared = terms.Cause is { } cause
            ? [.. found.Select(one => one with { Found = one.Found with { Cause = cause } })]
            : found;
        var telling = compared.Where(one => !one.Found.IsStale).ToList();
        if (telling.Count == 0)
        {
            return [.. compared.Select(one => new ReconciledItem(one, null, null))];
        }

        var noted = await NoteAsync(terms, telling.Select(one => NoteOf(one, terms.Threshold)));
        var items = new ReconciledItem[telling.Count];
        await InParallel.ForAsync(items.Length, MaxBookings, async index =>
        {
            var (one, drift) = (telling[index], noted[index]);
            items[index] = new(one, drift, await BookAsync(terms, one, drift));
        });
        var booked = items.Where(item => item.Booked == PositionAnswer.Done).ToList();
        if (booked.Count > 0)
        {
            await NoteAsync(terms, booked.Select(item => NoteOf(item.Compared, terms.Threshold) with
            {
                Step = DriftStep.Booked,
            }));
        }

        var next = 0;
        return [.. compared.Select(one => one.Found.IsStale ? new(one, null, null) : items[next++])];
    }

    private static DriftNote NoteOf(ComparedReport one, long threshold) =>
        new(one.Reported, one.Found.Units, one.Found.Cause)
        {
            Told = one.Told,
            Step = ReconciliationDecisions.IsBookedAtOnce(one.Found, threshold) ? DriftStep.Book : DriftStep.Tell,
        };

    private async Task<ImmutableArray<Drift?>> NoteAsync(ReconciliationTerms terms, IEnumerable<DriftNote> notes)
    {
        var command = new NoteDrifts(
            terms.Command($"reconcile:{terms.Node}:{terms.Run}"), terms.Run, [.. notes]);
        var outcome = await grains.GetGrain<IReconciliationGrain>(terms.Node.Value).Note(command);
        return outcome.Written
            ? outcome.Drifts
            : throw new JournalUnavailableException("What was found could not be noted; run again.");
    }

    // Null: not to be booked without asking.
    private async Task<PositionAnswer?> BookAsync(ReconciliationTerms terms, ComparedReport one, Drift? drift)
    {
        if (drift is not { Status: DriftStatus.Open }
            || drift.Reported.AsOf != one.Reported.AsOf
            || !ReconciliationDecisions.IsBookedAtOnce(one.Found, terms.Threshold))
        {
            return null;
        }

        var count = ReconciliationDecisions.Count(
            one.Reported,
            one.Found.Cause,
            terms.Run,
            terms.Command("book") with { Command = DriftBook.BookingOf(terms.Node, drift) });
        try
        {
            var key = new PositionKey(one.Reported.Sku, terms.Node).ToString();
            return (await grains.GetGrain<IInventoryPositionGrain>(key).Update(count)).Answer;
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            // It waits for an approval then; the next run sees whether it was booked.
            return PositionAnswer.OutcomeUnknown;
        }
    }
}
