using System.Collections.Immutable;

namespace OrderGrid.Reconciliation;

/// <summary>What a run came to.</summary>
/// <param name="Compared">Positions compared.</param>
/// <param name="Refused">Rows that were not understood.</param>
/// <param name="Stale">Rows older than the newest count, or than the changes that are remembered.</param>
/// <param name="Drifting">Positions that differ.</param>
/// <param name="Units">Pieces they differ by, signs apart.</param>
/// <param name="ByCause">Positions that differ, by probable cause.</param>
/// <param name="Compensated">Booked at once.</param>
/// <param name="Waiting">Wait for an approval.</param>
/// <param name="Dismissed">Differ as they did when somebody dismissed it.</param>
/// <param name="ToldOtherwise">Positions of which channels were told something else than the books say.</param>
[GenerateSerializer, Immutable, Alias("ReconciliationSummary")]
public sealed record ReconciliationSummary(
    [property: Id(0)] long Compared,
    [property: Id(1)] long Refused,
    [property: Id(2)] long Stale,
    [property: Id(3)] long Drifting,
    [property: Id(4)] long Units,
    [property: Id(5)] ImmutableSortedDictionary<string, long> ByCause,
    [property: Id(6)] long Compensated,
    [property: Id(7)] long Waiting,
    [property: Id(8)] long Dismissed,
    [property: Id(9)] long ToldOtherwise);

/// <summary>What a run did about an item.</summary>
public enum DriftOutcome
{
    /// <summary>Report and books agree; only channels were told something else.</summary>
    InAccord,

    /// <summary>The report was booked at once.</summary>
    Compensated,

    /// <summary>It waits for an approval.</summary>
    Waiting,

    /// <summary>Somebody looked at the same difference before and left the books as they are.</summary>
    Dismissed,
}
