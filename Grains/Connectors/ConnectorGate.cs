namespace OrderGrid.Connectors;

/// <summary>What a caller at a gate got.</summary>
public enum GatePass
{
    /// <summary>Nothing: the partner is away.</summary>
    None,

    /// <summary>A place for one call.</summary>
    Place,

    /// <summary>The one place that finds out whether the partner is back.</summary>
    Probe,
}

/// <summary>
/// Guards one partner for all lanes of a silo: so many calls at a time, and a circuit breaker that lets a partner
/// that is away come back without being hammered. Time comes in as an argument.
/// </summary>
public sealed class ConnectorGate(int maxInFlight)
{
    /// <summary>Failures in a row after which the partner is treated as away.</summary>
    public const int FailuresToOpen = 5;

    /// <summary>First pause; it doubles with every failed probe.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause between probes.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<GatePass>> _waiting = new();
    private int _inFlight;
    private int _failures;
    private bool _probing;
    private TimeSpan _pause = FirstPause;
    private DateTimeOffset _openUntil = DateTimeOffset.MinValue;

    /// <summary>Counts the times the partner came back: lanes retry at once what failed while it was away.</summary>
    public int Recoveries { get; private set; }

    /// <summary>True while the partner is treated as away.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
            {
                return _failures >= FailuresToOpen;
            }
        }
    }

    /// <summary>True while nothing may be sent: the partner is away, or asked for a pause.</summary>
    public bool IsClosed(DateTimeOffset now)
    {
        lock (_lock)
        {
            return now < _openUntil || (_failures >= FailuresToOpen && _probing);
        }
    }

    /// <summary>
    /// Waits for a place for one call. Every pass but <see cref="GatePass.None"/> is given back with one
    /// <see cref="Leave"/>.
    /// </summary>
    public Task<GatePass> EnterAsync(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (IsClosed(now))
            {
                return Task.FromResult(GatePass.None);
            }

            if (_inFlight < maxInFlight)
            {
                return Task.FromResult(Admit());
            }

            var place = new TaskCompletionSource<GatePass>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(place);
            return place.Task;
        }
    }

    /// <summary>Ends a call.</summary>
    /// <param name="pass">What <see cref="EnterAsync"/> gave.</param>
    /// <param name="reached">True when the partner answered, whatever it said; null when it was not asked.</param>
    /// <param name="retryAfter">A pause the partner asked for.</param>
    /// <param name="now">UTC.</param>
    public void Leave(GatePass pass, bool? reached, TimeSpan? retryAfter, DateTimeOffset now)
    {
        lock (_lock)
        {
            _inFlight--;
            // Calls from before the partner went away may end while a probe is under way: they are not the probe.
            _probing &= pass != GatePass.Probe;
            Count(reached, pass == GatePass.Probe, now);
            if (retryAfter is { } wait && now + wait > _openUntil)
            {
                _openUntil = now + wait;
            }

            while (_waiting.Count > 0 && (IsClosed(now) || _inFlight < maxInFlight))
            {
                _waiting.Dequeue().SetResult(IsClosed(now) ? GatePass.None : Admit());
            }
        }
    }

    private GatePass Admit()
    {
        _inFlight++;
        _probing = _failures >= FailuresToOpen;
        return _probing ? GatePass.Probe : GatePass.Place;
    }

    private void Count(bool? reached, bool wasProbe, DateTimeOffset now)
    {
        if (reached == true)
        {
            Recoveries += _failures >= FailuresToOpen ? 1 : 0;
            _failures = 0;
            _pause = FirstPause;
        }
        else if (reached == false && (++_failures == FailuresToOpen || wasProbe))
        {
            _openUntil = now + _pause;
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        }
    }
}
