using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Reconciliation;

/// <summary>What a report was compared with.</summary>
/// <param name="Reported">The report.</param>
/// <param name="Found">The difference.</param>
/// <param name="Now">Where the position stands.</param>
/// <param name="Told">What channels are told of it; null when this process has told nothing lately.</param>
/// <param name="ToldOtherwise">True when that is not the same, and not only late.</param>
public sealed record ComparedReport(
    ReportedStock Reported,
    Comparison Found,
    PositionAvailability Now,
    ToldStock? Told,
    bool ToldOtherwise);

/// <summary>
/// Compares reports with what the journal says, many at a time, without waking a position: where a stream ends tells
/// most of them; only one that differs, or has changed since its report, is read from its snapshot on.
/// </summary>
public sealed class PositionReports(
    IJournal journal, IAvailability availability, AvailabilityOptions options, TimeProvider clock)
{
    /// <summary>Most reports at a time, inclusive.</summary>
    public const int MaxReports = JournalLimits.MaxHeadsPerRead;

    private const int MaxReads = 16;

    /// <summary>Compares the reports of a node, each item at most once; the answers are in their order.</summary>
    /// <exception cref="JournalUnavailableException">The journal is away; try again.</exception>
    public async Task<ImmutableArray<ComparedReport>> CompareAsync(
        NodeId node, IReadOnlyList<ReportedStock> reports, CancellationToken cancellation)
    {
        var keys = reports.Select(report => new PositionKey(report.Sku, node)).ToList();
        var streams = keys.Select(key => new StreamName(StreamCategory.Position, key.ToString())).ToList();
        var heads = (await journal.ReadHeadsAsync(streams, cancellation)).Records
            .ToDictionary(record => record.Stream);
        var answerable = clock.GetUtcNow() - options.MaxAge;
        var compared = new ComparedReport[reports.Count];
        await InParallel.ForAsync(compared.Length, MaxReads, async index =>
        {
            var head = heads.GetValueOrDefault(streams[index]);
            var now = head is null
                ? new PositionAvailability(keys[index], default, StreamVersion.None)
                : new(keys[index], PositionLevels.After(head), head.Last);
            var found = await FindAsync(reports[index], now, head, streams[index], cancellation);

            // What is known without asking is what channels are told; reading it anew would compare the journal with
            // itself.
            var told = availability.TryGet(keys[index], out var known) ? known : null;
            var otherwise = told is not null && ReconciliationDecisions.WasToldOtherwise(
                told, now, answerable, head?.RecordedAt ?? DateTimeOffset.MinValue);
            compared[index] = new(reports[index], found, now, ToldOf(told, now), otherwise);
        });
        return ImmutableCollectionsMarshal.AsImmutableArray(compared);
    }

    private static ToldStock? ToldOf(PositionAvailability? told, PositionAvailability now) => told is null
        ? null
        : new(told.Levels.AvailableToPromise, told.Version, now.Levels.AvailableToPromise);

    private async ValueTask<Comparison> FindAsync(
        ReportedStock report,
        PositionAvailability now,
        JournalRecord? head,
        StreamName stream,
        CancellationToken cancellation)
    {
        var isQuiet = head is null || (head.RecordedAt <= report.AsOf && head.Events[^1].Time <= report.AsOf);
        if (isQuiet && report.Included.IsEmpty && report.OnHand == now.Levels.OnHand.Pieces)
        {
            return default;
        }

        var position = new EventStream<Position, PositionEvent>(
            journal, stream, PositionEvents.Format, Position.Empty, PositionEvolution.Evolve);
        await position.LoadAsync(PositionEvents.Snapshots, cancellation);
        return ReconciliationDecisions.Compare(position.State, report);
    }
}
