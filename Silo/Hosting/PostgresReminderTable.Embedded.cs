#if EMBEDDED
using System.Globalization;
using Npgsql;
using OrderGrid.Journal;

namespace OrderGrid.Hosting;

/// <summary>
/// Reminders of the Embedded runtime in PostgreSQL, so that they outlive the process. It shares the table of clustered
/// silos under a service name of its own.
/// </summary>
public sealed class PostgresReminderTable(NpgsqlDataSource source, PostgresJournal journal) : IReminderTable
{
    private const string Service = "ordergrid-embedded";
    private const string Columns =
        "SELECT grain, name, starts_at, period, version FROM orleans_reminder WHERE service = $1";

    private const string Upsert =
        """
        INSERT INTO orleans_reminder AS r (service, grain, name, starts_at, period, hash)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (service, grain, name) DO UPDATE
        SET starts_at = excluded.starts_at, period = excluded.period, hash = excluded.hash, version = r.version + 1
        RETURNING version
        """;

    /// <inheritdoc/>
    public Task<ReminderTableData> ReadRows(GrainId grainId) => ReadAsync($"{Columns} AND grain = $2", $"{grainId}");

    /// <inheritdoc/>
    public async Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        var all = await ReadAsync(Columns);
        return begin == end
            ? all
            : new(all.Reminders.Where(row => IsBetween(begin, row.GrainId.GetUniformHashCode(), end)));
    }

    /// <inheritdoc/>
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        (await ReadAsync($"{Columns} AND grain = $2 AND name = $3", $"{grainId}", reminderName))
            .Reminders.SingleOrDefault();

    /// <inheritdoc/>
    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var hash = unchecked((int)entry.GrainId.GetUniformHashCode());
        await using var command = await CommandAsync(
            Upsert, $"{entry.GrainId}", entry.ReminderName, entry.StartAt, (long)entry.Period.TotalMilliseconds, hash);
        var version = (int)(await command.ExecuteScalarAsync())!;
        return version.ToString(CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        await using var command = await CommandAsync(
            "DELETE FROM orleans_reminder WHERE service = $1 AND grain = $2 AND name = $3 AND version = $4",
            $"{grainId}",
            reminderName,
            int.Parse(eTag, CultureInfo.InvariantCulture));
        return await command.ExecuteNonQueryAsync() == 1;
    }

    /// <inheritdoc/>
    public async Task TestOnlyClearTable()
    {
        await using var command = await CommandAsync("DELETE FROM orleans_reminder WHERE service = $1");
        await command.ExecuteNonQueryAsync();
    }

    private static bool IsBetween(uint begin, uint hash, uint end) =>
        begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private async Task<ReminderTableData> ReadAsync(string sql, params object[] values)
    {
        await using var command = await CommandAsync(sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<ReminderEntry>();
        while (await reader.ReadAsync())
        {
            rows.Add(new()
            {
                GrainId = GrainId.Parse(reader.GetString(0)),
                ReminderName = reader.GetString(1),
                StartAt = reader.GetDateTime(2),
                Period = TimeSpan.FromMilliseconds(reader.GetInt64(3)),
                ETag = reader.GetInt32(4).ToString(CultureInfo.InvariantCulture),
            });
        }

        return new(rows);
    }

    private async Task<NpgsqlCommand> CommandAsync(string sql, params object[] values)
    {
        await journal.PrepareAsync(CancellationToken.None);
        var command = source.CreateCommand(sql);
        foreach (var value in values.Prepend(Service))
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
#endif
