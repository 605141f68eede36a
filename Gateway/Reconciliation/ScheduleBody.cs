using OrderGrid.Delivery;
using OrderGrid.Gateway.Http;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Reconciliation;

namespace OrderGrid.Gateway.Reconciliation;

/// <summary>When a node is reconciled: one of <paramref name="EveryMinutes"/> and <paramref name="DailyAt"/>.</summary>
/// <param name="Source">The connector that is asked for the stock report.</param>
/// <param name="EveryMinutes">Minutes from one run to the next, 1 to 10,080.</param>
/// <param name="DailyAt">Time of day, UTC, hours and minutes.</param>
/// <param name="Threshold">Differences of up to so many pieces are booked at once; 0 when left out.</param>
/// <param name="Unreported">What is done about booked items that the report leaves out; told when left out.</param>
public sealed record ScheduleBody(
    ConnectorName Source,
    int? EveryMinutes = null,
    TimeOnly? DailyAt = null,
    long Threshold = 0,
    UnreportedItems Unreported = UnreportedItems.Report)
{
    /// <summary>The schedule.</summary>
    internal ReconciliationSchedule ToSchedule() => new(
        Source, EveryMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null, DailyAt, Threshold, Unreported);

    /// <summary>Of a schedule.</summary>
    internal static ScheduleBody Of(ReconciliationSchedule schedule) => new(
        schedule.Source,
        schedule.Every is { } every ? (int)every.TotalMinutes : null,
        schedule.At,
        schedule.Threshold,
        schedule.Unreported);
}

/// <summary>A run.</summary>
/// <param name="Run">Its name: it is the reference of what it books.</param>
/// <param name="Due">When it was to begin.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Schedule">What it works by.</param>
public sealed record RunAnswer(string Run, DateTimeOffset Due, DateTimeOffset StartedAt, ScheduleBody Schedule)
{
    /// <summary>Of a run.</summary>
    internal static RunAnswer Of(NodeRun run) => new(run.Name, run.Due, run.StartedAt, ScheduleBody.Of(run.Schedule));
}

/// <summary>A run under way.</summary>
/// <param name="Run">The run.</param>
/// <param name="Attempts">How often its report was asked for; 0 while nobody works on it.</param>
/// <param name="Rows">Rows compared so far.</param>
/// <param name="Fault">Why the report was not had the last time; left out when it was.</param>
/// <param name="RetryAt">When it is asked for again; left out while it is being read.</param>
public sealed record CurrentRunAnswer(
    RunAnswer Run, int Attempts, long Rows, string? Fault, DateTimeOffset? RetryAt);

/// <summary>A run that is over.</summary>
/// <param name="Run">The run.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="End">How.</param>
/// <param name="Summary">What it came to.</param>
/// <param name="Fault">What kept its report away, or the first row that was not understood; else left out.</param>
public sealed record EndedRunAnswer(
    RunAnswer Run, DateTimeOffset EndedAt, RunEnd End, ReconciliationSummary Summary, string? Fault);

/// <summary>A node's schedule and its runs.</summary>
/// <param name="Node">The node.</param>
/// <param name="Schedule">The schedule; left out when there is none.</param>
/// <param name="NextRun">When the next run is due; left out without a schedule.</param>
/// <param name="Current">The run under way; left out without one.</param>
/// <param name="Last">The last run that ended; left out before the first.</param>
/// <param name="Version">Rises with every change of these.</param>
public sealed record NodeScheduleAnswer(
    NodeId Node,
    ScheduleBody? Schedule,
    DateTimeOffset? NextRun,
    CurrentRunAnswer? Current,
    EndedRunAnswer? Last,
    StreamVersion Version)
{
    /// <summary>Of what the node's schedule says.</summary>
    internal static NodeScheduleAnswer Of(NodeId node, NodeScheduleView view)
    {
        var progress = view.Progress ?? new(0, 0, null, null);
        return new(
            node,
            view.Schedule is { } schedule ? ScheduleBody.Of(schedule) : null,
            view.NextRun,
            view.Current is { } run
                ? new(RunAnswer.Of(run), progress.Attempts, progress.Rows, progress.Fault, progress.RetryAt)
                : null,
            view.Last is { } last
                ? new(RunAnswer.Of(last.Run), last.EndedAt, last.End, last.Summary, last.Fault)
                : null,
            view.Version);
    }
}
