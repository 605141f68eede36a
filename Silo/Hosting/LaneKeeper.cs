using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrderGrid.Delivery;
using OrderGrid.Journal;

namespace OrderGrid.Hosting;

/// <summary>
/// Keeps pumps and lanes awake: every silo calls each of them now and then, so that those of a lost silo come up
/// again on another. Calls are cheap and safe to repeat.
/// </summary>
public sealed partial class LaneKeeper(
    IGrainFactory grains,
    ConnectorRegistry connectors,
    GridReadiness readiness,
    TimeProvider clock,
    ILogger<LaneKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly LaneWaker _waker = new(grains, connectors);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenStarted.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            await WakeAsync();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WakeAsync()
    {
        try
        {
            await _waker.WakeAsync(Enumerable.Range(0, StreamName.Partitions));
        }
        catch (Exception exception)
        {
            // The outermost loop: a lane that cannot start, for whatever reason, must not keep the others asleep.
            LogNotAwake(log, exception);
        }
    }

    [LoggerMessage(4001, LogLevel.Warning, "Some lanes could not be woken; they are called again soon")]
    private static partial void LogNotAwake(ILogger logger, Exception exception);
}
