using Microsoft.Extensions.Logging;

namespace OrderGrid.Delivery;

public sealed partial class FeedPumpGrain
{
    [LoggerMessage(3101, LogLevel.Warning, "Feed pump {Pump} cannot read or publish; lanes read the journal meanwhile")]
    private static partial void LogAway(ILogger logger, Exception exception, string pump);

    [LoggerMessage(3102, LogLevel.Warning, "Feed pump {Pump} was claimed by another activation; it stops")]
    private static partial void LogZombie(ILogger logger, string pump);
}
