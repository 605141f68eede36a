using System.Collections.Immutable;
using OrderGrid.Load.Arrivals;
using OrderGrid.Load.Audit;

namespace OrderGrid.Load.Flash;

/// <summary>How things stood at one moment of a run.</summary>
/// <param name="At">Since the start.</param>
/// <param name="Accepted">Orders accepted so far.</param>
/// <param name="Booked">Of these, booked in the ERP.</param>
/// <param name="Waiting">Events in the lanes, read and not yet done.</param>
/// <param name="NodeMegabytes">Resident memory of the node.</param>
/// <param name="InFlight">Requests without an answer.</param>
internal sealed record FlashSample(
    TimeSpan At, int Accepted, int Booked, int Waiting, double NodeMegabytes, int InFlight)
{
    /// <summary>Orders accepted and not yet in the ERP.</summary>
    public int Backlog => Math.Max(0, Accepted - Booked);
}

/// <summary>A run at its end.</summary>
/// <param name="Plan">What was planned.</param>
/// <param name="Record">What was answered.</param>
/// <param name="Tally">What was sent.</param>
/// <param name="Samples">How things stood, over time.</param>
internal sealed record FlashResult(
    FlashPlan Plan, FlashRecord Record, OpenLoopTally Tally, ImmutableArray<FlashSample> Samples)
{
    /// <summary>From the last arrival until nothing waited any more.</summary>
    public required TimeSpan Drained { get; init; }

    /// <summary>Which promises were kept.</summary>
    public required ImmutableArray<Verdict> Verdicts { get; init; }

    /// <summary>True when all were.</summary>
    public bool Kept => Verdicts.All(verdict => verdict.Kept);

    /// <summary>The orders' totals, in the order of the plan's streams.</summary>
    public IEnumerable<(FlashStream Stream, FlashTotals Totals)> Streams =>
        Plan.Streams.Select(stream => (stream, Record.Totals[stream]));
}
