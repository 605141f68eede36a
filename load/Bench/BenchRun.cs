using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderGrid.Hosting;
using OrderGrid.Load.Calls;
using OrderGrid.Load.Journal;

namespace OrderGrid.Load.Bench;

/// <summary>Runs parts of the benchmark, each that needs a database in one of its own.</summary>
internal sealed class BenchRun(string postgres, TimeSpan duration, BenchReport report, TimeProvider clock)
{
    private const int SqlClients = 64;
    private const int CallsInFlight = 512;
    private const double CallsWanted = 1_000_000;
    private const double AppendsWanted = 50_000;

    /// <summary>Runs the parts and prints the goals; true when all were reached.</summary>
    public async Task<bool> RunAsync(IEnumerable<string> parts, CancellationToken cancellation)
    {
        report.Say($"runtime {GridRuntime.Name}, {Environment.ProcessorCount} cores, {duration.TotalSeconds:0} s each");
        foreach (var part in parts)
        {
            await RunAsync(part, cancellation);
        }

        report.Conclude();
        return report.AllReached;
    }

    private async Task RunAsync(string part, CancellationToken cancellation)
    {
        if (part == "calls")
        {
            await MeasureCallsAsync();
            return;
        }

        var own = await CreateDatabaseAsync(part, cancellation);
        await using var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(own) { MaxPoolSize = SqlClients, MaxAutoPrepare = 16 });
        var loop = new ClosedLoop(clock, await ServerLoad.FindAsync(database));
        switch (part)
        {
            case "journal":
                var (appends, ratio) = await new JournalBench(own, Console.Out).RunAsync(duration, cancellation);
                report.Judge("journal appends per second, 512 writers", appends, AppendsWanted);
                report.Say(string.Create(
                    CultureInfo.InvariantCulture, $"  {ratio:F1} times the single-row commits of this run"));
                break;
            case "holds":
                await MeasureHoldsAsync(own, database, loop, cancellation);
                break;
            case "orders":
                await MeasureOrdersAsync(own, database, loop, cancellation);
                break;
            case "stock":
                await MeasureStockAsync(own, loop, cancellation);
                break;
        }
    }

    private async Task MeasureCallsAsync()
    {
        var calls = await CallBench.CallsPerSecondAsync(CallsInFlight, duration, clock);
        report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"calls to one grain, {CallsInFlight} in flight: {calls:N0} calls/s on {GridRuntime.Name}"));
        if (GridRuntime.Name == "Embedded")
        {
            report.Judge("calls to one grain per second, Embedded", calls, CallsWanted);
        }
    }

    private async Task MeasureHoldsAsync(
        string own, NpgsqlDataSource database, ClosedLoop loop, CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.AddOrderGrid(new GridNodeOptions(GridSettings.Empty, own, GridRole.Silo, null));
        using var host = builder.Build();
        await host.StartAsync(cancellation);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        await new HoldBench(grains, database, loop, report, clock).RunAsync(duration);
        await host.StopAsync(cancellation);
    }

    private async Task MeasureOrdersAsync(
        string own, NpgsqlDataSource database, ClosedLoop loop, CancellationToken cancellation)
    {
        await using var node = await BenchNode.StartAsync(Gateway(), own, clock, cancellation);
        await new OrderBench(node, database, loop, report, clock).RunAsync(duration, cancellation);
    }

    private async Task MeasureStockAsync(string own, ClosedLoop loop, CancellationToken cancellation)
    {
        await using var node = await BenchNode.StartAsync(Gateway(), own, clock, cancellation);
        await new StockBench(node, loop, report, clock).RunAsync(duration, cancellation);
    }

    private static string Gateway() => Environment.GetEnvironmentVariable("ORDERGRID_GATEWAY_DLL")
        ?? throw new InvalidOperationException("Set ORDERGRID_GATEWAY_DLL, or run ./grid bench.");

    private async Task<string> CreateDatabaseAsync(string part, CancellationToken cancellation)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture, $"bench_{part}_{clock.GetUtcNow().ToUnixTimeMilliseconds()}");
        await using var server = NpgsqlDataSource.Create(postgres);
        await using var command = server.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync(cancellation);
        return new NpgsqlConnectionStringBuilder(postgres) { Database = name }.ConnectionString;
    }
}
