using Npgsql;

namespace OrderGrid.Journal;

/// <summary>Finds who keeps newer records out of the feed.</summary>
internal sealed class HoldbackReads(NpgsqlDataSource reads, TimeProvider time)
{
    // The snapshot's xmin is the oldest transaction still running. Its lock names the process to everybody, also where
    // the activity of other users is hidden; a prepared transaction has no process.
    private const string Sql =
        """
        WITH oldest AS (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS transaction)
        SELECT o.transaction, coalesce(l.pid, 0),
               extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, p.prepared))::float8,
               coalesce(p.gid, a.application_name, ''),
               CASE WHEN p.gid IS NOT NULL THEN 'prepared transaction' ELSE coalesce(a.state, 'hidden') END
        FROM oldest o
        JOIN pg_locks l ON l.locktype = 'transactionid' AND l.transactionid = o.transaction::xid
            AND l.mode = 'ExclusiveLock' AND l.granted
        LEFT JOIN pg_stat_activity a ON a.pid = l.pid
        LEFT JOIN pg_prepared_xacts p ON p.transaction = l.transactionid
        LIMIT 1
        """;

    private readonly Lock _lock = new();
    private (ulong Transaction, long Since) _seen;

    public async Task<FeedHoldback?> FindAsync(TimeSpan atLeast, CancellationToken cancellation)
    {
        await using var command = reads.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        var holdback = Read(reader);
        return holdback.Age < atLeast ? null : holdback;
    }

    private FeedHoldback Read(NpgsqlDataReader reader)
    {
        var watched = Watch(reader.GetFieldValue<ulong>(0));
        var age = reader.IsDBNull(2) ? watched : TimeSpan.FromSeconds(reader.GetDouble(2));
        return new FeedHoldback(reader.GetInt32(1), age, reader.GetString(3), reader.GetString(4));
    }

    // Where the server hides how old a transaction is, what counts is how long this process has seen it.
    private TimeSpan Watch(ulong transaction)
    {
        lock (_lock)
        {
            if (_seen.Transaction != transaction)
            {
                _seen = (transaction, time.GetTimestamp());
            }

            return time.GetElapsedTime(_seen.Since);
        }
    }
}
