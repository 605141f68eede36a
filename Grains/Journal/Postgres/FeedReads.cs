using Npgsql;
using NpgsqlTypes;

namespace OrderGrid.Journal;

/// <summary>Reads many partitions of the feed with one query.</summary>
internal sealed class FeedReads(NpgsqlDataSource reads, PostgresJournalOptions options)
{
    // What makes the feed complete: transaction numbers are given out in order, and every transaction below the
    // snapshot's xmin has ended. Records from there on are left for later, because one with a lower position could
    // still be committed. The number of the server's own statement is part of the same snapshot as the rows.
    private const string Sql =
        """
        SELECT c.partition, r.first, r.transaction, r.sequence, r.recorded_at, r.category, r.stream, r.payload
        FROM unnest($1, $2, $3) AS c (partition, transaction, sequence)
        CROSS JOIN LATERAL (
            SELECT *, sum(octet_length(payload)) OVER (ORDER BY transaction, sequence ROWS UNBOUNDED PRECEDING)
                - octet_length(payload) AS before
            FROM (
                SELECT j.* FROM unnest($4) AS k (category)
                CROSS JOIN LATERAL (
                    SELECT * FROM journal_record
                    WHERE partition = c.partition AND category = k.category
                        AND (transaction, sequence) > (c.transaction, c.sequence)
                        AND transaction < (SELECT pg_snapshot_xmin(pg_current_snapshot()))
                    ORDER BY transaction, sequence LIMIT $5) AS j
                ORDER BY j.transaction, j.sequence LIMIT $5) AS page) AS r
        WHERE r.before < $6
        ORDER BY c.partition, r.transaction, r.sequence
        """;

    // The same page with the superseded records of each stream left out. The last record of a page is always the
    // latest of its stream, so a page ends where its last row is, here as well.
    private const string LatestSql =
        """
        SELECT c.partition, r.first, r.transaction, r.sequence, r.recorded_at, r.category, r.stream, r.payload
        FROM unnest($1, $2, $3) AS c (partition, transaction, sequence)
        CROSS JOIN LATERAL (
            SELECT *, sum(octet_length(payload)) OVER (ORDER BY transaction, sequence ROWS UNBOUNDED PRECEDING)
                - octet_length(payload) AS before
            FROM (
                SELECT DISTINCT ON (page.category, page.stream) page.* FROM (
                    SELECT j.* FROM unnest($4) AS k (category)
                    CROSS JOIN LATERAL (
                        SELECT * FROM journal_record
                        WHERE partition = c.partition AND category = k.category
                            AND (transaction, sequence) > (c.transaction, c.sequence)
                            AND transaction < (SELECT pg_snapshot_xmin(pg_current_snapshot()))
                        ORDER BY transaction, sequence LIMIT $5) AS j
                    ORDER BY j.transaction, j.sequence LIMIT $5) AS page
                ORDER BY page.category, page.stream, page.transaction DESC, page.sequence DESC) AS latest) AS r
        WHERE r.before < $6
        ORDER BY c.partition, r.transaction, r.sequence
        """;

    private static readonly short[] EveryCategory =
        [.. Enum.GetValues<StreamCategory>().Select(category => (short)category)];

    public async Task<IReadOnlyList<PartitionPage>> ReadAsync(FeedQuery query, CancellationToken cancellation)
    {
        await using var command = CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<JournalRecord>?[StreamName.Partitions];
        while (await reader.ReadAsync(cancellation))
        {
            (found[reader.GetInt16(0)] ??= []).Add(Read(reader));
        }

        var pages = new List<PartitionPage>();
        foreach (var cursor in query.Cursors)
        {
            if (found[cursor.Partition] is { } records)
            {
                pages.Add(new PartitionPage(cursor.Partition, cursor.After, records[^1].Position, records));
            }
        }

        return pages;
    }

    private static JournalRecord Read(NpgsqlDataReader reader) => new(
        new StreamName((StreamCategory)reader.GetInt16(5), reader.GetString(6)),
        new StreamVersion(reader.GetInt64(1)),
        RecordCodec.Decode(reader.GetFieldValue<byte[]>(7)),
        new FeedPosition(reader.GetFieldValue<ulong>(2), reader.GetInt64(3)),
        reader.GetFieldValue<DateTimeOffset>(4));

    private NpgsqlCommand CreateCommand(FeedQuery query)
    {
        var command = reads.CreateCommand(query.LatestOnly ? LatestSql : Sql);
        Add(command, [.. query.Cursors.Select(cursor => (short)cursor.Partition)], NpgsqlDbType.Smallint);
        Add(command, [.. query.Cursors.Select(cursor => cursor.After.Transaction)], NpgsqlDbType.Xid8);
        Add(command, [.. query.Cursors.Select(cursor => cursor.After.Sequence)], NpgsqlDbType.Bigint);
        Add<short>(
            command,
            query.Categories is null ? EveryCategory : [.. query.Categories.Select(category => (short)category)],
            NpgsqlDbType.Smallint);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = query.MaxRecordsPerPartition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = options.MaxReadBytes });
        return command;
    }

    private static void Add<T>(NpgsqlCommand command, T[] values, NpgsqlDbType type) =>
        command.Parameters.Add(new NpgsqlParameter<T[]>
        {
            TypedValue = values,
            NpgsqlDbType = NpgsqlDbType.Array | type,
        });
}
