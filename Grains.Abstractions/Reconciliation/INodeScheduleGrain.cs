using OrderGrid.Identity;
using OrderGrid.Journal;

namespace OrderGrid.Reconciliation;

/// <summary>
/// Reconciles one node by its schedule, one run at a time. Key: the node's id. A durable reminder wakes it, so a run
/// that is due happens though nobody asks, late after an outage and then once; a run that a crash has broken off is run
/// again from its start, and books nothing twice.
/// </summary>
[Alias("INodeScheduleGrain")]
public interface INodeScheduleGrain : IGrainWithStringKey
{
    /// <summary>Sets or removes the schedule. A run under way goes on. Safe to repeat.</summary>
    [Alias("Set")]
    Task<ScheduleAnswer> Set(SetSchedule command);

    /// <summary>
    /// Begins a run now by the schedule. One with the same key, or another one that is under way, is answered instead.
    /// </summary>
    [Alias("RunNow")]
    Task<RunNowOutcome> RunNow(CommandContext context, string key);

    /// <summary>The schedule and its runs.</summary>
    [Alias("Get")]
    Task<NodeScheduleView> Get();
}

/// <summary>A schedule, and who sets it.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Schedule">The schedule; null: none any more.</param>
/// <param name="Actor">Who sets it.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("SetSchedule")]
public sealed record SetSchedule(
    [property: Id(0)] CommandContext Context,
    [property: Id(1)] ReconciliationSchedule? Schedule,
    [property: Id(2)] string Actor,
    [property: Id(3)] string Reason);

/// <summary>What became of a schedule or of a run that was asked for.</summary>
public enum ScheduleAnswer
{
    /// <summary>Done, and durable; also a repeat.</summary>
    Done,

    /// <summary>There is no schedule to run by.</summary>
    NoSchedule,

    /// <summary>
    /// The interval is shorter or longer than allowed, or not in whole minutes, or none or both of the times are given.
    /// </summary>
    TimeOutOfRange,

    /// <summary>The threshold is no number of pieces.</summary>
    ThresholdOutOfRange,

    /// <summary>Nothing was written; try again.</summary>
    NotWritten,

    /// <summary>It may or may not have happened. Repeat it.</summary>
    OutcomeUnknown,
}

/// <summary>The answer to a run that was asked for.</summary>
/// <param name="Answer">What became of it.</param>
/// <param name="Run">The run under way, or the ended one of the same key; null without one.</param>
[GenerateSerializer, Immutable, Alias("RunNowOutcome")]
public sealed record RunNowOutcome([property: Id(0)] ScheduleAnswer Answer, [property: Id(1)] NodeRun? Run);

/// <summary>A node's schedule and its runs.</summary>
/// <param name="Schedule">The schedule; null when there is none.</param>
/// <param name="NextRun">When the next run is due; null without a schedule.</param>
/// <param name="Current">The run under way; null without one.</param>
/// <param name="Progress">How far it is; null while it has not been taken up.</param>
/// <param name="Last">The last run that ended; null before the first.</param>
/// <param name="Version">Events so far.</param>
[GenerateSerializer, Immutable, Alias("NodeScheduleView")]
public sealed record NodeScheduleView(
    [property: Id(0)] ReconciliationSchedule? Schedule,
    [property: Id(1)] DateTimeOffset? NextRun,
    [property: Id(2)] NodeRun? Current,
    [property: Id(3)] RunProgress? Progress,
    [property: Id(4)] EndedRun? Last,
    [property: Id(5)] StreamVersion Version);
