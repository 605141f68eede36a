using Npgsql;
using NpgsqlTypes;

namespace OrderGrid.Journal;

/// <summary>One statement, and so one transaction and one commit, for a whole batch of appends.</summary>
internal sealed class AppendStatement : IAsyncDisposable
{
    // A version is continued only where a record ends: the row before must end right before this one's first event.
    // A place inside a record or behind the end is therefore no place to write, and two writers that found the same
    // end meet in the unique key. Where the writer wrote that row itself, the server need not look for it.
    private const string Boundary =
        """
        n.known OR n.first = 1 OR n.first = (
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
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS n (first, events, category, partition, stream, payload, known)
        """;

    // After that was refused and rolled back: write what can be written, and say what it was.
    private const string SomeSql =
        $"""
        INSERT INTO journal_record (first, events, category, partition, stream, payload)
        SELECT n.first, n.events, n.category, n.partition, n.stream, n.payload
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS n (first, events, category, partition, stream, payload, known)
        WHERE {Boundary}
        ON CONFLICT DO NOTHING
        RETURNING category, stream
        """;

    // In front of either, when an append of the batch sets a deadline. Batches of several processes write deadlines in
    // one order and behind their records, so that they never wait for each other in a circle.
    private const string WithDeadlines =
        """
        WITH deadline AS (
            INSERT INTO journal_deadline (due, category, stream)
            SELECT * FROM unnest($8, $9, $10) ON CONFLICT DO NOTHING)

        """;

    private readonly List<long> _first = [];
    private readonly List<int> _events = [];
    private readonly List<short> _category = [];
    private readonly List<short> _partition = [];
    private readonly List<string> _stream = [];
    private readonly List<ReadOnlyMemory<byte>> _payload = [];
    private readonly List<bool> _known = [];
    private readonly KnownEnds _ends;
    private readonly List<JournalDeadline> _deadlines = [];
    private readonly List<DateTime> _due = [];
    private readonly List<short> _dueCategory = [];
    private readonly List<string> _dueStream = [];
    private readonly NpgsqlCommand[] _all;
    private readonly NpgsqlCommand[] _some;

    // Each without deadlines, and with them.
    private AppendStatement(NpgsqlConnection connection, KnownEnds ends)
    {
        _ends = ends;
        _all = [Create(AllSql, connection), WithDue(Create(WithDeadlines + AllSql, connection))];
        _some = [Create(SomeSql, connection), WithDue(Create(WithDeadlines + SomeSql, connection))];
    }

    private int Kind => _deadlines.Count == 0 ? 0 : 1;

    public static async Task<AppendStatement> PrepareAsync(
        NpgsqlConnection connection, KnownEnds ends, CancellationToken cancellation)
    {
        var statement = new AppendStatement(connection, ends);
        foreach (var command in statement._all.Concat(statement._some))
        {
            await command.PrepareAsync(cancellation);
        }

        return statement;
    }

    /// <summary>Commits what the fence lets through: null for everything, else the streams written to.</summary>
    public async Task<HashSet<StreamName>?> ExecuteAsync(List<PendingAppend> batch, CancellationToken cancellation)
    {
        Fill(batch);
        try
        {
            await _all[Kind].ExecuteNonQueryAsync(cancellation);
            _ends.Add(batch, written: null);
            return null;
        }
        catch (PostgresException refused) when (refused.SqlState
            is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.NotNullViolation)
        {
            var written = await ExecuteSomeAsync(cancellation);
            _ends.Add(batch, written);
            return written;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _all.Concat(_some))
        {
            await command.DisposeAsync();
        }
    }

    // The outcome is only certain once the server has said that it committed, which it says behind the last row.
    private async Task<HashSet<StreamName>> ExecuteSomeAsync(CancellationToken cancellation)
    {
        var written = new HashSet<StreamName>();
        await using var reader = await _some[Kind].ExecuteReaderAsync(cancellation);
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
        Add(command, _known, NpgsqlDbType.Boolean);
        return command;
    }

    private NpgsqlCommand WithDue(NpgsqlCommand command)
    {
        Add(command, _due, NpgsqlDbType.TimestampTz);
        Add(command, _dueCategory, NpgsqlDbType.Smallint);
        Add(command, _dueStream, NpgsqlDbType.Text);
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
        _known.Clear();
        _deadlines.Clear();
        foreach (var append in batch)
        {
            _first.Add(append.First);
            _events.Add(append.Events);
            _category.Add((short)append.Stream.Category);
            _partition.Add((short)append.Stream.Partition);
            _stream.Add(append.Stream.Key);
            _payload.Add(append.Payload);
            for (var index = 0; index < append.Deadlines.Count; index++)
            {
                _deadlines.Add(new(append.Deadlines[index], append.Stream));
            }
        }

        _ends.Mark(batch, _known);
        if (_deadlines.Count > 0)
        {
            FillDeadlines();
        }
    }

    private void FillDeadlines()
    {
        _due.Clear();
        _dueCategory.Clear();
        _dueStream.Clear();
        _deadlines.Sort();
        foreach (var deadline in _deadlines)
        {
            _due.Add(deadline.Due.UtcDateTime);
            _dueCategory.Add((short)deadline.Stream.Category);
            _dueStream.Add(deadline.Stream.Key);
        }
    }
}
