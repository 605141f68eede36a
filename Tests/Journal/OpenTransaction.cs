using Npgsql;
using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>A transaction of somebody else on the journal's server, for as long as a test wants it.</summary>
internal sealed class OpenTransaction : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private OpenTransaction(NpgsqlConnection connection) => _connection = connection;

    public int ProcessId => _connection.ProcessID;

    public static async Task<OpenTransaction> BeginAsync(string connectionString, string application = "somebody")
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = application };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var transaction = new OpenTransaction(connection);
        await transaction.ExecuteAsync("BEGIN");
        return transaction;
    }

    /// <summary>Writes a record the way the journal does, but does not commit it.</summary>
    public async Task WriteAsync(JournalAppend append)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO journal_record (first, events, category, partition, stream, payload) "
            + "VALUES ($1, $2, $3, $4, $5, $6)",
            _connection)
        {
            Parameters =
            {
                new() { Value = append.Expected.Value + 1 },
                new() { Value = append.Events.Count },
                new() { Value = (short)append.Stream.Category },
                new() { Value = (short)append.Stream.Partition },
                new() { Value = append.Stream.Key },
                new() { Value = RecordCodec.Encode(append.Events) },
            },
        };
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
