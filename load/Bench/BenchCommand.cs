using System.CommandLine;
using OrderGrid.Hosting;

namespace OrderGrid.Load.Bench;

/// <summary>Measures side by side, in one run on one machine, and says which goals are reached.</summary>
internal sealed class BenchCommand : Command
{
    private static IEnumerable<string> Slow =>
        BenchPart.All.Where(part => part.OnlyWhenNamed).Select(part => part.Name);

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "Measured time of each part, in seconds.",
        DefaultValueFactory = _ => 8,
    };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "Parts to run: " + string.Join(", ", BenchPart.All.Select(part => part.Name))
            + ". Default: all but " + string.Join(", ", Slow) + ", which takes minutes.",
        AllowMultipleArgumentsPerToken = true,
    };

    public BenchCommand() : base("bench", "Measures side by side with plain SQL, in one run, and judges the goals.")
    {
        Options.Add(Seconds);
        Only.AcceptOnlyFromAmong([.. BenchPart.All.Select(part => part.Name)]);
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

        var bench = new BenchRun(postgres, duration, new BenchReport(Console.Out));
        return await bench.RunAsync(BenchPart.Choose(only), cancellation) ? 0 : 1;
    }
}
