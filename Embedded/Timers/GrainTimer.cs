using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>A timer whose callbacks take their turns in the activation; the next is due after one has ended.</summary>
internal sealed class GrainTimer<TState> : IGrainTimer
{
    private static readonly CallShape Waiting = new("timer", interleaves: false, awaited: true);
    private static readonly CallShape Interleaving = new("timer", interleaves: true, awaited: true);

    private readonly Activation _activation;
    private readonly Func<TState, CancellationToken, Task> _callback;
    private readonly TState _state;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _disposed = new();
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private bool _isFiring;
    private bool _isChanged;

    public GrainTimer(
        Activation activation,
        Func<TState, CancellationToken, Task> callback,
        TState state,
        GrainTimerCreationOptions options)
    {
        Check(options.DueTime, nameof(options));
        Check(options.Period, nameof(options));
        _activation = activation;
        _callback = callback;
        _state = state;
        _options = options;
        _dueTime = options.DueTime;
        _period = options.Period;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = activation.Silo.Time.CreateTimer(
                static self => ((GrainTimer<TState>)self!).OnDue(), this, _dueTime, Timeout.InfiniteTimeSpan);
        }

        activation.Own(this);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        _isChanged = true;
        _dueTime = dueTime;
        _period = period;
        if (!_isFiring && !_disposed.IsCancellationRequested)
        {
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        if (_disposed.IsCancellationRequested)
        {
            return;
        }

        _disposed.Cancel();
        _timer.Dispose();
        _activation.Disown(this);
    }

    private static void Check(TimeSpan span, string name)
    {
        if (span < TimeSpan.Zero && span != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, span, "Times are zero or longer, or infinite for never.");
        }
    }

    private void OnDue()
    {
        _isFiring = true;
        var call = new WorkCall(_options.Interleave ? Interleaving : Waiting, _ => FireAsync())
        {
            TargetId = _activation.GrainId,
            KeepsAlive = _options.KeepAlive,
            IsBound = true,
        };
        _activation.Receive(call);
    }

    private async Task FireAsync()
    {
        if (_disposed.IsCancellationRequested)
        {
            return;
        }

        _isChanged = false;
        try
        {
            await _callback(_state, _disposed.Token);
        }
        catch (Exception failure)
        {
            _activation.OnTimerFailed(failure);
        }
        finally
        {
            _isFiring = false;
            if (!_disposed.IsCancellationRequested)
            {
                _timer.Change(_isChanged ? _dueTime : _period, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
