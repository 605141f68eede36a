using Orleans;

namespace OrderGrid.Embedded;

/// <summary>
/// The timer of one reminder. Ticks are due at whole periods after the start; those that pass while a tick runs are
/// left out.
/// </summary>
internal sealed class RunningReminder : IDisposable
{
    /// <summary>Timers cannot wait longer than about 49 days: a later tick is waited for in parts.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    private readonly ReminderEntry _row;
    private readonly ITurnScheduler _scheduler;
    private readonly Func<ReminderEntry, Task> _tick;
    private readonly ITimer _timer;
    private DateTime _nextTick;
    private volatile bool _isDisposed;

    public RunningReminder(ReminderEntry row, ITurnScheduler scheduler, Func<ReminderEntry, Task> tick)
    {
        _row = row;
        _scheduler = scheduler;
        _tick = tick;
        _nextTick = row.StartAt;
        if (_nextTick < Now)
        {
            MoveOn();
        }

        using (ExecutionContext.SuppressFlow())
        {
            _timer = scheduler.Time.CreateTimer(
                static self => ((RunningReminder)self!).OnDue(), this, UntilNext(), Timeout.InfiniteTimeSpan);
        }
    }

    private DateTime Now => _scheduler.Time.GetUtcNow().UtcDateTime;

    public void Dispose()
    {
        _isDisposed = true;
        _timer.Dispose();
    }

    private TimeSpan UntilNext()
    {
        var wait = _nextTick - Now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }

    private void MoveOn()
    {
        var period = Math.Max(1, _row.Period.Ticks);
        var missed = Math.Max(0, (Now - _nextTick).Ticks / period);
        _nextTick += TimeSpan.FromTicks((missed + 1) * period);
    }

    private void OnDue()
    {
        if (Now < _nextTick)
        {
            _timer.Change(UntilNext(), Timeout.InfiniteTimeSpan);
            return;
        }

        _scheduler.RunOutside(TickAsync);
    }

    private async Task TickAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        await _tick(_row);
        MoveOn();
        if (!_isDisposed)
        {
            _timer.Change(UntilNext(), Timeout.InfiniteTimeSpan);
        }
    }
}
