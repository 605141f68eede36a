using System.Net;
using OrderGrid.Orders;
using OrderGrid.Sandbox.Faults;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>An ERP that is away is normal: orders are accepted, wait, and are posted once. On both journals.</summary>
public sealed class ErpOutageTests(PostgresCluster cluster)
{
    private static readonly string[] Numbers = [.. Enumerable.Range(1, 12).Select(number => $"A-{number}")];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Orders_accepted_while_the_erp_is_away_are_posted_once_when_it_is_back(bool inPostgres)
    {
        await using var grid = await GridPeer.StartShopAsync(inPostgres ? await cluster.CreateDatabaseAsync() : null);
        grid.Script("erp", new FaultRule { Kind = FaultKind.Outage, RetryAfterSeconds = 1 });

        foreach (var number in Numbers)
        {
            (await grid.OrderAsync(number)).ShouldBe(HttpStatusCode.Created);
        }

        grid.Journal.Orders.Values.ShouldAllBe(order => OrderProjection.StatusOf(order) == OrderStatus.Accepted);
        grid.Book("erp").Documents.ShouldBe(0);

        grid.Script("erp");
        await grid.Journal.UntilQuietAsync();
        grid.Journal.Orders.Values.Count(order => order.Closed).ShouldBe(Numbers.Length);
        grid.Book("erp").Keys!.Where(key => key.Collection == "orders")
            .ShouldAllBe(key => key.Documents == 1 && key.Receipts == 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_erp_that_comes_and_goes_doubles_nothing(bool inPostgres)
    {
        await using var grid = await GridPeer.StartShopAsync(inPostgres ? await cluster.CreateDatabaseAsync() : null);
        grid.Script(
            "erp",
            new FaultRule { Kind = FaultKind.LostReply, Probability = 0.5, Count = 4 },
            new FaultRule { Kind = FaultKind.ConnectionReset, Probability = 0.5, Count = 4 });

        await Task.WhenAll(Numbers.Select(number => grid.OrderAsync(number)));
        await grid.Journal.UntilQuietAsync();

        grid.Journal.Orders.Values.Count(order => order.Closed).ShouldBe(Numbers.Length);
        grid.Book("erp").DuplicateEffects.ShouldBe(0);
        grid.Journal.Oversold.ShouldBe(0);
    }
}
