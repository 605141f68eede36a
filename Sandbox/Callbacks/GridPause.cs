namespace OrderGrid.Sandbox.Callbacks;

/// <summary>
/// Keeps a long outbox from hammering a grid that cannot be reached: after a failure to connect nothing is sent for a
/// while, doubling up to a bound; the first answer of any kind ends it. Safe for concurrent use.
/// </summary>
public sealed class GridPause(TimeProvider clock, CallbackBackoff backoff)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _until = DateTimeOffset.MinValue;
    private int _failures;

    /// <summary>Nothing is sent before; in the past when there is no pause.</summary>
    public DateTimeOffset Until
    {
        get
        {
            lock (_gate)
            {
                return _until;
            }
        }
    }

    /// <summary>The grid answered, whatever it said.</summary>
    public void Reached()
    {
        lock (_gate)
        {
            _failures = 0;
            _until = DateTimeOffset.MinValue;
        }
    }

    /// <summary>The grid could not be reached. Failures of sendings that were under way together count once.</summary>
    public void Unreachable()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (now >= _until)
            {
                _until = now + backoff.After(++_failures);
            }
        }
    }
}
