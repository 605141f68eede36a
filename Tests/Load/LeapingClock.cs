namespace OrderGrid.Tests.Load;

/// <summary>A clock that leaps to whatever is waited for, once the gate is open; nothing else moves it.</summary>
internal sealed class LeapingClock : TimeProvider
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _goal;
    private long _now;

    /// <summary>Makes one that tells when it has reached a time.</summary>
    public LeapingClock(TimeSpan goal) => _goal = goal.Ticks;

    /// <summary>Ends once the time has been reached.</summary>
    public Task Reached => _reached.Task;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <summary>Lets time pass from now on.</summary>
    public void Open() => _gate.TrySetResult();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _ = _gate.Task.ContinueWith(
            _ =>
            {
                if (Interlocked.Add(ref _now, dueTime.Ticks) >= _goal)
                {
                    _reached.TrySetResult();
                }

                callback(state);
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
        return new Leap();
    }

    private sealed class Leap : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() { }

        public ValueTask DisposeAsync() => default;
    }
}
