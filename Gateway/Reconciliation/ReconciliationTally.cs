using System.Collections.Immutable;
using OrderGrid.Reconciliation;

namespace OrderGrid.Gateway.Reconciliation;

/// <summary>Counts what a run finds.</summary>
internal sealed class ReconciliationTally
{
    private readonly Dictionary<DriftCause, long> _causes = [];
    private readonly Dictionary<DriftOutcome, long> _outcomes = [];
    private long _compared;
    private long _refused;
    private long _stale;
    private long _units;
    private long _toldOtherwise;

    public void Refuse() => _refused++;

    public void Compare(int positions, int stale, int toldOtherwise)
    {
        _stale += stale;
        _compared += positions;
        _toldOtherwise += toldOtherwise;
    }

    public void Take(DriftRow row)
    {
        _outcomes[row.Outcome] = Of(row.Outcome) + 1;
        _units += Math.Abs(row.Units);
        if (row.Cause is { } cause)
        {
            _causes[cause] = _causes.GetValueOrDefault(cause) + 1;
        }
    }

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
