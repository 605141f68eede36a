namespace OrderGrid.Embedded;

/// <summary>Time that moves only when the simulation moves it.</summary>
internal sealed class VirtualTime(DateTimeOffset start, SeededDice dice, Action<SynchronizationContext?> enterContext)
    : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TimerEntry, (long Due, ulong Tie)> _entries = new();
    private long _elapsed;
    private uint _serial;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public TimeSpan Elapsed => TimeSpan.FromTicks(Volatile.Read(ref _elapsed));

    public override DateTimeOffset GetUtcNow() => start + Elapsed;

    public override long GetTimestamp() => Volatile.Read(ref _elapsed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        CreateTimer(callback, state, dueTime, period, null);

    /// <summary>Creates a timer whose callback runs in a context, which awaits in it go back to.</summary>
    public ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, SynchronizationContext? context)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, () => Call(callback, state, context), unchecked(++_serial));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Does something later, in no context.</summary>
    public void After(TimeSpan delay, Action action) =>
        new VirtualTimer(this, action, unchecked(++_serial)).Change(delay, Timeout.InfiniteTimeSpan);

    public void Advance(TimeSpan span) => Volatile.Write(ref _elapsed, _elapsed + span.Ticks);

    /// <summary>When the next timer is due; null if there is none.</summary>
    public TimeSpan? NextDue()
    {
        lock (_gate)
        {
            while (_entries.TryPeek(out var entry, out var key))
            {
                if (entry.IsCurrent)
                {
                    return TimeSpan.FromTicks(key.Due);
                }

                _entries.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Fires the first due timer and gives its number for the trace.</summary>
    public uint FireNext()
    {
        TimerEntry entry;
        lock (_gate)
        {
            entry = _entries.Dequeue();
        }

        entry.Timer.Fire();
        return entry.Timer.Serial;
    }

    private void Queue(VirtualTimer timer, TimeSpan dueIn, int version)
    {
        lock (_gate)
        {
            // Timers due at the same time fire in an order that the seed decides.
            _entries.Enqueue(new TimerEntry(timer, version), (_elapsed + dueIn.Ticks, dice.NextBits()));
        }
    }

    // What completes the runtime library's own tasks, such as a delay, needs no context: their awaits have theirs.
    private void Call(TimerCallback callback, object? state, SynchronizationContext? context)
    {
        var isLibrary = callback.Method.Module.Assembly == typeof(object).Assembly;
        enterContext(isLibrary ? null : context ?? DefaultContext);
        callback(state);
        enterContext(null);
    }

    public SynchronizationContext? DefaultContext { get; set; }

    private readonly record struct TimerEntry(VirtualTimer Timer, int Version)
    {
        public bool IsCurrent => Timer.Version == Version;
    }

    private sealed class VirtualTimer(VirtualTime time, Action call, uint serial) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private bool _isDisposed;

        public uint Serial { get; } = serial;

        public int Version { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_isDisposed)
            {
                return false;
            }

            Version++;
            _period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                time.Queue(this, dueTime, Version);
            }

            return true;
        }

        public void Fire()
        {
            if (_period != Timeout.InfiniteTimeSpan)
            {
                time.Queue(this, _period, Version);
            }

            call();
        }

        public void Dispose()
        {
            _isDisposed = true;
            Version++;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
