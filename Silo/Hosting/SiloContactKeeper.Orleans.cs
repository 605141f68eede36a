#if ORLEANS
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace OrderGrid.Hosting;

/// <summary>Hears from the runtime how many silos a client is connected to.</summary>
internal sealed class SiloContactObserver(SiloContact contact) : IClusterConnectionStatusObserver
{
    public void NotifyGatewayCountChanged(int current, int previous, bool recovered) =>
        contact.Count(current - previous);

    // The count tells it as well.
    public void NotifyClusterConnectionLost()
    {
    }
}

/// <summary>
/// Connects a client that has lost all silos again. The runtime does so only when something is called, and a gateway
/// that says it is not ready is not called any more.
/// </summary>
internal sealed partial class SiloContactKeeper(
    SiloContact contact,
    GridReadiness readiness,
    IClusterClient client,
    TimeProvider clock,
    ILogger<SiloContactKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await readiness.WhenStarted.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Pause, clock);
        var lost = false;
        do
        {
            if (!contact.IsThere)
            {
                await CallAsync(stoppingToken);
            }

            if (contact.IsThere == lost)
            {
                lost = !lost;
                Tell(lost);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Tell(bool lost)
    {
        if (lost)
        {
            LogLost(log);
        }
        else
        {
            LogFound(log);
        }
    }

    private async Task CallAsync(CancellationToken stopping)
    {
        try
        {
            await client.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)
                .WaitAsync(Patience, clock, stopping);
            contact.Answer();
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            LogCall(log, exception.Message);
        }
    }

    [LoggerMessage(4303, LogLevel.Error, "No silo can be reached: not ready until one is back")]
    private static partial void LogLost(ILogger logger);

    [LoggerMessage(4304, LogLevel.Information, "A silo is connected again")]
    private static partial void LogFound(ILogger logger);

    [LoggerMessage(4305, LogLevel.Debug, "The call that looks for a silo was answered with: {Problem}")]
    private static partial void LogCall(ILogger logger, string problem);
}
#endif
