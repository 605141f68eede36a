using Npgsql;
using NpgsqlTypes;

namespace OrderGrid.Journal;

/// <summary>One statement, and so one transaction and one commit, for a whole batch of appends.</summary>
internal sealed class AppendStatement : IAsyncDisposable
{
    // A version is continued only where a record ends: the row before must end right before this one's first event.
    // A place inside a record or behind the end is therefore no place to write, and two writers that found the same
    // end meet in the unique key.
    private const string Boundary =
        """
        n.first = 1 OR n.first = (
            SELECT p.first + p.events FROM journal_record p
            WHERE p.stream = n.stream AND p.category = n.category AND p.first < n.first
            ORDER BY p.first DESC LIMIT 1)
        """;

    // The common case, all or nothing: a place that is none becomes a null, which the table refuses, as its unique key
    // refuses a taken one. It costs the server a third less than asking which rows were written.
    private const string AllSql =
        $"""
        INSERT INTO journal_record (first, events, category, partition, stream, payload)
        SELECT CASE WHEN {Boundary} THEN n.first END, n.events, n.category, n.partition, n.stream, n.payload
        FROM unnest($1, $2, $3, $4, $5, $6) AS n (first, events, category, partition, stream, payload)
        """;

    // After that was refused and rolled back: write what can be written, and say what it was.
    private const string SomeSql =
        $"""
        INSERT INTO journal_record (first, events, category, partition, stream, payload)
        SELECT n.first, n.events, n.category, n.partition, n.stream, n.payload
        FROM unnest($1, $2, $3, $4, $5, $6) AS n (first, events, category, partition, stream, payload)
        WHERE {Boundary}
        ON CONFLICT DO NOTHING
        RETURNING category, stream
        """;

    private readonly List<long> _first = [];
    private readonly List<int> _events = [];
    private readonly List<short> _category = [];
    private readonly List<short> _partition = [];
    private readonly List<string> _stream = [];
    private readonly List<byte[]> _payload = [];
    private readonly NpgsqlCommand _all;
    private readonly NpgsqlCommand _some;

    private AppendStatement(NpgsqlConnection connection)
    {
        _all = Create(AllSql, connection);
        _some = Create(SomeSql, connection);
    }

    public static async Task<AppendStatement> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var statement = new AppendStatement(connection);
        await statement._all.PrepareAsync(cancellation);
        await statement._some.PrepareAsync(cancellation);
        return statement;
    }

    /// <summary>Commits what the fence lets through: null for everything, else the streams written to.</summary>
    public async Task<HashSet<StreamName>?> ExecuteAsync(List<PendingAppend> batch, CancellationToken cancellation)
    {
        Fill(batch);
        try
        {
            await _all.ExecuteNonQueryAsync(cancellation);
            return null;
        }
        catch (PostgresException refused) when (refused.SqlState
            is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.NotNullViolation)
        {
            return await ExecuteSomeAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _all.DisposeAsync();
        await _some.DisposeAsync();
    }

    // The outcome is only certain once the server has said that it committed, which it says behind the last row.
    private async Task<HashSet<StreamName>> ExecuteSomeAsync(CancellationToken cancellation)
    {
        var written = new HashSet<StreamName>();
        await using var reader = await _some.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            written.Add(new StreamName((StreamCategory)reader.GetInt16(0), reader.GetString(1)));
        }

        await reader.NextResultAsync(cancellation);
        return written;
    }

    private NpgsqlCommand Create(string sql, NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(sql, connection);
        Add(command, _first, NpgsqlDbType.Bigint);
        Add(command, _events, NpgsqlDbType.Integer);
        Add(command, _category, NpgsqlDbType.Smallint);
        Add(command, _partition, NpgsqlDbType.Smallint);
        Add(command, _stream, NpgsqlDbType.Text);
        Add(command, _payload, NpgsqlDbType.Bytea);
        return command;
    }

    private static void Add<T>(NpgsqlCommand command, List<T> values, NpgsqlDbType type) =>
        command.Parameters.Add(new NpgsqlParameter<List<T>>
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
