using Microsoft.Extensions.Logging;

namespace OrderGrid.Journal;

/// <summary>What the writer says of a batch that the server refused.</summary>
internal sealed partial class BatchCommit
{
    private void LogRefusal(Exception cause)
    {
        if (StoreErrors.IsDiskFull(cause))
        {
            LogDiskFull(logger, _connection!.Folder, Batch.Count, cause.Message);
        }
        else
        {
            LogRefused(logger, Batch.Count, cause);
        }
    }

    [LoggerMessage(1023, LogLevel.Error,
        "THE DISK UNDER POSTGRESQL'S DATA ({Folder}) IS FULL: {Count} appends were refused, and nothing that was "
        + "accepted is lost. Free some space there; the node goes on by itself. PostgreSQL said: {Message}")]
    private static partial void LogDiskFull(ILogger logger, string folder, int count, string message);
}
