using System.Globalization;

namespace OrderGrid.Load.Bench;

/// <summary>
/// Orders of two lines, spread over many SKUs: accepted over HTTP by a node in its own process, and as one raw SQL
/// transaction without HTTP.
/// </summary>
internal sealed class OrderBench(BenchStage stage)
{
    public async Task RunAsync()
    {
        using var orders = new BenchOrders(stage);
        var accepted = await AcceptAsync(orders);
        var sql = new SqlOrders(stage, orders.Run);
        await sql.PrepareAsync();
        var rows = await orders.Loop.RunAsync(SqlOrders.Clients, stage.Duration, sql.InsertAsync);
        stage.Report.Print(
            $"the same as one SQL transaction, statement by statement, {SqlOrders.Clients} clients", "orders", rows);
        var atOnce = await stage.Loop.RunAsync(SqlOrders.Clients, stage.Duration, sql.InsertAtOnceAsync);
        stage.Report.Print("  all statements sent at once, outcomes unseen", "orders", atOnce);
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"  orders over HTTP ÷ statements sent at once: {accepted.PerSecond / atOnce.PerSecond:F2}"));
        stage.Report.Judge(
            "orders over HTTP ÷ the same as one raw SQL transaction", accepted.PerSecond / rows.PerSecond, 1);
    }

    private async Task<Measurement> AcceptAsync(BenchOrders orders)
    {
        await using var node = await stage.StartNodeAsync();
        await orders.PrepareAsync(node);
        var accepted = await orders.Loop.RunAsync(
            BenchOrders.Connections,
            stage.Duration,
            (lane, count) => orders.AcceptAsync(lane, $"{orders.Run}-{lane}-{count}", count),
            node.StartCounting);
        stage.Report.Print($"orders of 2 lines over HTTP, {BenchOrders.Connections} connections", "orders", accepted);
        stage.Report.Say(
            $"  CPU of the node's process: {node.MicrosecondsPer(accepted)} µs per order, the load's beside it");
        return accepted;
    }
}
