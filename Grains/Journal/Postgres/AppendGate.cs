namespace OrderGrid.Journal;

/// <summary>
/// Counts what is pending, by appends and by bytes, and lets callers wait in line for room: no longer than the
/// patience, and no more of them than the limit.
/// </summary>
internal sealed class AppendGate(PostgresJournalOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private int _appends;
    private long _bytes;

    /// <summary>Share of the room that is taken.</summary>
    public double Load => Math.Max(
        Volatile.Read(ref _appends) / (double)options.MaxPendingAppends,
        Volatile.Read(ref _bytes) / (double)options.MaxPendingBytes);

    /// <summary>Enters when there is room and nobody waits for it.</summary>
    public bool TryEnter(int bytes)
    {
        lock (_lock)
        {
            return _waiters.Count == 0 && TryTake(bytes);
        }
    }

    /// <summary>Waits for room; false when there was none in time, or too many wait already.</summary>
    public async Task<bool> EnterAsync(int bytes, CancellationToken cancellation)
    {
        var waiter = new Waiter(bytes);
        LinkedListNode<Waiter> place;
        lock (_lock)
        {
            if (_waiters.Count == 0 && TryTake(bytes))
            {
                return true;
            }

            if (_waiters.Count >= options.MaxWaitingAppends || options.AdmissionTimeout == TimeSpan.Zero)
            {
                return false;
            }

            place = _waiters.AddLast(waiter);
        }

        using var patience = new CancellationTokenSource(options.AdmissionTimeout, time);
        await using var late = patience.Token.Register(() => Abandon(place));
        await using var cancelled = cancellation.Register(() => Abandon(place));
        return await waiter.Entered.Task;
    }

    /// <summary>Makes room, for those in line first.</summary>
    public void Leave(int appends, long bytes)
    {
        lock (_lock)
        {
            _appends -= appends;
            _bytes -= bytes;
            while (_waiters.First is { } first && TryTake(first.Value.Bytes))
            {
                _waiters.RemoveFirst();
                first.Value.Entered.SetResult(true);
            }
        }
    }

    private void Abandon(LinkedListNode<Waiter> place)
    {
        lock (_lock)
        {
            if (place.List is not null)
            {
                _waiters.Remove(place);
                place.Value.Entered.SetResult(false);
            }
        }
    }

    private bool TryTake(int bytes)
    {
        if (_appends >= options.MaxPendingAppends || (_appends > 0 && _bytes + bytes > options.MaxPendingBytes))
        {
            return false;
        }

        _appends++;
        _bytes += bytes;
        return true;
    }

    private sealed class Waiter(int bytes)
    {
        public int Bytes { get; } = bytes;

        public TaskCompletionSource<bool> Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
