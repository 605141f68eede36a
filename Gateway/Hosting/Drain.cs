namespace OrderGrid.Gateway.Hosting;

/// <summary>
/// Stops in good order: first says "not ready" and goes on serving, so that load balancers can turn away; after that
/// the server takes no more connections and finishes what it has.
/// </summary>
public sealed class Drain(GatewayOptions options, TimeProvider clock) : IHostedLifecycleService
{
    private volatile bool _started;
    private volatile bool _draining;

    /// <summary>True once everything has started.</summary>
    public bool Started => _started;

    /// <summary>True once the process was asked to stop.</summary>
    public bool Draining => _draining;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _started = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        return Task.Delay(options.Drain, clock, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
