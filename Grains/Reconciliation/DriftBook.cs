using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Reconciliation;

/// <summary>
/// The drifts of a node: open ones, and those decided on until a report agrees with the books or differs otherwise.
/// </summary>
/// <param name="Drifts">By item, in the items' order.</param>
/// <param name="Version">Events so far.</param>
public sealed record DriftBook(ImmutableSortedDictionary<Sku, Drift> Drifts, StreamVersion Version)
{
    /// <summary>Nothing was ever found.</summary>
    public static DriftBook Empty { get; } = new(
        ImmutableSortedDictionary.Create<Sku, Drift>(
            Comparer<Sku>.Create((one, other) => string.CompareOrdinal(one.Value, other.Value))),
        StreamVersion.None);

    /// <summary>
    /// What a run's note changes; null for nothing. A drift that was dismissed stays so while it is the same; one that
    /// was approved and still differs is a new one.
    /// </summary>
    public DriftEvent? Decide(DriftNote note, string run)
    {
        ArgumentNullException.ThrowIfNull(note);
        var known = Drifts.GetValueOrDefault(note.Reported.Sku);
        var isSame = known is not null && known.Status != DriftStatus.Approved
            && known.Units == note.Units && known.Cause == note.Cause;
        return note.Units == 0
            ? known is null ? null : new DriftSettled(note.Reported.Sku, DriftStatus.Healed, null, null)
            : isSame || (known is not null && note.Reported.AsOf < known.Reported.AsOf) ? null
            : new DriftDetected(
                note.Reported,
                note.Units,
                note.Cause,
                known is { Status: DriftStatus.Open } ? known.Since : note.Reported.AsOf,
                run);
    }
}
