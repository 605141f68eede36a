using Microsoft.Extensions.Logging;
using OrderGrid.Journal;

namespace OrderGrid.Inventory;

public sealed partial class InventoryPositionGrain
{
    [LoggerMessage(2001, LogLevel.Warning, "Position {Position} gives up its memory: append answered {Outcome}")]
    private static partial void LogLost(ILogger logger, string position, AppendOutcome outcome);

    [LoggerMessage(2002, LogLevel.Warning, "Position {Position} could not keep a snapshot; the journal still has all")]
    private static partial void LogNoSnapshot(ILogger logger, Exception exception, string position);

    [LoggerMessage(2003, LogLevel.Error, "Position {Position} could not decide: a defect")]
    private static partial void LogDefect(ILogger logger, Exception exception, string position);

    [LoggerMessage(2004, LogLevel.Warning, "Position {Position} cannot prove what it says; its callers try again")]
    private static partial void LogNoProof(ILogger logger, Exception exception, string position);
}
