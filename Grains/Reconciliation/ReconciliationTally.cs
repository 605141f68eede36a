using System.Collections.Immutable;

namespace OrderGrid.Reconciliation;

/// <summary>Counts what a run finds.</summary>
public sealed class ReconciliationTally
{
    private readonly Dictionary<DriftCause, long> _causes = [];
    private readonly Dictionary<DriftOutcome, long> _outcomes = [];
    private long _compared;
    private long _refused;
    private long _stale;
    private long _units;
    private long _toldOtherwise;

    /// <summary>A row was not understood.</summary>
    public void Refuse() => _refused++;

    /// <summary>A position was compared.</summary>
    public void Take(ReconciledItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.Compared.Found.IsStale)
        {
            _stale++;
            return;
        }

        _compared++;
        _toldOtherwise += item.Compared.ToldOtherwise ? 1 : 0;
        if (item.Compared.Found.Units != 0)
        {
            var cause = item.Compared.Found.Cause;
            _units += Math.Abs(item.Compared.Found.Units);
            _causes[cause] = _causes.GetValueOrDefault(cause) + 1;
            _outcomes[item.Outcome] = Of(item.Outcome) + 1;
        }
    }

    /// <summary>The sum.</summary>
    public ReconciliationSummary Sum() => new(
        _compared,
        _refused,
        _stale,
        _causes.Values.Sum(),
        _units,
        _causes.ToImmutableSortedDictionary(one => one.Key.ToString(), one => one.Value, StringComparer.Ordinal),
        Of(DriftOutcome.Compensated),
        Of(DriftOutcome.Waiting),
        Of(DriftOutcome.Dismissed),
        _toldOtherwise);

    private long Of(DriftOutcome outcome) => _outcomes.GetValueOrDefault(outcome);
}
