using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderGrid.Hosting;
using OrderGrid.Load.Arrivals;
using OrderGrid.Load.Journal;
using OrderGrid.Load.Landscape;

namespace OrderGrid.Load.Bench;

/// <summary>What a part of the benchmark works with: a database of its own, and ways to run and to measure.</summary>
internal sealed class BenchStage : IAsyncDisposable
{
    private const int SqlClients = 64;
    private const int MostWaiting = 65_536;
    private const int WalFilesOfAPart = 64;

    private readonly ServerLoad? _server;

    private BenchStage(string postgres, NpgsqlDataSource database, ServerLoad? server)
    {
        Postgres = postgres;
        Database = database;
        _server = server;
    }

    /// <summary>How to reach the part's own database.</summary>
    public string Postgres { get; }

    /// <summary>The same, for statements.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>The measured time.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Where results go.</summary>
    public required BenchReport Report { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Stops it.</summary>
    public required CancellationToken Cancellation { get; init; }

    /// <summary>Clients that wait for each answer.</summary>
    public ClosedLoop Loop => new(Clock, _server);

    /// <summary>The same, with a longer warm-up.</summary>
    public ClosedLoop LoopAfter(TimeSpan warmUp) => new(Clock, _server) { WarmUp = warmUp };

    /// <summary>Starts to count processor time.</summary>
    public ProcessorMeter Meter() => new(_server);

    /// <summary>Makes the database of a part.</summary>
    public static async Task<BenchStage> OpenAsync(
        string postgres, string part, TimeSpan duration, BenchReport report, CancellationToken cancellation)
    {
        var clock = TimeProvider.System;
        var name = string.Create(
            CultureInfo.InvariantCulture, $"bench_{part}_{clock.GetUtcNow().ToUnixTimeMilliseconds()}");
        await using var server = NpgsqlDataSource.Create(postgres);
        await using var command = server.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync(cancellation);

        await WalFiles.MakeReadyAsync(server, WalFilesOfAPart, cancellation);
        var own = new NpgsqlConnectionStringBuilder(postgres) { Database = name }.ConnectionString;
        var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(own) { MaxPoolSize = SqlClients, MaxAutoPrepare = 16 });
        return new(own, database, await ServerLoad.FindAsync(database))
        {
            Duration = duration,
            Report = report,
            Clock = clock,
            Cancellation = cancellation,
        };
    }

    /// <summary>Starts a node in a process of its own.</summary>
    public Task<BenchNode> StartNodeAsync() => BenchNode.StartAsync(
        LandscapePrograms.ReadGateway("bench"), Postgres, Clock, Cancellation);

    /// <summary>Starts the grains in this process.</summary>
    public async Task<IHost> StartSiloAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.AddOrderGrid(new GridNodeOptions(GridSettings.Empty, Postgres, GridRole.Silo, null));
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    /// <summary>The grains of a host.</summary>
    public static IGrainFactory GrainsOf(IHost host) => host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Operations at a rate that no answer slows down; latencies count from when they were due.</summary>
    /// <param name="perSecond">The rate; arrivals are independent of each other.</param>
    /// <param name="lanes">Most in flight.</param>
    /// <param name="operation">One operation: gets its lane and its number.</param>
    public async Task<Measurement> MeasureOpenAsync(double perSecond, int lanes, Func<int, long, Task> operation)
    {
        var rate = ArrivalRate.Constant(perSecond, Duration);
        var arrivals = ArrivalSchedule.Draw(rate, ArrivalPattern.Poisson, new Random(1));
        var loop = new OpenLoop(Clock, lanes, MostWaiting);
        var latencies = new LatencyHistogram();
        var (meter, started) = (Meter(), Clock.GetTimestamp());
        await loop.RunAsync(
            arrivals,
            async (lane, arrival) =>
            {
                await operation(lane, arrival);
                return true;
            },
            served => latencies.Add(served.Latency),
            Cancellation);
        var elapsed = Clock.GetElapsedTime(started);
        if (loop.Tally.Unsent > 0)
        {
            throw new InvalidOperationException(
                $"{loop.Tally.Unsent} operations could not be sent: too many waited.");
        }

        return meter.Measure(loop.Tally.Served, elapsed, latencies);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
