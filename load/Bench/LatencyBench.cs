namespace OrderGrid.Load.Bench;

/// <summary>How long an order waits for its answer at 60 % of what the node can do, in an open loop.</summary>
internal sealed class LatencyBench(BenchStage stage)
{
    private const double Share = 0.6;

    public async Task RunAsync()
    {
        await using var node = await stage.StartNodeAsync();
        using var orders = new BenchOrders(stage);
        await orders.PrepareAsync(node);
        var peak = await orders.Loop.RunAsync(
            BenchOrders.Connections,
            stage.Duration,
            (lane, count) => orders.AcceptAsync(lane, $"{orders.Run}-p{lane}-{count}", count));
        stage.Report.Print("orders of 2 lines over HTTP, at peak", "orders", peak);
        node.StartCounting();
        var calm = await stage.MeasureOpenAsync(
            peak.PerSecond * Share,
            BenchOrders.Connections,
            (lane, count) => orders.AcceptAsync(lane, $"{orders.Run}-o{count}", count));
        stage.Report.Print("  at 60 % of it, open loop", "orders", calm);
        stage.Report.Say($"  CPU of the node's process: {node.MicrosecondsPer(calm)} µs per order");
        stage.Report.JudgeMost(
            "p50 of an acceptance at 60 % of peak, ms", calm.Latencies.Percentile(0.5).TotalMilliseconds, 10);
        stage.Report.JudgeMost(
            "p99 of an acceptance at 60 % of peak, ms", calm.Latencies.Percentile(0.99).TotalMilliseconds, 50);
    }
}
