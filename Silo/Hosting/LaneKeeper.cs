using System.Globalization;
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

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenStarted.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            await WakeAsync(Enumerable.Range(0, StreamName.Partitions));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Calls every pump and every lane of the given partitions once.</summary>
    public async Task WakeAsync(IEnumerable<int> partitions)
    {
        var lanes =
            from connector in connectors.All
            from partition in partitions
            select grains.GetGrain<ILaneGrain>(Key(connector, partition)).EnsureRunning();
        var pumps =
            from number in Enumerable.Range(0, LaneOptions.Pumps)
            select grains.GetGrain<IFeedPumpGrain>(number.ToString(CultureInfo.InvariantCulture)).EnsureRunning();
        try
        {
            await Task.WhenAll(lanes.Concat(pumps));
        }
        catch (Exception exception)
        {
            // The outermost loop: a lane that cannot start, for whatever reason, must not keep the others asleep.
            LogNotAwake(log, exception);
        }
    }

    private static string Key(LaneConnector connector, int partition) =>
        $"{connector.Name}/{partition.ToString(CultureInfo.InvariantCulture)}";

    [LoggerMessage(4001, LogLevel.Warning, "Some lanes could not be woken; they are called again soon")]
    private static partial void LogNotAwake(ILogger logger, Exception exception);
}
