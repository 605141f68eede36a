using OrderGrid.Delivery;
using OrderGrid.Inventory;

namespace OrderGrid.Reconciliation;

/// <summary>What is done about booked items that a report leaves out.</summary>
public enum UnreportedItems
{
    /// <summary>Told as drifts that nobody can book: a report that names the item, or a dismissal, ends them.</summary>
    Report = 0,

    /// <summary>They are not looked at: the report names only some items.</summary>
    Ignore = 1,

    /// <summary>Told as drifts of all that is booked; zero is booked once somebody approves, never at once.</summary>
    ZeroByApproval = 2,
}

/// <summary>When a node is reconciled, and with whose report.</summary>
/// <param name="Source">The connector that is asked for the report.</param>
/// <param name="Every">
/// Time from one run to the next, <see cref="ReconciliationLimits.ShortestInterval"/> to
/// <see cref="ReconciliationLimits.LongestInterval"/>, in whole minutes; null with <paramref name="At"/>.
/// </param>
/// <param name="At">Time of day, UTC, in whole minutes; null with <paramref name="Every"/>.</param>
/// <param name="Threshold">
/// Differences of up to so many pieces are booked at once: 0 to <see cref="Quantity.MaxPieces"/>.
/// </param>
/// <param name="Unreported">What is done about items that the report leaves out.</param>
[GenerateSerializer, Immutable, Alias("ReconciliationSchedule")]
public sealed record ReconciliationSchedule(
    [property: Id(0)] ConnectorName Source,
    [property: Id(1)] TimeSpan? Every,
    [property: Id(2)] TimeOnly? At,
    [property: Id(3)] long Threshold,
    [property: Id(4)] UnreportedItems Unreported);

/// <summary>A run that is under way.</summary>
/// <param name="Name">Names it, for ever and among all nodes.</param>
/// <param name="Due">When it was to begin.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Schedule">What it works by, whatever the schedule becomes meanwhile.</param>
/// <param name="Key">The key under which somebody asked for it; null for one that was due.</param>
[GenerateSerializer, Immutable, Alias("NodeRun")]
public sealed record NodeRun(
    [property: Id(0)] string Name,
    [property: Id(1)] DateTimeOffset Due,
    [property: Id(2)] DateTimeOffset StartedAt,
    [property: Id(3)] ReconciliationSchedule Schedule,
    [property: Id(4)] string? Key);

/// <summary>How a run ended.</summary>
public enum RunEnd
{
    /// <summary>The whole report was compared.</summary>
    Completed = 0,

    /// <summary>
    /// The report could not be had until the next run was due. What was compared of it stands; nothing is said about
    /// the rest.
    /// </summary>
    GivenUp = 1,
}

/// <summary>A run that is over.</summary>
/// <param name="Run">The run.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="End">How.</param>
/// <param name="Summary">What it came to, as far as it came.</param>
/// <param name="Fault">What kept the report away last, or the first row that was not understood; else null.</param>
[GenerateSerializer, Immutable, Alias("EndedRun")]
public sealed record EndedRun(
    [property: Id(0)] NodeRun Run,
    [property: Id(1)] DateTimeOffset EndedAt,
    [property: Id(2)] RunEnd End,
    [property: Id(3)] ReconciliationSummary Summary,
    [property: Id(4)] string? Fault);

/// <summary>How far a run under way is; known to the process that runs it only.</summary>
/// <param name="Attempts">How often the report was asked for, its first time included.</param>
/// <param name="Rows">Rows compared so far.</param>
/// <param name="Fault">Why the report was not had the last time; null when it was.</param>
/// <param name="RetryAt">When it is asked for again; null when it is being read.</param>
[GenerateSerializer, Immutable, Alias("RunProgress")]
public sealed record RunProgress(
    [property: Id(0)] int Attempts,
    [property: Id(1)] long Rows,
    [property: Id(2)] string? Fault,
    [property: Id(3)] DateTimeOffset? RetryAt);
