using Orleans.Runtime;
using Orleans.Storage;

namespace OrderGrid.Embedded;

/// <content>Which call may run when.</content>
internal sealed partial class Activation
{
    private GridCall? _blocking;
    private int _exclusive;
    private int _readers;
    private int _load;
    private int _waitingReaders;
    private bool _isStarting;

    /// <summary>Called in a turn when a call has ended, before its caller is answered.</summary>
    public void OnCallEnded(GridCall call)
    {
        if (!_running.Remove(call, new(this, IsRunning: true)))
        {
            return;
        }

        Interlocked.Decrement(ref _load);
        call.Cancellation?.Dispose();
        if (Interleaves(call))
        {
            StartWaiting();
            return;
        }

        if (call.Shape.IsReadOnly)
        {
            _readers--;
        }
        else
        {
            _exclusive--;
        }

        if (ReferenceEquals(_blocking, call))
        {
            Volatile.Write(ref _blocking, FindBlocking());
        }

        StartWaiting();
    }

    /// <summary>Called in a turn when a call has failed, before its caller hears of it.</summary>
    public void OnCallFailed(GridCall call, Exception failure)
    {
        if (failure is InconsistentStateException { IsSourceActivation: true } conflict)
        {
            // Only the activation whose memory is stale ends, not those that the error passes on its way.
            conflict.IsSourceActivation = false;
            Deactivate(new(Orleans.DeactivationReasonCode.ApplicationError, failure, "Its stored state has changed."));
        }

        if (call.Shape.IsOneWay)
        {
            LogOneWayFailed(Silo.Log, failure, call.Shape.Name, GrainId);
        }
    }

    /// <summary>Answers calls whose callers have waited too long. Running ones run on.</summary>
    public void ExpireCalls()
    {
        var now = Silo.Clock.Now;
        for (var call = _running.First; call is not null; call = call.Next)
        {
            Expire(call, now);
        }

        for (var call = _waiting.First; call is not null;)
        {
            var next = call.Next;
            if (Expire(call, now) && RemoveWaiting(call))
            {
                Interlocked.Decrement(ref _load);
            }

            call = next;
        }
    }

    private void Accept(GridCall call)
    {
        if (call.Deadline <= Silo.Clock.Now)
        {
            Interlocked.Decrement(ref _load);
            Silo.FailExpired(call);
            return;
        }

        if (_state == State.Ended)
        {
            Forward(call);
            return;
        }

        if (_state == State.Live && MayStart(call))
        {
            StartCall(call);
            StartWaiting();
            return;
        }

        Enqueue(call);
        if (_state == State.New)
        {
            Activate();
        }
    }

    private void Enqueue(GridCall call)
    {
        _waiting.Add(call, new(this, IsRunning: false));
        _waitingReaders += call.Shape.IsReadOnly ? 1 : 0;
        call.BlockedAt = this;
        if (_blocking is null || CallCycle.Find(call, this) is not { } cycle)
        {
            return;
        }

        RemoveWaiting(call);
        Interlocked.Decrement(ref _load);
        if (call.Leg is null)
        {
            call.Fail(cycle);
        }
        else
        {
            call.Leg.Reply(call, () => call.Fail(cycle));
        }
    }

    private bool RemoveWaiting(GridCall call)
    {
        if (!_waiting.Remove(call, new(this, IsRunning: false)))
        {
            return false;
        }

        _waitingReaders -= call.Shape.IsReadOnly ? 1 : 0;
        call.BlockedAt = null;
        return true;
    }

    private bool Interleaves(GridCall call) => _class.IsReentrant || call.Shape.Interleaves;

    private bool MayStart(GridCall call) =>
        Interleaves(call) || (_exclusive == 0 && (_readers == 0 || call.Shape.IsReadOnly));

    private void StartCall(GridCall call)
    {
        _lastUsed = call.KeepsAlive ? Silo.Clock.Now : _lastUsed;
        _running.Add(call, new(this, IsRunning: true));
        var interleaves = Interleaves(call);
        if (!interleaves)
        {
            _ = call.Shape.IsReadOnly ? _readers++ : _exclusive++;
            if (_blocking is null)
            {
                Volatile.Write(ref _blocking, call);
            }
        }

        // The turn may be the end of another call, whose flow must not reach this one.
        RestoreFlow();
        call.Cancellation?.OnStarted(this);
        if (call.Values is not null || interleaves || call.Shape.IsReadOnly)
        {
            CallFlow.Enter(call.Values, interleaves || call.Shape.IsReadOnly ? call : null);
        }

        call.Start(this, GrainInstance!);
        RestoreFlow();
    }

    // What a method sets in its flow before its first await must not reach the next call.
    private static void RestoreFlow()
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), Flow.Empty))
        {
            ExecutionContext.Restore(Flow.Empty);
        }
    }

    // A call that ends at once comes back here from within; the loop that is already running goes on for it.
    private void StartWaiting()
    {
        if (_isStarting)
        {
            return;
        }

        _isStarting = true;
        while (_state == State.Live && FindStartable() is { } call)
        {
            RemoveWaiting(call);
            if (call.Cancellation is { IsRequested: true })
            {
                Interlocked.Decrement(ref _load);
                continue;
            }

            StartCall(call);
        }

        _isStarting = false;
        if (_state == State.Ending && _running.Count == 0)
        {
            End();
        }
    }

    private GridCall? FindStartable()
    {
        var first = _waiting.First;
        if (first is null || MayStart(first))
        {
            return first;
        }

        // Only readers can pass the first one; what always interleaves never waits here.
        if (_waitingReaders == 0 || _exclusive > 0)
        {
            return null;
        }

        for (var call = first.Next; call is not null; call = call.Next)
        {
            if (MayStart(call))
            {
                return call;
            }
        }

        return null;
    }

    private GridCall? FindBlocking()
    {
        for (var call = _running.First; call is not null; call = call.Next)
        {
            if (!Interleaves(call))
            {
                return call;
            }
        }

        return null;
    }

    private bool Expire(GridCall call, int now)
    {
        if (call.Deadline > now)
        {
            return false;
        }

        Silo.FailExpired(call);
        call.Deadline = int.MaxValue;
        return true;
    }

    private void Forward(GridCall call)
    {
        Interlocked.Decrement(ref _load);
        call.BlockedAt = null;
        if (!call.IsBound)
        {
            Silo.Deliver(call);
        }
    }
}
