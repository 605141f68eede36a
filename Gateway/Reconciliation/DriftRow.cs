using System.Collections.Immutable;
using OrderGrid.Gateway.Http;
using OrderGrid.Inventory;
using OrderGrid.Reconciliation;

namespace OrderGrid.Gateway.Reconciliation;

/// <summary>An item whose report, books and answers to channels are not the same.</summary>
/// <param name="Row">Number of its row, from 1.</param>
/// <param name="Sku">The item.</param>
/// <param name="Reported">Pieces on hand by the report.</param>
/// <param name="OnHand">Pieces on hand in the books, now; before the report was booked.</param>
/// <param name="Units">Pieces reported beyond what is booked as of the same time.</param>
/// <param name="Cause">Why, probably; left out without a difference.</param>
/// <param name="Since">As of when a report showed a difference first; left out without one.</param>
/// <param name="AgeSeconds">How long ago that is.</param>
/// <param name="AvailableToPromise">By the books.</param>
/// <param name="Told">What channels are told is available; left out when this process told nothing lately.</param>
/// <param name="Outcome">What was done.</param>
/// <param name="Refusal">Why the report could not be booked at once; left out otherwise.</param>
public sealed record DriftRow(
    long Row,
    Sku Sku,
    long Reported,
    Quantity OnHand,
    long Units,
    DriftCause? Cause,
    DateTimeOffset? Since,
    long? AgeSeconds,
    Quantity AvailableToPromise,
    Quantity? Told,
    DriftOutcome Outcome,
    string? Refusal);

/// <summary>Drifts that wait for somebody to decide.</summary>
/// <param name="Node">Where.</param>
/// <param name="Drifts">By item, at most 200; the next page is asked for with <c>after</c>.</param>
public sealed record DriftsAnswer(NodeId Node, ImmutableArray<DriftAnswer> Drifts);

/// <summary>A drift.</summary>
/// <param name="Sku">The item.</param>
/// <param name="Units">Pieces reported beyond what was booked.</param>
/// <param name="Cause">Why, probably.</param>
/// <param name="Reported">Pieces on hand by the report.</param>
/// <param name="AsOf">When it was made.</param>
/// <param name="Since">As of when a report showed a difference first.</param>
/// <param name="Run">The run that found it.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Told">What channels were told when it was found; left out when they were told nothing.</param>
public sealed record DriftAnswer(
    Sku Sku,
    long Units,
    DriftCause Cause,
    long Reported,
    DateTimeOffset AsOf,
    DateTimeOffset Since,
    string Run,
    DriftStatus Status,
    ToldStock? Told)
{
    /// <summary>Of a drift.</summary>
    public static DriftAnswer Of(Drift drift)
    {
        ArgumentNullException.ThrowIfNull(drift);
        var report = drift.Reported;
        return new(
            report.Sku,
            drift.Units,
            drift.Cause,
            report.OnHand,
            report.AsOf,
            drift.Since,
            drift.Run,
            drift.Status,
            drift.Told);
    }
}
