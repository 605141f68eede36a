using OrderGrid.Hosting;

namespace OrderGrid.Load.Bench;

/// <summary>Runs parts of the benchmark, each with a database of its own.</summary>
internal sealed class BenchRun(string postgres, TimeSpan duration, BenchReport report)
{
    /// <summary>Runs the parts and prints the goals; true when all were reached.</summary>
    public async Task<bool> RunAsync(IEnumerable<BenchPart> parts, CancellationToken cancellation)
    {
        report.Say($"runtime {GridRuntime.Name}, {Environment.ProcessorCount} cores, {duration.TotalSeconds:0} s each");
        foreach (var part in parts)
        {
            await using var stage = await BenchStage.OpenAsync(postgres, part.Name, duration, report, cancellation);
            await part.RunAsync(stage);
        }

        report.Conclude();
        return report.AllReached;
    }
}
