using Microsoft.Extensions.Logging;

namespace OrderGrid.Journal;

/// <summary>
/// Knows whether the server is away. While it is, callers are answered at once instead of queueing up for it, and one
/// loop tries the server again with growing pauses until it is back.
/// </summary>
internal sealed partial class StoreCircuit(
    Func<CancellationToken, Task> tryServer, TimeSpan pause, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private const int LargestPauseFactor = 20;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private volatile bool _isAway;
    private bool _isStopped;
    private Task _probing = Task.CompletedTask;

    public bool IsAway => _isAway;

    public Task WhenBack
    {
        get
        {
            lock (_lock)
            {
                return _probing;
            }
        }
    }

    /// <summary>Tells that the server could not be reached.</summary>
    public void ReportAway(Exception cause)
    {
        lock (_lock)
        {
            if (_isAway || _isStopped)
            {
                return;
            }

            _isAway = true;
            LogAway(logger, cause);
            // The caller may be a grain's turn, whose scheduler must not run this loop.
            _probing = Task.Run(ProbeAsync);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task probing;
        lock (_lock)
        {
            probing = _probing;
            _isStopped = true;
        }

        await _stop.CancelAsync();
        await probing;
        _stop.Dispose();
    }

    private async Task ProbeAsync()
    {
        var next = pause;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(next, time, _stop.Token);
                await tryServer(_stop.Token);
                _isAway = false;
                LogBack(logger);
                return;
            }
            catch (Exception stillAway) when (StoreErrors.IsOperating(stillAway) || stillAway is SchemaRefusedException)
            {
                next = TimeSpan.FromTicks(Math.Min(next.Ticks * 2, pause.Ticks * LargestPauseFactor));
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    [LoggerMessage(1001, LogLevel.Error,
        "The journal's server is away; appends and reads are refused until it is back")]
    private static partial void LogAway(ILogger logger, Exception cause);

    [LoggerMessage(1002, LogLevel.Information, "The journal's server is back")]
    private static partial void LogBack(ILogger logger);
}
