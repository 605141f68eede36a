using System.Collections.Concurrent;
using System.Net;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>A distributor's two years of orders, which nobody made up for this grid.</summary>
public sealed class NorthwindTests
{
    private const int Orders = 830;
    private const int Batch = 83;

    private static readonly ParallelOptions Abreast = new() { MaxDegreeOfParallelism = 16 };

    [Fact]
    public async Task Every_northwind_order_ends_and_the_stock_adds_up()
    {
        var northwind = NorthwindFiles.FindOrSkip();
        await using var grid = await GridPeer.StartAsync(null, NorthwindFiles.Nodes);
        await grid.ConfigureAsync("northwind", northwind.Channel());
        northwind.Shelve(grid, receipts: Orders / Batch);

        var answers = new ConcurrentBag<(HttpStatusCode Status, string? Code)>();
        foreach (var batch in northwind.Orders.Chunk(Batch))
        {
            await northwind.ReceiveAsync(grid);
            await Parallel.ForEachAsync(batch, Abreast, async (order, _) =>
                answers.Add(await grid.DocumentAsync("northwind", order)));
        }

        await grid.Journal.UntilQuietAsync();
        ShouldHaveAnsweredAll(answers);
        grid.Journal.Orders.Values.ShouldAllBe(order => OrderProjection.StatusOf(order) == OrderStatus.Closed);
        grid.Journal.Orders.Count.ShouldBe(answers.Count(answer => answer.Status == HttpStatusCode.Created));
        northwind.ShouldAddUp(grid);
    }

    private static void ShouldHaveAnsweredAll(ConcurrentBag<(HttpStatusCode Status, string? Code)> answers)
    {
        answers.Count.ShouldBe(Orders);
        var refused = answers.Where(answer => answer.Status != HttpStatusCode.Created).ToList();
        refused.ShouldAllBe(answer => answer.Status == HttpStatusCode.Conflict && answer.Code == "InsufficientStock");
        refused.Count.ShouldBeInRange(50, 400, "the stock is meant to be too little for some, and enough for most");
    }
}
