using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrderGrid.Hosting;

/// <summary>
/// Says "not ready" before anything stops and waits until balancers have seen it; work that comes meanwhile is done.
/// Stopping at once fails the requests that were already on their way here.
/// </summary>
public sealed partial class GridDrain(
    GridReadiness readiness, GridNodeOptions options, TimeProvider clock, ILogger<GridDrain> log)
    : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.Drain();
        if (options.Drain > TimeSpan.Zero)
        {
            LogDraining(log, options.Drain);
            await Task.Delay(options.Drain, clock, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(4201, LogLevel.Information, "Not ready any more; stopping in {Drain}")]
    private static partial void LogDraining(ILogger logger, TimeSpan drain);
}
