using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <content>From the first call to the end.</content>
internal sealed partial class Activation
{
    private static readonly TaskCompletionSource Over = MakeOver();

    private TaskCompletionSource? _ended;
    private readonly Action<Activation>? _onEnded;
    private HashSet<IDisposable>? _timers;
    private DeactivationReason _reason;
    private bool _isEndRequested;
    private int _lastUsed;
    private long _keepUntil;
    private volatile State _state = State.New;

    private enum State
    {
        New,
        Activating,
        Live,
        Ending,
        Closing,
        Ended,
    }

    // Hardly any activation's end is waited for, so the promise is made when somebody asks.
    public Task Deactivated
    {
        get
        {
            var fresh = _ended is null ? new TaskCompletionSource(AnswerOptions.Current) : null;
            return (Interlocked.CompareExchange(ref _ended, fresh, null) ?? fresh)!.Task;
        }
    }

    public bool IsClosed => IsDead || _state == State.Ended;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (ReferenceEquals(RuntimeContext.CurrentActivation, this))
        {
            RequestEnd(deactivationReason);
            return;
        }

        Post(new ActionTurn(() => RequestEnd(deactivationReason)));
    }

    public void DelayDeactivation(TimeSpan span) =>
        Volatile.Write(ref _keepUntil, span == TimeSpan.MaxValue
            ? long.MaxValue
            : (Silo.Time.GetUtcNow() + span).UtcTicks);

    /// <summary>Ends the activation if it has been idle for its age. Runs in a turn.</summary>
    public void EndIfIdle(int usedBefore)
    {
        var isKept = Volatile.Read(ref _keepUntil) > Silo.Time.GetUtcNow().UtcTicks;
        if (_state == State.Live && _running.Count == 0 && _lastUsed <= usedBefore && !isKept)
        {
            RequestEnd(new(DeactivationReasonCode.ActivationIdle, "It was idle."));
        }
    }

    public TimeSpan CollectionAge => _class.CollectionAge ?? Silo.Options.CollectionAge;

    public int LastUsed => Volatile.Read(ref _lastUsed);

    public void Own(IDisposable timer) => (_timers ??= []).Add(timer);

    public void Disown(IDisposable timer) => _timers?.Remove(timer);

    /// <summary>Ends at once, as a crash does: nothing of it runs again. Gives the calls that were here.</summary>
    public List<GridCall> Crash()
    {
        var calls = _running.ToList();
        calls.AddRange(_waiting.ToList());
        calls.AddRange(Kill().OfType<GridCall>());
        _state = State.Ended;
        DisposeTimers();
        KeepEnded();
        return calls;
    }

    private static TaskCompletionSource MakeOver()
    {
        var over = new TaskCompletionSource();
        over.SetResult();
        return over;
    }

    private void KeepEnded() => Interlocked.CompareExchange(ref _ended, Over, null)?.TrySetResult();

    private void Activate()
    {
        // Calls made while the grain starts are made for the call that started it: a cycle through them is found.
        Volatile.Write(ref _blocking, _waiting.First);
        _state = State.Activating;
        _ = ActivateAsync();
    }

    private async Task ActivateAsync()
    {
        try
        {
            GrainInstance = _class.Make(this);
            var timeout = Silo.ActivationTimeout();
            await (_lifecycle?.StartAsync(timeout) ?? Task.CompletedTask);
            var starting = ((IGrainBase)GrainInstance).OnActivateAsync(timeout);
            await starting.WaitAsync(Silo.Options.ActivationTimeout, Silo.Time);
        }
        catch (Exception failure)
        {
            LogActivationFailed(Silo.Log, failure, GrainId);
            await FailActivationAsync(failure);
            return;
        }

        RestoreFlow();
        Volatile.Write(ref _blocking, null);
        _state = _isEndRequested ? State.Ending : State.Live;
        StartWaiting();
    }

    private async Task FailActivationAsync(Exception failure)
    {
        Volatile.Write(ref _blocking, null);
        for (var call = _waiting.First; call is not null; call = _waiting.First)
        {
            RemoveWaiting(call);
            var failed = call;
            if (call.Leg is null)
            {
                call.Fail(failure);
            }
            else
            {
                call.Leg.Reply(call, () => failed.Fail(failure));
            }
        }

        await CloseAsync();
    }

    private void RequestEnd(DeactivationReason reason)
    {
        if (_isEndRequested || _state == State.Ended)
        {
            return;
        }

        _isEndRequested = true;
        _reason = reason;
        switch (_state)
        {
            case State.New:
                _state = State.Closing;
                _ = CloseAsync();
                break;
            case State.Live:
                _state = State.Ending;
                if (_running.Count == 0)
                {
                    End();
                }

                break;
            case State.Activating or State.Ending or State.Closing or State.Ended:
                break;
        }
    }

    private void End()
    {
        _state = State.Closing;
        _ = EndAsync();
    }

    private async Task EndAsync()
    {
        DisposeTimers();
        try
        {
            using var timeout = new CancellationTokenSource(Silo.Options.DeactivationTimeout, Silo.Time);
            var ending = ((IGrainBase)GrainInstance!).OnDeactivateAsync(_reason, timeout.Token);
            await ending.WaitAsync(Silo.Options.DeactivationTimeout, Silo.Time);
            await (_lifecycle?.StopAsync(timeout.Token) ?? Task.CompletedTask);
        }
        catch (Exception failure)
        {
            LogDeactivationFailed(Silo.Log, failure, GrainId);
        }

        await CloseAsync();
    }

    private async Task CloseAsync()
    {
        DisposeTimers();
        Silo.Remove(this);
        _onEnded?.Invoke(this);
        _state = State.Ended;
        for (var call = _waiting.First; call is not null; call = _waiting.First)
        {
            RemoveWaiting(call);
            Forward(call);
        }

        try
        {
            await DisposeInstanceAsync();
        }
        catch (Exception failure)
        {
            LogDeactivationFailed(Silo.Log, failure, GrainId);
        }

        KeepEnded();
    }

    private async Task DisposeInstanceAsync()
    {
        switch (GrainInstance)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }

        if (_scope is { } scope)
        {
            await scope.DisposeAsync();
        }
    }

    private void DisposeTimers()
    {
        if (_timers is not { } timers)
        {
            return;
        }

        _timers = null;
        foreach (var timer in timers.ToArray())
        {
            timer.Dispose();
        }
    }
}
