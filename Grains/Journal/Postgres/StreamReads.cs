using Npgsql;
using NpgsqlTypes;

namespace OrderGrid.Journal;

/// <summary>Reads streams, and keeps and reads snapshots.</summary>
internal sealed class StreamReads(NpgsqlDataSource reads, PostgresJournalOptions options)
{
    // A page ends where its bytes do, so that a stream of large records cannot fill the memory.
    private const string StreamSql =
        """
        SELECT first, transaction, sequence, recorded_at, payload
        FROM (
            SELECT *, sum(octet_length(payload)) OVER (ORDER BY first ROWS UNBOUNDED PRECEDING)
                - octet_length(payload) AS before
            FROM (
                SELECT * FROM journal_record
                WHERE stream = $1 AND category = $2 AND first > $3
                ORDER BY first LIMIT $4) AS page) AS sized
        WHERE before < $5
        ORDER BY first
        """;

    private const string SnapshotSql =
        "SELECT version, schema, state FROM journal_snapshot WHERE stream = $1 AND category = $2";

    private const string KeepSql =
        """
        INSERT INTO journal_snapshot AS kept (stream, category, version, schema, state) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (stream, category) DO UPDATE
        SET version = excluded.version, schema = excluded.schema, state = excluded.state
        WHERE kept.version <= excluded.version
        """;

    public async Task<IReadOnlyList<JournalRecord>> ReadAsync(
        StreamName stream, StreamVersion after, int maxRecords, CancellationToken cancellation)
    {
        await using var command = Command(StreamSql, stream);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = maxRecords });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = options.MaxReadBytes });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var records = new List<JournalRecord>();
        while (await reader.ReadAsync(cancellation))
        {
            records.Add(ReadRecord(stream, reader));
        }

        return records;
    }

    public async Task<StreamSnapshot?> ReadSnapshotAsync(StreamName stream, CancellationToken cancellation)
    {
        await using var command = Command(SnapshotSql, stream);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? ReadSnapshot(stream, reader) : null;
    }

    public async Task KeepSnapshotAsync(StreamSnapshot snapshot, CancellationToken cancellation)
    {
        await using var command = Command(KeepSql, snapshot.Stream);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = snapshot.Version.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = snapshot.Schema });
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>>
        {
            TypedValue = snapshot.State,
            NpgsqlDbType = NpgsqlDbType.Bytea,
        });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static JournalRecord ReadRecord(StreamName stream, NpgsqlDataReader reader) => new(
        stream,
        new StreamVersion(reader.GetInt64(0)),
        RecordCodec.Decode(reader.GetFieldValue<byte[]>(4)),
        new FeedPosition(reader.GetFieldValue<ulong>(1), reader.GetInt64(2)),
        reader.GetFieldValue<DateTimeOffset>(3));

    private static StreamSnapshot ReadSnapshot(StreamName stream, NpgsqlDataReader reader) => new(
        stream, new StreamVersion(reader.GetInt64(0)), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2));

    private NpgsqlCommand Command(string sql, StreamName stream)
    {
        var command = reads.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Key });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)stream.Category });
        return command;
    }
}
