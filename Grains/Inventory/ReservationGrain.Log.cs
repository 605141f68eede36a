using Microsoft.Extensions.Logging;
using OrderGrid.Journal;

namespace OrderGrid.Inventory;

public sealed partial class ReservationGrain
{
    [LoggerMessage(2201, LogLevel.Warning, "Reservation {Reservation} gives up its memory: append answered {Outcome}")]
    private static partial void LogLost(ILogger logger, string reservation, AppendOutcome outcome);
}
