using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OrderGrid.Hosting;
using OrderGrid.Load.Journal;

namespace OrderGrid.Load.Bench;

/// <summary>Measures side by side, in one run on one machine, and says which goals are reached.</summary>
internal sealed class BenchCommand : Command
{
    private const int SqlClients = 64;

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "Measured time of each part, in seconds.",
        DefaultValueFactory = _ => 8,
    };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "Parts to run: journal, holds, orders. Default: all.",
        AllowMultipleArgumentsPerToken = true,
    };

    public BenchCommand() : base("bench", "Measures journal, holds and orders against plain SQL in one run.")
    {
        Options.Add(Seconds);
        Options.Add(Only);
        SetAction((parsed, cancellation) => RunAsync(
            TimeSpan.FromSeconds(parsed.GetValue(Seconds)), parsed.GetValue(Only) ?? [], cancellation));
    }

    private static async Task<int> RunAsync(TimeSpan duration, string[] only, CancellationToken cancellation)
    {
        var postgres = Environment.GetEnvironmentVariable(GridNodeOptions.PostgresVariable);
        if (string.IsNullOrEmpty(postgres))
        {
            await Console.Error.WriteLineAsync(
                $"Set {GridNodeOptions.PostgresVariable}, or run ./grid bench, which starts a PostgreSQL of its own.");
            return 1;
        }

        var report = new BenchReport(Console.Out);
        await using var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(postgres) { MaxPoolSize = SqlClients, MaxAutoPrepare = 16 });
        var loop = new ClosedLoop(TimeProvider.System, await ServerLoad.FindAsync(database));
        if (Wants(only, "journal"))
        {
            await new JournalBench(postgres, Console.Out).RunAsync(duration, cancellation);
        }

        if (Wants(only, "holds"))
        {
            using var host = await StartGridAsync(postgres, cancellation);
            var grains = host.Services.GetRequiredService<IGrainFactory>();
            await new HoldBench(grains, database, loop, report, TimeProvider.System).RunAsync(duration);
            await host.StopAsync(cancellation);
        }

        report.Conclude();
        return report.AllReached ? 0 : 1;
    }

    private static bool Wants(string[] only, string part) => only.Length == 0 || only.Contains(part);

    private static async Task<IHost> StartGridAsync(string postgres, CancellationToken cancellation)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.AddOrderGrid(new GridNodeOptions(GridSettings.Empty, postgres, GridRole.Silo, null));
        var host = builder.Build();
        await host.StartAsync(cancellation);
        return host;
    }
}
