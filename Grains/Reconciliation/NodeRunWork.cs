using OrderGrid.Connectors;
using OrderGrid.Inventory;

namespace OrderGrid.Reconciliation;

/// <summary>What runs work with.</summary>
/// <param name="Reports">Partners' reports.</param>
/// <param name="Reconciler">Compares and books.</param>
/// <param name="Items">Which items a node has.</param>
public sealed record ReconciliationServices(IStockReports Reports, Reconciler Reconciler, INodeItems Items);

/// <summary>
/// One run: reads the report page by page, compares each page as it comes, and looks at what the report left out once
/// it is whole. A page that is not had is asked for again; a part of one is never used. Only a whole report says that
/// something is missing from it.
/// </summary>
internal sealed class NodeRunWork(NodeId node, NodeRun run, ReconciliationServices services, TimeProvider clock)
{
    private const int ItemsPerRead = 10_000;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly HashSet<Sku> _named = [];
    private readonly ReconciliationTally _tally = new();
    private readonly ReconciliationTerms _terms =
        new(node, run.Name, run.Schedule.Threshold, new(run.Name), null);

    private bool _stopped;
    private string? _next;
    private bool _isRead;
    private string? _refused;
    private DateTimeOffset _oldest = DateTimeOffset.MaxValue;
    private TimeSpan _pause = FirstPause;

    /// <summary>How far it is.</summary>
    public RunProgress Progress { get; private set; } = new(0, 0, null, null);

    /// <summary>Nobody waits for it any more: it does no more than what it is doing.</summary>
    public void Stop() => _stopped = true;

    /// <summary>Works until the report was compared in full or is given up; null when it was stopped.</summary>
    public async Task<RunEnded?> RunAsync()
    {
        while (true)
        {
            Progress = Progress with { Attempts = Progress.Attempts + 1, RetryAt = null };
            var (fault, wait) = await TryAsync();
            if (_stopped)
            {
                return null;
            }

            if (fault is null)
            {
                return End(RunEnd.Completed, _refused);
            }

            var pause = wait > _pause ? wait.Value : _pause;
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
            var retryAt = clock.GetUtcNow() + pause;
            if (retryAt >= NodeSchedule.EndOf(run))
            {
                return End(RunEnd.GivenUp, fault);
            }

            Progress = Progress with { Fault = fault, RetryAt = retryAt };
            await Task.Delay(pause, clock);
        }
    }

    private RunEnded End(RunEnd end, string? fault) => new(run.Name, clock.GetUtcNow(), end, _tally.Sum(), fault);

    private async Task<(string? Fault, TimeSpan? Wait)> TryAsync()
    {
        try
        {
            while (!_isRead && !_stopped)
            {
                var answer = await services.Reports.ReadAsync(run.Schedule.Source, node, _next, CancellationToken.None);
                if (answer.Page is not { } page)
                {
                    return (answer.Fault, answer.RetryAfter);
                }

                await TakeAsync(page);
            }

            if (_stopped)
            {
                return (null, null);
            }

            if (_named.Count == 0)
            {
                // Nothing at all is more likely a system that was set up anew than a node that was emptied.
                (_isRead, _next) = (false, null);
                return (_refused ?? "the report names nothing", null);
            }

            await LookForUnreportedAsync();
            return (null, null);
        }
        catch (Exception exception)
        {
            // The outermost loop of a run: whatever went wrong is told and tried again, until the next run is due.
            return (exception.Message, null);
        }
    }

    private async Task TakeAsync(StockReportPage page)
    {
        var rows = page.Rows.Where(row => !_named.Contains(row.Sku)).DistinctBy(row => row.Sku).ToList();
        foreach (var stretch in rows.Chunk(PositionReports.MaxReports))
        {
            await ReconcileAsync(_terms, stretch);
        }

        _named.UnionWith(rows.Select(row => row.Sku));
        _oldest = rows.Aggregate(_oldest, (oldest, row) => row.AsOf < oldest ? row.AsOf : oldest);
        _refused ??= page.Refused.FirstOrDefault()
            ?? (rows.Count < page.Rows.Length ? "an item is named twice; the first row counts" : null);
        for (var row = rows.Count; row < page.Rows.Length + page.Refused.Length; row++)
        {
            _tally.Refuse();
        }

        (_next, _isRead, _pause) = (page.Next, page.Next is null, FirstPause);
        Progress = Progress with { Rows = Progress.Rows + rows.Count, Fault = null };
    }

    // A row that was not understood may name any item: then none is said to be left out.
    private async Task LookForUnreportedAsync()
    {
        if (run.Schedule.Unreported == UnreportedItems.Ignore || _refused is not null)
        {
            return;
        }

        var terms = _terms with
        {
            Cause = run.Schedule.Unreported == UnreportedItems.ZeroByApproval
                ? DriftCause.TakenForZero
                : DriftCause.Unreported,
        };
        Sku? after = null;
        IReadOnlyList<Sku> items;
        do
        {
            items = await services.Items.ReadAsync(node, after, ItemsPerRead, CancellationToken.None);
            foreach (var stretch in items.Where(sku => !_named.Contains(sku)).Chunk(PositionReports.MaxReports))
            {
                await ReconcileAsync(
                    terms, [.. stretch.Select(sku => new ReportedStock(sku, 0, _oldest, null, []))]);
            }

            after = items.Count > 0 ? items[^1] : after;
        }
        while (items.Count == ItemsPerRead);
    }

    private async Task ReconcileAsync(ReconciliationTerms terms, IReadOnlyList<ReportedStock> rows)
    {
        foreach (var item in await services.Reconciler.ReconcileAsync(terms, rows, CancellationToken.None))
        {
            _tally.Take(item);
        }
    }
}
