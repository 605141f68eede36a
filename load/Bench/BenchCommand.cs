using System.CommandLine;
using OrderGrid.Hosting;

namespace OrderGrid.Load.Bench;

/// <summary>Measures side by side, in one run on one machine, and says which goals are reached.</summary>
internal sealed class BenchCommand : Command
{
    private static readonly string[] Parts = ["calls", "journal", "holds", "orders", "stock"];

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "Measured time of each part, in seconds.",
        DefaultValueFactory = _ => 8,
    };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "Parts to run: calls, journal, holds, orders, stock. Default: all.",
        AllowMultipleArgumentsPerToken = true,
    };

    public BenchCommand() : base("bench", "Measures journal, holds, orders and stock imports in one run.")
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

        var bench = new BenchRun(postgres, duration, new BenchReport(Console.Out), TimeProvider.System);
        return await bench.RunAsync(Parts.Where(part => only.Length == 0 || only.Contains(part)), cancellation) ? 0 : 1;
    }
}
