namespace OrderGrid.Embedded;

/// <summary>
/// Carries a caller's cancellation to the grain: the caller stops waiting at once, and the grain's own token is
/// cancelled in a turn of its activation, so that what is registered on it runs where grain code runs.
/// </summary>
internal sealed class CallCancellation : IDisposable
{
    private readonly GridCall _call;
    private readonly CancellationTokenSource _grainSide = new();
    private CancellationTokenRegistration _registration;
    private volatile Activation? _activation;
    private volatile bool _requested;

    private CallCancellation(GridCall call) => _call = call;

    public static void Attach(GridCall call, CancellationToken callerToken)
    {
        var cancellation = new CallCancellation(call);
        call.Cancellation = cancellation;
        call.Token = cancellation._grainSide.Token;
        cancellation._registration = callerToken.UnsafeRegister(
            static (state, token) => ((CallCancellation)state!).OnCanceled(token), cancellation);
    }

    /// <summary>Whether the caller has stopped waiting, so that a call that has not started need not.</summary>
    public bool IsRequested => _requested;

    // The fences make sure that of a start and a cancellation at the same time one sees the other.
    public void OnStarted(Activation activation)
    {
        _activation = activation;
        Interlocked.MemoryBarrier();
        if (_requested)
        {
            _grainSide.Cancel();
        }
    }

    public void Dispose() => _registration.Dispose();

    private void OnCanceled(CancellationToken token)
    {
        _requested = true;
        Interlocked.MemoryBarrier();
        _call.Fail(new OperationCanceledException(token));
        _activation?.Post(new ActionTurn(_grainSide.Cancel));
    }
}
