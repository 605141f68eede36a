#if ORLEANS
using Microsoft.Extensions.Logging;

namespace OrderGrid.Hosting;

/// <summary>Lets a client of the cluster wait for the database and for the first silo instead of giving up.</summary>
internal sealed partial class ClientRetry(SchemaGate schema, TimeProvider clock, ILogger<ClientRetry> log)
    : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        LogWaiting(log, exception.Message);
        await schema.WaitAsync(cancellationToken);
        await Task.Delay(Pause, clock, cancellationToken);
        return true;
    }

    [LoggerMessage(4302, LogLevel.Warning, "Waiting for a silo to connect to: {Problem}")]
    private static partial void LogWaiting(ILogger logger, string problem);
}
#endif
