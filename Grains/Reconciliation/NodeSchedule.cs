using System.Globalization;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Reconciliation;

/// <summary>When a node is reconciled, and how that went.</summary>
/// <param name="Schedule">The schedule; null when there is none.</param>
/// <param name="SetAt">Since when it is in force.</param>
/// <param name="Current">The run under way; null without one.</param>
/// <param name="Last">The last run that ended; null before the first.</param>
/// <param name="Version">Events so far.</param>
public sealed record NodeSchedule(
    ReconciliationSchedule? Schedule, DateTimeOffset SetAt, NodeRun? Current, EndedRun? Last, StreamVersion Version)
{
    /// <summary>Nothing was ever set.</summary>
    public static NodeSchedule None { get; } = new(null, DateTimeOffset.MinValue, null, null, StreamVersion.None);

    /// <summary>When the next run is due; null without a schedule.</summary>
    public DateTimeOffset? NextRun => Schedule is null ? null : ScheduleTimes.Next(Schedule, LatestDue);

    private DateTimeOffset LatestDue
    {
        get
        {
            var run = (Current ?? Last?.Run)?.Due ?? SetAt;
            return run > SetAt ? run : SetAt;
        }
    }

    /// <summary>What setting a schedule changes; null for nothing.</summary>
    public (ScheduleAnswer Answer, ScheduleSet? Event) Decide(SetSchedule command, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command.Schedule == Schedule ? (ScheduleAnswer.Done, null)
            : command.Schedule is { } wanted && !IsTimeInRange(wanted) ? (ScheduleAnswer.TimeOutOfRange, null)
            : command.Schedule is { Threshold: < 0 or > Quantity.MaxPieces }
                ? (ScheduleAnswer.ThresholdOutOfRange, null)
            : (ScheduleAnswer.Done, new(command.Schedule, now, command.Actor, command.Reason));
    }

    /// <summary>The run that is to begin now; null when none is due, or one is under way.</summary>
    public NodeRun? DecideDue(string node, DateTimeOffset now) =>
        Current is null && Schedule is { } schedule && ScheduleTimes.Due(schedule, LatestDue, now) is { } due
            ? Run(node, schedule, due, now)
            : null;

    /// <summary>The run that somebody asks for: a new one, or the one that answers for it.</summary>
    public (ScheduleAnswer Answer, NodeRun? Known, NodeRun? Begins) DecideNow(
        string node, string key, DateTimeOffset now) =>
        Current is { } current ? (ScheduleAnswer.Done, current, null)
        : Last is { } last && last.Run.Key == key ? (ScheduleAnswer.Done, last.Run, null)
        : Schedule is { } schedule
            ? (ScheduleAnswer.Done, null, Run(node, schedule, now, now) with { Key = key })
        : (ScheduleAnswer.NoSchedule, null, null);

    /// <summary>When a run whose report cannot be had is given up: it must not keep the next one waiting.</summary>
    public static DateTimeOffset EndOf(NodeRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return ScheduleTimes.Next(run.Schedule, run.StartedAt);
    }

    private NodeRun Run(string node, ReconciliationSchedule schedule, DateTimeOffset due, DateTimeOffset now) => new(
        string.Create(CultureInfo.InvariantCulture, $"{node}:{Version.Plus(1)}"), due, now, schedule, null);

    private static bool IsTimeInRange(ReconciliationSchedule schedule) => schedule switch
    {
        { Every: { } every, At: null } => every >= ReconciliationLimits.ShortestInterval
            && every <= ReconciliationLimits.LongestInterval && every.Ticks % TimeSpan.TicksPerMinute == 0,
        { Every: null, At: { } at } => at.Ticks % TimeSpan.TicksPerMinute == 0,
        _ => false,
    };
}
