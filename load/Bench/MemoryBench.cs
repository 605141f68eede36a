using System.Globalization;

namespace OrderGrid.Load.Bench;

/// <summary>
/// Managed memory of a position that was stocked once and then left alone: everything that the process keeps for it,
/// the runtime's own books included.
/// </summary>
internal sealed class MemoryBench(BenchStage stage)
{
    private const int Positions = 100_000;
    private const int InFlight = 512;
    private const double MostBytes = 2_048;

    public async Task RunAsync()
    {
        using var silo = await stage.StartSiloAsync();
        var positions = new BenchPositions(BenchStage.GrainsOf(silo));
        await positions.StockAsync("WARM", 1);
        var before = Heap();
        await EachAsync(number => positions.StockAsync(Sku(number), 100));
        var bytes = (Heap() - before) / (double)Positions;
        await silo.StopAsync(stage.Cancellation);
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture, $"idle positions in memory, {Positions:N0} of them: {bytes:N0} bytes each"));
        stage.Report.JudgeMost("bytes of an idle position in memory", bytes, MostBytes);
    }

    private static Task EachAsync(Func<int, Task> work) =>
        Task.WhenAll(Enumerable.Range(0, InFlight).Select(async client =>
        {
            for (var number = client; number < Positions; number += InFlight)
            {
                await work(number);
            }
        }));

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static string Sku(int number) => string.Create(CultureInfo.InvariantCulture, $"IDLE-{number:D6}");
}
