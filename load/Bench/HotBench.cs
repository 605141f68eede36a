using System.Globalization;

namespace OrderGrid.Load.Bench;

/// <summary>
/// One SKU that every order wants, sold out over HTTP, beside the same orders spread over all SKUs: a hot SKU must
/// cost little speed, and must be sold to the last piece and no further.
/// </summary>
internal sealed class HotBench(BenchStage stage)
{
    private readonly LatencyHistogram _latencies = new();
    private int _accepted;
    private long _lastAccepted;

    public async Task RunAsync()
    {
        await using var node = await stage.StartNodeAsync();
        using var orders = new BenchOrders(stage);
        await orders.PrepareAsync(node);
        var spread = await orders.Loop.RunAsync(
            BenchOrders.Connections,
            stage.Duration,
            (lane, count) => orders.AcceptAsync(lane, $"{orders.Run}-s{lane}-{count}", count));
        stage.Report.Print("orders of 2 lines, both of any SKU", "orders", spread);

        var stock = (long)(spread.PerSecond * stage.Duration.TotalSeconds);
        await orders.LoadHotAsync(node, stock);
        node.StartCounting();
        var (meter, started) = (stage.Meter(), stage.Clock.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, BenchOrders.Connections).Select(lane => BuyAsync(orders, lane)));
        var elapsed = stage.Clock.GetElapsedTime(started, _lastAccepted);
        var sale = meter.Measure(_accepted, elapsed, _latencies);
        stage.Report.Print("orders of 2 lines, one of the hot SKU", "orders", sale);
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"  {_accepted:N0} of {stock:N0} pieces sold in {elapsed.TotalSeconds:F1} s; CPU of the node's process: "
            + $"{node.MicrosecondsPer(sale)} µs per order"));
        stage.Report.JudgeExactly("pieces sold of the hot SKU ÷ its stock", _accepted / (double)stock, 1);
        stage.Report.Judge("orders/s while one SKU sells out ÷ spread", sale.PerSecond / spread.PerSecond, 0.8);
    }

    // Everybody goes on until told that it is sold out.
    private async Task BuyAsync(BenchOrders orders, int lane)
    {
        var begun = stage.Clock.GetTimestamp();
        for (var count = 0L; await orders.TryHotAsync(lane, count); count++)
        {
            Interlocked.Increment(ref _accepted);
            var now = stage.Clock.GetTimestamp();
            _latencies.Add(stage.Clock.GetElapsedTime(begun, now));
            Volatile.Write(ref _lastAccepted, now);
            begun = now;
        }
    }
}
