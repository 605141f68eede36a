using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using OrderGrid.Tests.Journal;

[assembly: AssemblyFixture(typeof(PostgresCluster))]

namespace OrderGrid.Tests.Journal;

/// <summary>
/// A private PostgreSQL for tests, shared by all of them and started by the first that asks for a database. It does
/// not flush to disk, so it may lose data with the machine but not with a killed server process.
/// </summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    private const string Installed = "/usr/lib/postgresql";
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromMinutes(1);

    private static int s_clusters;

    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly string _folder = Path.Combine(
        Path.GetTempPath(), $"ordergrid-postgres-{Environment.ProcessId}-{Interlocked.Increment(ref s_clusters)}");

    private readonly string? _binaries = FindBinaries();
    private int _port;
    private int _databases;
    private bool _started;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes an empty database and answers how to connect; skips the test where there is no server.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        Assert.SkipWhen(_binaries is null, $"No PostgreSQL binaries in {Installed} or ORDERGRID_POSTGRES_BIN.");
        await StartAsync();
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(ConnectionString("postgres"), $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>Starts the server, also after <see cref="KillAsync"/>.</summary>
    public async Task StartAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_started)
            {
                return;
            }

            if (_port == 0)
            {
                await InitializeClusterAsync();
            }

            await RunAsync("pg_ctl", "-D", Data, "-l", Path.Combine(_folder, "log"), "-w", "start");
            _started = true;
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Ends the server at once, as a crash of its processes would.</summary>
    public async Task KillAsync()
    {
        await RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        _started = false;
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Runs statements in a connection of their own.</summary>
    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The first column of the first row.</summary>
    public static async Task<T> ReadAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_started)
        {
            await KillAsync();
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        _starting.Dispose();
    }

    private static string? FindBinaries()
    {
        var named = Environment.GetEnvironmentVariable("ORDERGRID_POSTGRES_BIN");
        var releases = Directory.Exists(Installed) ? Directory.GetDirectories(Installed) : [];
        return releases.Order().Select(release => Path.Combine(release, "bin"))
            .Append(named)
            .LastOrDefault(folder => File.Exists(Path.Combine(folder ?? string.Empty, "initdb")));
    }

    private static int FindFreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Pooling=false";

    private async Task InitializeClusterAsync()
    {
        Directory.CreateDirectory(_folder);
        if (Environment.UserName == "root")
        {
            await RunProcessAsync("chown", "postgres", _folder);
        }

        await RunAsync("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
        _port = FindFreePort();
        var settings =
            $"""

            listen_addresses = '127.0.0.1'
            port = {_port}
            unix_socket_directories = ''
            fsync = off
            max_connections = 200
            max_prepared_transactions = 4
            autovacuum = off
            """;
        await File.AppendAllTextAsync(Path.Combine(Data, "postgresql.conf"), settings);
    }

    // The server refuses to run as root.
    private Task RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_binaries!, program);
        return Environment.UserName == "root"
            ? RunProcessAsync(
                "setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : RunProcessAsync(path, arguments);
    }

    private static async Task RunProcessAsync(string program, params string[] arguments)
    {
        // The output goes nowhere: a server that inherited a pipe would keep it open after its starter has ended.
        using var process = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>\"$0\" </dev/null", "/dev/null", program, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
        })!;
        using var patience = new CancellationTokenSource(CommandTimeout);
        await process.WaitForExitAsync(patience.Token);
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}");
    }
}
