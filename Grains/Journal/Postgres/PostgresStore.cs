using Microsoft.Extensions.Logging;
using Npgsql;

namespace OrderGrid.Journal;

/// <summary>The ways to the server, one data source per purpose, and the preparation of it.</summary>
internal sealed partial class PostgresStore : IAsyncDisposable
{
    private const int SocketBuffer = 128 * 1024;
    private const int PreparedReads = 32;

    private readonly NpgsqlDataSource _writes;
    private readonly Migrator _migrator;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _preparing = new(1, 1);
    private volatile bool _isPrepared;

    public PostgresStore(PostgresJournalOptions options, ILogger logger)
    {
        _logger = logger;
        var writes = Settings(options, "ordergrid journal", options.CommitTimeout);
        writes.Pooling = false;
        _writes = NpgsqlDataSource.Create(writes);
        var reads = Settings(options, "ordergrid reads", options.ReadTimeout);
        reads.MaxPoolSize = options.MaxReadConnections;
        reads.MaxAutoPrepare = PreparedReads;
        reads.AutoPrepareMinUsages = 1;
        reads.NoResetOnClose = true;
        Reads = CreateReads(reads);
        _migrator = new Migrator(_writes);
    }

    public NpgsqlDataSource Reads { get; }

    /// <summary>What its writers know of the server's streams.</summary>
    public KnownEnds Ends { get; } = new();

    /// <summary>Brings the schema up to date, once per process.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        if (_isPrepared)
        {
            return;
        }

        await _preparing.WaitAsync(cancellation);
        try
        {
            if (!_isPrepared)
            {
                var applied = await _migrator.ApplyAsync(cancellation);
                LogMigrated(_logger, applied.Count);
                _isPrepared = true;
            }
        }
        finally
        {
            _preparing.Release();
        }
    }

    /// <summary>Opens a connection that commits durably, whatever the server's default is.</summary>
    public async Task<WriterConnection> OpenWriterAsync(CancellationToken cancellation)
    {
        await PrepareAsync(cancellation);
        var connection = await _writes.OpenConnectionAsync(cancellation);
        try
        {
            return await BeginSessionAsync(connection, cancellation);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Succeeds when the server is there and prepared.</summary>
    public async Task TryAsync(CancellationToken cancellation)
    {
        await PrepareAsync(cancellation);
        await using var connection = await _writes.OpenConnectionAsync(cancellation);
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _writes.DisposeAsync();
        await Reads.DisposeAsync();
        _preparing.Dispose();
    }

    private static NpgsqlConnectionStringBuilder Settings(
        PostgresJournalOptions options, string application, TimeSpan timeout) => new(options.ConnectionString)
        {
            ApplicationName = application,
            Timeout = (int)options.ConnectTimeout.TotalSeconds,
            CommandTimeout = (int)timeout.TotalSeconds,
            WriteBufferSize = SocketBuffer,
            ReadBufferSize = SocketBuffer,
            IncludeErrorDetail = false,
        };

    private static NpgsqlDataSource CreateReads(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        // Every read here has one good plan whatever its arguments are; planning it anew costs more than running it.
        const string session = "SET plan_cache_mode = force_generic_plan; SET jit = off";
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(session, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(session, connection);
                await command.ExecuteNonQueryAsync();
            });
        return builder.Build();
    }

    private async Task<WriterConnection> BeginSessionAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string session =
            """
            SET plan_cache_mode = force_generic_plan;
            SET jit = off;
            SET default_transaction_isolation = 'read committed';
            -- Who may not see the folder finds no row for it.
            SELECT backend_start, current_setting('fsync') = 'on', current_setting('synchronous_commit') <> 'off',
                   current_setting('full_page_writes') = 'on', coalesce((
                       SELECT setting FROM pg_settings WHERE name = 'data_directory'), 'its data_directory')
            FROM pg_stat_activity WHERE pid = pg_backend_pid()
            """;
        ServerSession found;
        await using (var command = new NpgsqlCommand(session, connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            await reader.ReadAsync(cancellation);
            found = ServerSession.Read(reader);
        }

        if (!found.Flushes || !found.WritesWholePages)
        {
            LogNotDurable(_logger, found.Flushes, found.WritesWholePages);
        }

        if (!found.WaitsForCommit)
        {
            LogSynchronousCommit(_logger);
            await using var command = new NpgsqlCommand("SET synchronous_commit = on", connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }

        return new WriterConnection(connection, new BackendIdentity(connection.ProcessID, found.Started), found.Folder);
    }

    private readonly record struct ServerSession(
        DateTime Started, bool Flushes, bool WaitsForCommit, bool WritesWholePages, string Folder)
    {
        public static ServerSession Read(NpgsqlDataReader reader) => new(
            reader.GetFieldValue<DateTime>(0),
            reader.GetBoolean(1),
            reader.GetBoolean(2),
            reader.GetBoolean(3),
            reader.GetString(4));
    }

    [LoggerMessage(1010, LogLevel.Information, "The journal's schema is up to date; {Count} migrations were applied")]
    private static partial void LogMigrated(ILogger logger, int count);

    [LoggerMessage(1011, LogLevel.Critical,
        "THE SERVER DOES NOT KEEP WHAT IT COMMITS (fsync {Flushes}, full_page_writes {WholePages}): a crash loses or "
        + "damages accepted orders. Switch both on in postgresql.conf and restart it")]
    private static partial void LogNotDurable(ILogger logger, bool flushes, bool wholePages);

    [LoggerMessage(1012, LogLevel.Warning,
        "The server's synchronous_commit is off; the journal switches it on for its own commits")]
    private static partial void LogSynchronousCommit(ILogger logger);
}
