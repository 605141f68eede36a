using System.Net;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>Rules that choose nodes, and nodes that will not ship, with real warehouses behind sockets.</summary>
public sealed class SourcingTests
{
    private const string Web = """
        {"format":"canonical","currency":"EUR","nodes":["BER","RTM","LYS"],
         "listings":[{"channelSku":"mug","sku":"MUG","units":{"pcs":1}}],"sourcing":RULES}
        """;

    [Fact]
    public async Task A_rejected_order_ships_from_another_node_and_gives_the_first_ones_stock_back()
    {
        await using var grid = await StartAsync("null");
        grid.Reject("BER");

        await grid.OrderAsync("A-1", quantity: 3);
        var order = await grid.Journal.UntilAsync("web/A-1", OrderStatus.Closed);
        await grid.Journal.UntilAsync(
            () => grid.Journal.Positions["MUG@BER"].Levels.AvailableToPromise.Pieces == 10, "BER's stock to be free");

        order.Shipments.ShouldHaveSingleItem().Node.Value.ShouldBe("RTM");
        grid.Book("wms-RTM").Keys!.ShouldHaveSingleItem().Key.ShouldBe("web/A-1@RTM");
        grid.Book("wms-LYS").Documents.ShouldBe(0);
    }

    [Fact]
    public async Task An_order_that_every_node_rejects_waits_with_a_reason_and_holds_nothing()
    {
        await using var grid = await StartAsync("null");
        foreach (var node in new[] { "BER", "RTM", "LYS" })
        {
            grid.Reject(node);
        }

        await grid.OrderAsync("A-1", quantity: 3);
        var order = await grid.Journal.UntilAsync("web/A-1", OrderStatus.Held);
        await grid.Journal.UntilAsync(
            () => grid.Journal.Positions.Values.All(position => position.Levels.AvailableToPromise.Pieces == 10),
            "all stock to be free");

        order.HoldReason.ShouldBe("Line 1: no node is left for 3 pieces; LYS rejected: CannotPick");
        order.GivenUp.Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_ranked_order_tells_why_it_ships_from_where_it_ships()
    {
        await using var grid = await StartAsync("""{"ranking":[{"by":"StockBalance","weight":2}]}""");
        await grid.StockAsync("LYS", """{"sku":"MUG","onHand":40}""");

        await grid.OrderAsync("A-1", quantity: 3);

        var line = (await grid.GetAsync("/v1/channels/web/orders/A-1")).GetProperty("lines")[0];
        line.GetProperty("allocations")[0].GetProperty("node").GetString().ShouldBe("LYS");
        var best = line.GetProperty("decision").GetProperty("candidates")[0];
        best.GetProperty("node").GetString().ShouldBe("LYS");
        best.GetProperty("total").GetInt64().ShouldBe(2_000);
        best.GetProperty("available").GetInt64().ShouldBe(40);
        var timeline = await grid.GetAsync("/v1/channels/web/orders/A-1/timeline");
        timeline.GetProperty("events")[1].GetRawText().ShouldContain("StockBalance");
    }

    [Fact]
    public async Task An_order_that_would_need_too_many_shipments_is_refused_and_holds_nothing()
    {
        await using var grid = await StartAsync("""{"split":{"maxShipments":1}}""");

        (await grid.OrderAsync("A-1", quantity: 11)).ShouldBe(HttpStatusCode.Conflict);
        (await grid.OrderAsync("A-2", quantity: 10)).ShouldBe(HttpStatusCode.Created);

        grid.Journal.Orders.Keys.ShouldBe(["web/A-2"]);
        grid.Journal.Orders["web/A-2"].Nodes.ShouldHaveSingleItem().Value.ShouldBe("BER");
    }

    [Fact]
    public async Task A_limit_of_shipments_also_binds_the_nodes_that_take_over()
    {
        await using var grid = await StartAsync("""{"split":{"shipComplete":true}}""");
        grid.Reject("BER");

        await grid.OrderAsync("A-1", quantity: 4);
        var order = await grid.Journal.UntilAsync("web/A-1", OrderStatus.Closed);

        order.Lines[0].Allocations.ShouldHaveSingleItem().Node.Value.ShouldBe("RTM");
        order.Lines[0].Decision!.InsteadOf!.Value.Value.ShouldBe("BER");
    }

    [Theory]
    [InlineData("""{"filters":{"except":["RTM"]}}""", "LYS")]
    [InlineData("""{"filters":{"except":["RTM"]},"split":{"maxShipments":1}}""", "LYS")]
    [InlineData("null", "RTM")]
    public async Task A_rejected_order_that_took_a_cart_over_keeps_to_the_rules(string rules, string other)
    {
        await using var grid = await StartAsync(rules);
        grid.Reject("BER");
        await grid.ReserveAsync("cart", quantity: 3);

        (await grid.OrderAsync("A-1", quantity: 3, reservation: "cart")).ShouldBe(HttpStatusCode.Created);
        var order = await grid.Journal.UntilAsync("web/A-1", OrderStatus.Closed);

        order.Shipments.ShouldHaveSingleItem().Node.Value.ShouldBe(other);
        order.Lines[0].Decision!.InsteadOf!.Value.Value.ShouldBe("BER");
        grid.Journal.Positions["MUG@BER"].Levels.OnHand.Pieces.ShouldBe(10);
    }

    private static async Task<GridPeer> StartAsync(string rules)
    {
        var grid = await GridPeer.StartAsync(null, "BER", "RTM", "LYS");
        await grid.ConfigureAsync("web", Web.Replace("RULES", rules, StringComparison.Ordinal));
        foreach (var node in new[] { "BER", "RTM", "LYS" })
        {
            await grid.StockAsync(node, """{"sku":"MUG","onHand":10}""");
        }

        return grid;
    }
}
