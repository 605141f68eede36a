using System.Globalization;

namespace OrderGrid.Load.Bench;

/// <summary>
/// How late a hold's pieces are back on sale. Nobody asks the positions meanwhile, for asking would give the pieces
/// back: the journal's own time of the expiry is compared with the time that was asked for.
/// </summary>
internal sealed class ExpiryBench(BenchStage stage)
{
    private const int Holds = 500;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task RunAsync()
    {
        using var silo = await stage.StartSiloAsync();
        var positions = new BenchPositions(BenchStage.GrainsOf(silo));
        await Task.WhenAll(Enumerable.Range(0, Holds).Select(number => positions.StockAsync(Sku(number), 1)));
        var begun = stage.Clock.GetUtcNow() + First;
        var due = Enumerable.Range(0, Holds).ToDictionary(
            number => BenchPositions.KeyOf(Sku(number)), number => begun + (Spread * number / Holds));
        await Task.WhenAll(Enumerable.Range(0, Holds).Select(number => positions.HoldAsync(
            Sku(number), Sku(number), due[BenchPositions.KeyOf(Sku(number))])));
        var meter = stage.Meter();
        await Task.Delay(begun + Spread + Patience - stage.Clock.GetUtcNow(), stage.Clock, stage.Cancellation);

        var cost = meter.Per(Holds);
        var lateness = new LatencyHistogram();
        await using var command = stage.Database.CreateCommand(
            "SELECT stream, recorded_at FROM journal_event WHERE type = 'inventory.expired.v1'");
        await using var reader = await command.ExecuteReaderAsync(stage.Cancellation);
        while (await reader.ReadAsync(stage.Cancellation))
        {
            lateness.Add(await reader.GetFieldValueAsync<DateTimeOffset>(1) - due[reader.GetString(0)]);
        }

        await silo.StopAsync(stage.Cancellation);
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"expired holds back on sale, {lateness.Count} of {Holds}: p50 {Milliseconds(lateness, 0.5):F0} ms late, "
            + $"p99 {Milliseconds(lateness, 0.99):F0} ms, longest {Milliseconds(lateness, 1):F0} ms  {cost}"));
        stage.Report.JudgeExactly("expired holds that are back on sale", lateness.Count, Holds);
        stage.Report.JudgeMost("longest wait of an expired hold, ms", Milliseconds(lateness, 1), 1_000);
    }

    private static double Milliseconds(LatencyHistogram latencies, double share) =>
        latencies.Percentile(share).TotalMilliseconds;

    private static string Sku(int number) => string.Create(CultureInfo.InvariantCulture, $"EXP-{number:D4}");
}
