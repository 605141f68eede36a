using Microsoft.Extensions.Logging;

namespace OrderGrid.Inventory;

public sealed partial class DeadlineSweepGrain
{
    [LoggerMessage(2101, LogLevel.Warning, "The deadline sweep cannot reach the journal; it tries again")]
    private static partial void LogAway(ILogger logger, Exception exception);

    [LoggerMessage(2102, LogLevel.Information, "The deadline of {Stream} could not be told; it is called again")]
    private static partial void LogNotTold(ILogger logger, Exception exception, string stream);
}
