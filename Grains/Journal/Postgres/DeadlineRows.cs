using Npgsql;
using NpgsqlTypes;

namespace OrderGrid.Journal;

/// <summary>Reads and deletes deadlines; they are written with the records that set them.</summary>
internal sealed class DeadlineRows(NpgsqlDataSource source)
{
    private const string Read =
        """
        SELECT due, category, stream FROM journal_deadline
        WHERE (due, category, stream) > ($1, $2, $3) AND due <= $4
        ORDER BY due, category, stream LIMIT $5
        """;

    private const string Delete =
        """
        DELETE FROM journal_deadline d USING unnest($1, $2, $3) AS n (due, category, stream)
        WHERE d.due = n.due AND d.category = n.category AND d.stream = n.stream
        """;

    public async Task<IReadOnlyList<JournalDeadline>> ReadAsync(
        JournalDeadline after, DateTimeOffset through, int max, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Read);
        Add(command, after.Due.UtcDateTime);
        Add(command, (short)after.Stream.Category);
        Add(command, after.Stream.Key ?? "");
        Add(command, through.UtcDateTime);
        Add(command, (long)max);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<JournalDeadline>();
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(ReadRow(reader));
        }

        return found;
    }

    public async Task<bool> DeleteAsync(IReadOnlyList<JournalDeadline> done, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Delete);
        AddAll(command, [.. done.Select(row => row.Due.UtcDateTime)], NpgsqlDbType.TimestampTz);
        AddAll(command, [.. done.Select(row => (short)row.Stream.Category)], NpgsqlDbType.Smallint);
        AddAll(command, [.. done.Select(row => row.Stream.Key)], NpgsqlDbType.Text);
        await command.ExecuteNonQueryAsync(cancellation);
        return true;
    }

    private static JournalDeadline ReadRow(NpgsqlDataReader reader) => new(
        reader.GetFieldValue<DateTimeOffset>(0),
        new StreamName((StreamCategory)reader.GetInt16(1), reader.GetString(2)));

    private static void Add<T>(NpgsqlCommand command, T value) =>
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    private static void AddAll<T>(NpgsqlCommand command, T[] values, NpgsqlDbType type) =>
        command.Parameters.Add(new NpgsqlParameter<T[]>
        {
            TypedValue = values,
            NpgsqlDbType = NpgsqlDbType.Array | type,
        });
}
