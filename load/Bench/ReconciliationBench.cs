using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Reconciliation;

namespace OrderGrid.Load.Bench;

/// <summary>
/// A node's report compared with its positions in the database: once where they agree, and once where some differ by
/// little, which is booked, and some by much, which waits.
/// </summary>
internal sealed class ReconciliationBench(BenchStage stage)
{
    private const int Positions = 100_000;
    private const int InFlight = 512;
    private const int Threshold = 2;
    private const int BookedEvery = 50;
    private const int WaitingEvery = 100;
    private const double WantedPerSecond = 10_000;
    private const double WantedWhenDrifting = 10_000;
    private const double MostMegabytes = 300;
    private static readonly NodeId Node = new(BenchNode.StockNode);

    public async Task RunAsync()
    {
        using var silo = await stage.StartSiloAsync();
        await FurnishAsync(silo.Services.GetRequiredService<IJournal>());
        var reconciler = silo.Services.GetRequiredService<Reconciler>();
        await MeasureAsync(reconciler, "warm", number => number < 2_000 ? 0 : null);
        var (calm, _) = await MeasureAsync(reconciler, "in accord", _ => 0);
        var (drifting, megabytes) = await MeasureAsync(reconciler, "2 % booked, 1 % waiting", Difference);
        var items = await CountItemsAsync(silo.Services.GetRequiredService<INodeItems>());
        await silo.StopAsync(stage.Cancellation);
        stage.Report.Judge("positions reconciled per second, in accord", calm, WantedPerSecond);
        stage.Report.Judge("positions reconciled per second, 3 % drifting", drifting, WantedWhenDrifting);
        stage.Report.JudgeMost("memory of a run over 100,000 positions, MiB", megabytes, MostMegabytes);
        stage.Report.JudgeExactly("positions of the node that are found", items, Positions);
    }

    private static long? Difference(int number) =>
        number % WaitingEvery == 1 ? 40 : number % BookedEvery == 0 ? 1 : 0;

    private async Task<(double PerSecond, double Megabytes)> MeasureAsync(
        Reconciler reconciler, string what, Func<int, long?> difference)
    {
        var asOf = stage.Clock.GetUtcNow();
        var rows = Enumerable.Range(0, Positions)
            .Where(number => difference(number) is not null)
            .Select(number => new ReportedStock(new(Sku(number)), 100 + difference(number)!.Value, asOf, null, []))
            .ToList();
        var terms = new ReconciliationTerms(Node, $"bench {what}", Threshold, new("bench"), null);
        var tally = new ReconciliationTally();
        var (before, most, meter) = (GC.GetTotalMemory(forceFullCollection: true), 0L, stage.Meter());
        var started = stage.Clock.GetTimestamp();
        foreach (var stretch in rows.Chunk(PositionReports.MaxReports))
        {
            foreach (var item in await reconciler.ReconcileAsync(terms, stretch, stage.Cancellation))
            {
                tally.Take(item);
            }

            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
        }

        var (elapsed, sum) = (stage.Clock.GetElapsedTime(started), tally.Sum());
        var megabytes = most / 1024.0 / 1024.0;
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"reconciliation, {what,-24} {sum.Compared,7:N0} positions in {elapsed.TotalSeconds:F2} s: "
            + $"{sum.Compared / elapsed.TotalSeconds,8:N0}/s, {sum.Drifting:N0} differ, {sum.Compensated:N0} booked, "
            + $"{sum.Waiting:N0} wait, {megabytes:F0} MiB at most  {meter.Per(sum.Compared)}"));
        return (sum.Compared / elapsed.TotalSeconds, megabytes);
    }

    private async Task<int> CountItemsAsync(INodeItems items)
    {
        var (count, started) = (0, stage.Clock.GetTimestamp());
        IReadOnlyList<Sku> read = [];
        do
        {
            read = await items.ReadAsync(Node, read.Count > 0 ? read[^1] : null, Positions / 10, stage.Cancellation);
            count += read.Count;
        }
        while (read.Count > 0);
        var seconds = stage.Clock.GetElapsedTime(started).TotalSeconds;
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture, $"  the node's items, to see which a report leaves out: {seconds:F2} s"));
        return count;
    }

    private async Task FurnishAsync(IJournal journal)
    {
        var (next, now) = (0, stage.Clock.GetUtcNow());
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= Positions)
            {
                await FurnishAsync(journal, Sku(number - 1), now);
            }
        }));
    }

    private async Task FurnishAsync(IJournal journal, string sku, DateTimeOffset now)
    {
        var context = new CommandContext(new("furnish"), new("bench"), null);
        var stocked = PositionDecisions.Decide(
            Position.Empty, new AdjustStock(context, StockChange.Set, 100, "bench"), now).Events;
        var stream = new StreamName(StreamCategory.Position, BenchPositions.KeyOf(sku));
        var events = stocked.Select(one => PositionEvents.Format.Write(one, context, now)).ToList();
        var outcome = await journal.AppendAsync(new(stream, StreamVersion.None, events), stage.Cancellation);
        if (outcome != AppendOutcome.Committed)
        {
            throw new InvalidOperationException($"{sku} could not be stocked: {outcome}.");
        }
    }

    private static string Sku(int number) => string.Create(CultureInfo.InvariantCulture, $"REC-{number:D6}");
}
