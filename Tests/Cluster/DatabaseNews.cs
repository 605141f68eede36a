using Npgsql;

namespace OrderGrid.Tests.Cluster;

/// <summary>Waits for what other processes write, by the database's notifications.</summary>
internal sealed class DatabaseNews : IAsyncDisposable
{
    private const string Tell =
        """
        CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_notify('news', TG_TABLE_NAME); RETURN NULL; END $$;
        CREATE TRIGGER tell AFTER INSERT ON journal_record FOR EACH STATEMENT EXECUTE FUNCTION tell();
        CREATE TRIGGER tell AFTER INSERT OR UPDATE ON orleans_silo FOR EACH STATEMENT EXECUTE FUNCTION tell();
        """;

    private readonly NpgsqlConnection _connection;

    private DatabaseNews(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Makes a migrated database tell; only once per database.</summary>
    public static async Task InstallAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, Tell);
    }

    /// <summary>Begins to listen.</summary>
    public static async Task<DatabaseNews> ListenAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, "LISTEN news");
        return new(connection);
    }

    /// <summary>Returns when the query answers true; throws <see cref="TimeoutException"/> when it does not in time.</summary>
    public async Task WaitAsync(string query, TimeSpan patience)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(patience);
        try
        {
            while (!await AskAsync(query, stop.Token))
            {
                await _connection.WaitAsync(stop.Token);
            }
        }
        catch (OperationCanceledException ended) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Not true within {patience}: {query}", ended);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<bool> AskAsync(string query, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(query, _connection);
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
