using System.Collections.Immutable;
using System.Globalization;
using OrderGrid.Identity;
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
    // An approval books the report, and positions take reports of the last day only.
    private static readonly TimeSpan RenewAfter = TimeSpan.FromHours(6);

    /// <summary>Nothing was ever found.</summary>
    public static DriftBook Empty { get; } = new(
        ImmutableSortedDictionary.Create<Sku, Drift>(
            Comparer<Sku>.Create((one, other) => string.CompareOrdinal(one.Value, other.Value))),
        StreamVersion.None);

    /// <summary>The command that books a drift's report: the same whoever does it, so that it is booked once.</summary>
    public static CommandId BookingOf(NodeId node, Drift drift)
    {
        ArgumentNullException.ThrowIfNull(drift);
        return new(string.Create(CultureInfo.InvariantCulture, $"drift:{node}:{drift.Version}"));
    }

    /// <summary>
    /// What a run's note changes; null for nothing. A drift that was dismissed stays so while it is the same; one that
    /// was approved and still differs is a new one.
    /// </summary>
    public DriftEvent? Decide(DriftNote note, string run)
    {
        ArgumentNullException.ThrowIfNull(note);
        var known = Drifts.GetValueOrDefault(note.Reported.Sku);
        if (note.Step == DriftStep.Booked)
        {
            return known is { Status: DriftStatus.Open } && known.Reported.AsOf == note.Reported.AsOf
                ? new DriftSettled(note.Reported.Sku, DriftStatus.Compensated, null, null)
                : null;
        }

        var isSame = known is { Status: DriftStatus.Dismissed or DriftStatus.Open }
            && known.Units == note.Units && known.Cause == note.Cause
            && note.Reported.AsOf - known.Reported.AsOf < RenewAfter
            && (note.Step == DriftStep.Tell || known.Status == DriftStatus.Dismissed
                || known.Reported.AsOf == note.Reported.AsOf);
        return note.Units == 0
            ? known is null ? null : new DriftSettled(note.Reported.Sku, DriftStatus.Healed, null, null)
            : isSame || (known is not null && note.Reported.AsOf < known.Reported.AsOf) ? null
            : new DriftDetected(
                note.Reported,
                note.Units,
                note.Cause,
                known is { Status: DriftStatus.Open } ? known.Since : note.Reported.AsOf,
                run)
            {
                Told = note.Told,
            };
    }
}
