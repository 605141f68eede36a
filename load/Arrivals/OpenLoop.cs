using System.Runtime.ExceptionServices;

namespace OrderGrid.Load.Arrivals;

/// <summary>
/// Sends at the times of a schedule, whatever becomes of what was sent before. Latency counts from the scheduled time,
/// so that a stall is felt by everything that should have been sent during it. What is outstanding is bounded; an
/// arrival beyond the bound is not sent, and counted.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="lanes">Most operations in flight, each on a lane of its own: a connection, for example.</param>
/// <param name="maxWaiting">Most arrivals that wait for a lane.</param>
internal sealed class OpenLoop(TimeProvider clock, int lanes, int maxWaiting)
{
    /// <summary>An arrival sent later than this is counted as late.</summary>
    public static readonly TimeSpan Punctual = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new(Enumerable.Range(0, lanes).Reverse());
    private readonly Queue<int> _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _failure;
    private IReadOnlyList<TimeSpan> _arrivals = [];
    private long _startedAt;
    private int _isSending;
    private bool _isScheduled;
    private volatile int _due;
    private int _sent;
    private int _served;
    private int _late;
    private int _unsent;

    /// <summary>Where it stands; also while it runs.</summary>
    public OpenLoopTally Tally => new(_due, _sent, _served, _late, _unsent);

    /// <summary>Sends everything and waits for the last answer.</summary>
    /// <param name="arrivals">Times since the start, in order.</param>
    /// <param name="send">
    /// One operation: gets the lane and the arrival's index. It begins on the thread that keeps the schedule, or on
    /// one that brought an answer: to wake another for it costs more than to send.
    /// </param>
    /// <param name="served">Told of each answer, from many threads.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task RunAsync<TAnswer>(
        IReadOnlyList<TimeSpan> arrivals,
        Func<int, int, Task<TAnswer>> send,
        Action<Served<TAnswer>> served,
        CancellationToken cancellation)
    {
        _arrivals = arrivals;
        _startedAt = clock.GetTimestamp();
        try
        {
            await ScheduleAsync(Begin, cancellation);
        }
        finally
        {
            EndSchedule();
            await _ended.Task;
        }

        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        void Begin(int lane, int arrival) => _ = ServeAsync(lane, arrival);

        async Task ServeAsync(int lane, int first)
        {
            try
            {
                for (int? next = first; next is { } arrival; next = Next(lane))
                {
                    var sentAt = clock.GetElapsedTime(_startedAt);
                    Interlocked.Increment(ref _sent);
                    if (sentAt - arrivals[arrival] > Punctual)
                    {
                        Interlocked.Increment(ref _late);
                    }

                    var answer = await send(lane, arrival);
                    Interlocked.Increment(ref _served);
                    var answeredAt = clock.GetElapsedTime(_startedAt);
                    served(new(arrival, arrivals[arrival], sentAt, answeredAt, answer));
                }
            }
            catch (Exception defect)
            {
                // Thrown by the run, when everything that is in flight has ended.
                _failure ??= defect;
                Next(lane);
            }

            SendDue(Begin);
        }
    }

    // What waits, or nothing: then the lane is free again.
    private int? Next(int lane)
    {
        lock (_gate)
        {
            if (_failure is null && _waiting.TryDequeue(out var arrival))
            {
                return arrival;
            }

            _free.Push(lane);
            EndWhenIdle();
            return null;
        }
    }

    private void EndSchedule()
    {
        lock (_gate)
        {
            _isScheduled = true;
            EndWhenIdle();
        }
    }

    private void EndWhenIdle()
    {
        if (_isScheduled && _free.Count == lanes)
        {
            _ended.TrySetResult();
        }
    }

    // Timers are late by milliseconds on a busy machine, so whoever brings an answer looks at the schedule as well.
    private void SendDue(Action<int, int> begin)
    {
        if (Interlocked.Exchange(ref _isSending, 1) != 0)
        {
            return;
        }

        while (_failure is null && TakeDue() is var (lane, arrival))
        {
            begin(lane, arrival);
        }

        Volatile.Write(ref _isSending, 0);
    }

    // What is due and has a lane to be sent on; what has none waits, if there is room.
    private (int Lane, int Arrival)? TakeDue()
    {
        var now = clock.GetElapsedTime(_startedAt);
        lock (_gate)
        {
            while (!_isScheduled && _due < _arrivals.Count && _arrivals[_due] <= now)
            {
                var arrival = _due++;
                if (_free.TryPop(out var lane))
                {
                    return (lane, arrival);
                }

                if (_waiting.Count < maxWaiting)
                {
                    _waiting.Enqueue(arrival);
                }
                else
                {
                    _unsent++;
                }
            }

            return null;
        }
    }

    private async Task ScheduleAsync(Action<int, int> begin, CancellationToken cancellation)
    {
        while (_failure is null)
        {
            SendDue(begin);
            var due = _due;
            if (due >= _arrivals.Count)
            {
                return;
            }

            var wait = _arrivals[due] - clock.GetElapsedTime(_startedAt);
            await Task.Delay(wait > Step ? wait : Step, clock, cancellation);
        }
    }
}

/// <summary>An answered arrival. All times since the start.</summary>
internal readonly record struct Served<TAnswer>(
    int Arrival, TimeSpan Scheduled, TimeSpan SentAt, TimeSpan AnsweredAt, TAnswer Answer)
{
    /// <summary>What a buyer waited: from when the arrival was due, not from when it could be sent.</summary>
    public TimeSpan Latency => AnsweredAt - Scheduled;
}

/// <summary>Counts of an open loop.</summary>
/// <param name="Due">Arrivals whose time has come.</param>
/// <param name="Sent">Of these, sent.</param>
/// <param name="Served">Of these, answered.</param>
/// <param name="Late">Sent later than <see cref="OpenLoop.Punctual"/> after their time.</param>
/// <param name="Unsent">Never sent, because too many were outstanding.</param>
internal sealed record OpenLoopTally(int Due, int Sent, int Served, int Late, int Unsent)
{
    /// <summary>Sent and not answered.</summary>
    public int InFlight => Sent - Served;

    /// <summary>Due, and neither sent nor given up.</summary>
    public int Waiting => Due - Sent - Unsent;
}
