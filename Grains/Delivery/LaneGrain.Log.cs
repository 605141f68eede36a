using Microsoft.Extensions.Logging;

namespace OrderGrid.Delivery;

public sealed partial class LaneGrain
{
    [LoggerMessage(3001, LogLevel.Warning, "Lane {Lane} has no connector of that name; it does nothing")]
    private static partial void LogNoConnector(ILogger logger, string lane);

    [LoggerMessage(3002, LogLevel.Warning, "Lane {Lane} cannot reach the journal; it will try again")]
    private static partial void LogAway(ILogger logger, Exception exception, string lane);

    [LoggerMessage(3003, LogLevel.Error, "Lane {Lane} met a defect with {Subject}; the subject is parked")]
    private static partial void LogDefect(ILogger logger, Exception exception, string lane, string subject);

    [LoggerMessage(3004, LogLevel.Error, "Lane {Lane} gives up {EventId}: it becomes a dead letter")]
    private static partial void LogGivenUp(ILogger logger, string lane, string eventId);

    [LoggerMessage(3005, LogLevel.Warning, "Lane {Lane} of epoch {Epoch} was claimed by another activation; it stops")]
    private static partial void LogZombie(ILogger logger, string lane, long epoch);
}
