using System.Globalization;
using OrderGrid.Load.Journal;

namespace OrderGrid.Load.Bench;

/// <summary>Appends to the journal by many writers.</summary>
internal sealed class JournalPart(BenchStage stage)
{
    private const double Wanted = 50_000;

    public async Task RunAsync()
    {
        var bench = new JournalBench(stage.Postgres, Console.Out);
        var (appends, ratio) = await bench.RunAsync(stage.Duration, stage.Cancellation);
        stage.Report.Judge("journal appends per second, 512 writers", appends, Wanted);
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture, $"  {ratio:F1} times the single-row commits of this run"));
    }
}
