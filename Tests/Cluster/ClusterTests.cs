using OrderGrid.Tests.Journal;

namespace OrderGrid.Tests.Cluster;

/// <summary>What three silo processes and a gateway promise while one of the silos goes away.</summary>
[Collection(ClusterBuild.Name)]
public sealed class ClusterTests(PostgresCluster server, ITestOutputHelper output)
{
    private const int Orders = 2_000;
    private const int Mark = 600;
    private const int Timeout = 150_000;

    private static readonly Assortment Goods = new(StockPerNode: 230);
    private static readonly TimeSpan Eviction = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(90);

    [Fact(Timeout = Timeout)]
    public async Task A_silo_killed_under_load_loses_no_order_oversells_nothing_and_doubles_nothing()
    {
        ClusterBuild.RequireClusters();
        await using var grid = await GridCluster.StartAsync(server);
        await grid.FurnishAsync(Goods);
        using var traffic = OrderTraffic.Begin(grid.Gateway, Orders, Mark);
        await traffic.Marked;

        grid.Silo(1).Kill();
        await ReportEvictionAsync(grid, silo: 1);
        await traffic.Done;

        await ExpectEverythingInOrderAsync(grid, traffic);
        traffic.Refused.ShouldNotBeEmpty("the stock is meant to run out, or nothing could be oversold");
    }

    [Fact(Timeout = Timeout)]
    public async Task A_silo_that_drains_under_load_fails_no_request_for_good_and_leaves_in_good_order()
    {
        ClusterBuild.RequireClusters();
        await using var grid = await GridCluster.StartAsync(server);
        await grid.FurnishAsync(Goods);
        using var traffic = OrderTraffic.Begin(grid.Gateway, Orders, Mark);
        await traffic.Marked;

        grid.Silo(2).Terminate();
        (await grid.Silo(2).ExitAsync()).ShouldBe(0);
        await traffic.Done;

        await ExpectEverythingInOrderAsync(grid, traffic);
    }

    private async Task ReportEvictionAsync(GridCluster grid, int silo)
    {
        var began = TimeProvider.System.GetTimestamp();
        await using var news = await DatabaseNews.ListenAsync(grid.Database);
        await news.WaitAsync(
            $"SELECT bool_and(status = 6) FROM orleans_silo WHERE port = {grid.SiloPort(silo)}", Eviction);
        output.WriteLine($"Evicted after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s.");
    }

    private async Task ExpectEverythingInOrderAsync(GridCluster grid, OrderTraffic traffic)
    {
        output.WriteLine(traffic.ToString());
        var began = TimeProvider.System.GetTimestamp();
        await using (var news = await DatabaseNews.ListenAsync(grid.Database))
        {
            await news.WaitAsync(
                ClusterAudit.Settled(traffic.Accepted.Count, traffic.Accepted.Values.Sum()), Settling);
        }

        var audit = await ClusterAudit.ReadAsync(grid, Goods, traffic);
        output.WriteLine($"All closed {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s after the last "
            + $"answer; {audit.Events} events audited.");
        traffic.Surprises.ShouldBeEmpty();
        audit.Lost.ShouldBeEmpty();
        audit.Oversold.ShouldBeEmpty();
        audit.Doubled.ShouldBeEmpty();
    }
}
