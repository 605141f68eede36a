namespace OrderGrid.Embedded;

/// <summary>
/// A coarse clock for response timeouts and idleness: reading the time for every call would cost more than the rest
/// of the call. A timeout is noticed up to two ticks late, never early, and later by the ticks that a silo with many
/// activations lets pass between its looks.
/// </summary>
internal sealed class CallClock : IDisposable
{
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(10);

    private readonly TimeProvider _time;
    private readonly long _started;
    private ITimer? _timer;
    private int _now;

    public CallClock(TimeProvider time, TimeSpan shortestTimeout)
    {
        var fraction = shortestTimeout / 20;
        Tick = fraction > LongestTick ? LongestTick : fraction < ShortestTick ? ShortestTick : fraction;
        _time = time;
        _started = time.GetTimestamp();
    }

    /// <summary>How coarse it is.</summary>
    public TimeSpan Tick { get; }

    /// <summary>Ticks since the start: counted while the clock runs, else read from the time.</summary>
    public int Now => _timer is null ? (int)(_time.GetElapsedTime(_started) / Tick) : Volatile.Read(ref _now);

    public void Start(Action onTick) =>
        _timer = _time.CreateTimer(
            _ =>
            {
                Interlocked.Increment(ref _now);
                onTick();
            },
            null,
            Tick,
            Tick);

    public int After(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? int.MaxValue : Now + 1 + Ticks(span);

    public int Ticks(TimeSpan span) => (int)Math.Min(int.MaxValue / 2, Math.Ceiling(span / Tick));

    public void Dispose() => _timer?.Dispose();
}
