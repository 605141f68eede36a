using System.Net.Sockets;
using Npgsql;

namespace OrderGrid.Journal;

/// <summary>What an error of the server or the way to it means.</summary>
internal static class StoreErrors
{
    /// <summary>An error of operation, as opposed to one of programming.</summary>
    public static bool IsOperating(Exception error) =>
        error is NpgsqlException or IOException or SocketException or TimeoutException;

    /// <summary>
    /// The server answered that the statement failed, which rolls it back as a whole. Anything more severe ends the
    /// session at a moment that may be after the commit.
    /// </summary>
    public static bool IsRolledBack(Exception error) =>
        error is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>Rolled back only because of what ran beside it: the same statement may succeed now.</summary>
    public static bool IsWorthRepeating(Exception error) => error is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable,
    };

    /// <summary>The server has no room left for what it is to write.</summary>
    public static bool IsDiskFull(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    /// <summary>There is no server to talk to, as opposed to one that is slow or refuses.</summary>
    public static bool IsAway(Exception error) => error is NpgsqlException { InnerException: SocketException }
        or PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow };

    /// <summary>The same error in the contract's terms.</summary>
    public static JournalUnavailableException Translate(Exception error) => new(
        $"The journal's server could not answer: {error.Message} Try again later.", error);
}
