using Npgsql;
using NpgsqlTypes;

namespace OrderGrid.Journal;

/// <summary>One statement, and so one transaction and one commit, for a whole batch of appends.</summary>
internal sealed class AppendStatement : IAsyncDisposable
{
    // A version is continued only where a record ends: the row before must end right before this one's first event.
    // A place inside a record or behind the end is therefore no place to write, and two writers that found the same
    // end meet in the unique key, where one of them writes nothing. The first answer row counts what was written; the
    // rows themselves are only named when some are missing.
    private const string Sql =
        """
        WITH written AS (
            INSERT INTO journal_record (first, events, category, partition, stream, payload)
            SELECT n.first, n.events, n.category, n.partition, n.stream, n.payload
            FROM unnest($1, $2, $3, $4, $5, $6) AS n (first, events, category, partition, stream, payload)
            WHERE n.first = 1 OR n.first = (
                SELECT p.first + p.events FROM journal_record p
                WHERE p.stream = n.stream AND p.category = n.category AND p.first < n.first
                ORDER BY p.first DESC LIMIT 1)
            ON CONFLICT DO NOTHING
            RETURNING category, stream)
        SELECT count(*)::int, NULL::smallint, NULL::text FROM written
        UNION ALL
        SELECT NULL, category, stream FROM written WHERE (SELECT count(*) FROM written) < cardinality($1)
        """;

    private readonly NpgsqlCommand _command;
    private readonly List<long> _first = [];
    private readonly List<int> _events = [];
    private readonly List<short> _category = [];
    private readonly List<short> _partition = [];
    private readonly List<string> _stream = [];
    private readonly List<byte[]> _payload = [];

    private AppendStatement(NpgsqlConnection connection)
    {
        _command = new NpgsqlCommand(Sql, connection);
        Add(_first, NpgsqlDbType.Bigint);
        Add(_events, NpgsqlDbType.Integer);
        Add(_category, NpgsqlDbType.Smallint);
        Add(_partition, NpgsqlDbType.Smallint);
        Add(_stream, NpgsqlDbType.Text);
        Add(_payload, NpgsqlDbType.Bytea);
    }

    public static async Task<AppendStatement> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var statement = new AppendStatement(connection);
        await statement._command.PrepareAsync(cancellation);
        return statement;
    }

    /// <summary>Commits what the fence lets through. Null when that is everything, else the streams written to.</summary>
    public async Task<HashSet<StreamName>?> ExecuteAsync(List<PendingAppend> batch, CancellationToken cancellation)
    {
        Fill(batch);
        await using var reader = await _command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        if (reader.GetInt32(0) == batch.Count)
        {
            // The answer is only certain once the server has said that it committed, which it says at the end.
            await reader.CloseAsync();
            return null;
        }

        var written = new HashSet<StreamName>();
        while (await reader.ReadAsync(cancellation))
        {
            written.Add(new StreamName((StreamCategory)reader.GetInt16(1), reader.GetString(2)));
        }

        await reader.CloseAsync();
        return written;
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();

    private void Add<T>(List<T> values, NpgsqlDbType type) =>
        _command.Parameters.Add(new NpgsqlParameter<List<T>>
        {
            TypedValue = values,
            NpgsqlDbType = NpgsqlDbType.Array | type,
        });

    private void Fill(List<PendingAppend> batch)
    {
        _first.Clear();
        _events.Clear();
        _category.Clear();
        _partition.Clear();
        _stream.Clear();
        _payload.Clear();
        foreach (var append in batch)
        {
            _first.Add(append.First);
            _events.Add(append.Events);
            _category.Add((short)append.Stream.Category);
            _partition.Add((short)append.Stream.Partition);
            _stream.Add(append.Stream.Key);
            _payload.Add(append.Payload);
        }
    }
}
