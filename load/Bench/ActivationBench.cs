using System.Globalization;

namespace OrderGrid.Load.Bench;

/// <summary>
/// How long the first answer of a position takes that has a million events behind it. The events are made by grain
/// calls, as holds that are given back, and snapshots are kept as in production. Each round starts the grains anew.
/// </summary>
internal sealed class ActivationBench(BenchStage stage)
{
    private const int Events = 1_000_000;
    private const int InFlight = 512;
    private const int Rounds = 7;
    private const string Sku = "OLD";
    private static readonly TimeSpan Wanted = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync()
    {
        await LiveAsync();
        var latencies = new LatencyHistogram();
        var meter = stage.Meter();
        for (var round = 0; round < Rounds; round++)
        {
            latencies.Add(await ActivateAsync(round));
        }

        var cost = meter.Per(Rounds);
        var (median, longest) = (latencies.Percentile(0.5), latencies.Percentile(1));
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"activation of a position with {Events:N0} events: p50 {median.TotalMilliseconds:F0} ms, "
            + $"longest of {Rounds} {longest.TotalMilliseconds:F0} ms  {cost}, the start of a silo included"));
        stage.Report.JudgeMost(
            "activation behind 1,000,000 events, median, ms", median.TotalMilliseconds, Wanted.TotalMilliseconds);
    }

    private async Task LiveAsync()
    {
        using var silo = await stage.StartSiloAsync();
        var positions = new BenchPositions(BenchStage.GrainsOf(silo));
        await positions.StockAsync(Sku, Events);
        var until = stage.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async client =>
        {
            // A hold and its release: two events.
            for (var hold = client; hold < Events / 2; hold += InFlight)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"h-{hold}");
                await positions.HoldAsync(Sku, id, until);
                await positions.ReleaseAsync(Sku, id);
            }
        }));
        await silo.StopAsync(stage.Cancellation);
    }

    private async Task<TimeSpan> ActivateAsync(int round)
    {
        using var silo = await stage.StartSiloAsync();
        var positions = new BenchPositions(BenchStage.GrainsOf(silo));
        // Another position first, so that connections and code are not what is measured.
        await positions.StockAsync(string.Create(CultureInfo.InvariantCulture, $"YOUNG-{round}"), 1);
        var started = stage.Clock.GetTimestamp();
        var found = await positions[Sku].GetAvailability();
        var elapsed = stage.Clock.GetElapsedTime(started);
        await silo.StopAsync(stage.Cancellation);
        return found.Version.Value == Events + 1
            ? elapsed
            : throw new InvalidOperationException($"The position is at {found.Version} and not at {Events + 1}.");
    }
}
