using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <content>What activations log.</content>
internal sealed partial class Activation
{
    public void OnTimerFailed(Exception failure) => LogTimerFailed(Silo.Log, failure, GrainId);

    [LoggerMessage(7005, LogLevel.Warning, "A timer of {Grain} failed; it goes on with its period")]
    private static partial void LogTimerFailed(ILogger log, Exception failure, GrainId grain);

    [LoggerMessage(7001, LogLevel.Error, "Work in a turn of {Grain} failed")]
    private static partial void LogTurnFailed(ILogger log, Exception failure, GrainId grain);

    [LoggerMessage(7002, LogLevel.Warning, "{Grain} could not be activated")]
    private static partial void LogActivationFailed(ILogger log, Exception failure, GrainId grain);

    [LoggerMessage(7003, LogLevel.Warning, "{Grain} failed while it was deactivated")]
    private static partial void LogDeactivationFailed(ILogger log, Exception failure, GrainId grain);

    [LoggerMessage(7004, LogLevel.Warning, "The one-way call {Method} of {Grain} failed")]
    private static partial void LogOneWayFailed(ILogger log, Exception failure, string method, GrainId grain);
}
