using Microsoft.Extensions.Logging;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Orders;

public sealed partial class OrderGrain
{
    [LoggerMessage(1001, LogLevel.Warning, "Order {Order} gives up its memory: append answered {Outcome}")]
    private static partial void LogLost(ILogger logger, string order, AppendOutcome outcome);

    [LoggerMessage(1002, LogLevel.Warning, "Order {Order} lost hold {Hold} before it was committed; sourcing anew")]
    private static partial void LogHoldLost(ILogger logger, string order, HoldId hold);

    [LoggerMessage(1003, LogLevel.Warning, "Order {Order} moves {Lines} lines that node {Node} rejected")]
    private static partial void LogReassigned(ILogger logger, string order, NodeId node, int lines);
}
