using Npgsql;
using NpgsqlTypes;

namespace OrderGrid.Journal;

/// <summary>Reads where streams end, and the feed's horizon in the same snapshot.</summary>
internal sealed class HeadReads(NpgsqlDataSource reads)
{
    // The horizon is there also when no stream is: the join keeps its one row.
    private const string Sql =
        """
        SELECT s.horizon, h.category, h.stream, h.first, h.payload, h.transaction, h.sequence, h.recorded_at
        FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) AS s
        LEFT JOIN (
            SELECT j.* FROM (SELECT DISTINCT * FROM unnest($1, $2) AS u (category, stream)) AS k
            CROSS JOIN LATERAL (
                SELECT * FROM journal_record
                WHERE stream = k.stream AND category = k.category
                ORDER BY first DESC LIMIT 1) AS j) AS h ON true
        """;

    public async Task<JournalHeads> ReadAsync(IReadOnlyList<StreamName> streams, CancellationToken cancellation)
    {
        await using var command = reads.CreateCommand(Sql);
        Add(command, streams.Select(stream => (short)stream.Category), NpgsqlDbType.Smallint);
        Add(command, streams.Select(stream => stream.Key), NpgsqlDbType.Text);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var horizon = FeedPosition.Start;
        var records = new List<JournalRecord>();
        while (await reader.ReadAsync(cancellation))
        {
            horizon = ReadHorizon(reader);
            if (!await reader.IsDBNullAsync(1, cancellation))
            {
                records.Add(Read(reader));
            }
        }

        return new JournalHeads(horizon, records);
    }

    private static FeedPosition ReadHorizon(NpgsqlDataReader reader) => new(reader.GetFieldValue<ulong>(0), 0);

    private static JournalRecord Read(NpgsqlDataReader reader) => new(
        new StreamName((StreamCategory)reader.GetInt16(1), reader.GetString(2)),
        new StreamVersion(reader.GetInt64(3)),
        RecordCodec.Decode(reader.GetFieldValue<byte[]>(4)),
        new FeedPosition(reader.GetFieldValue<ulong>(5), reader.GetInt64(6)),
        reader.GetFieldValue<DateTimeOffset>(7));

    private static void Add<T>(NpgsqlCommand command, IEnumerable<T> values, NpgsqlDbType type) =>
        command.Parameters.Add(new NpgsqlParameter<T[]>
        {
            TypedValue = [.. values],
            NpgsqlDbType = NpgsqlDbType.Array | type,
        });
}
