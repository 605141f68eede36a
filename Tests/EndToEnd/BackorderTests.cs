using System.Globalization;
using System.Net;
using System.Text.Json;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>Orders that wait for receipts, from the shop's request to the warehouse's book.</summary>
public sealed class BackorderTests
{
    private const string Web = """
        {"format":"canonical","currency":"EUR","nodes":["BER","RTM"],"shipWithinHours":24,
         "listings":[{"channelSku":"mug","sku":"MUG","units":{"pcs":1}}],"sourcing":RULES}
        """;

    private static readonly DateTimeOffset Today =
        new(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    [Fact]
    public async Task An_order_beyond_the_stock_is_accepted_with_the_day_its_receipt_comes()
    {
        await using var grid = await StartAsync();

        (await grid.OrderAsync("A-1", quantity: 6)).ShouldBe(HttpStatusCode.Created);

        var line = (await grid.GetAsync("/v1/channels/web/orders/A-1")).GetProperty("lines")[0];
        Allocations(line).ShouldBe([("BER", 2, 0, null), ("RTM", 1, 0, null), ("BER", 3, 3, Today.AddDays(5))]);
        line.GetProperty("shipBy").GetDateTimeOffset().ShouldBe(Today.AddDays(6));
        line.GetProperty("decision").GetProperty("why").GetString().ShouldBe("Backorder");
        (await TypesAsync(grid, "A-1")).Take(4).ShouldBe(
            ["order.received.v1", "line.sourced.v1", "line.backordered.v1", "order.accepted.v1"]);
    }

    [Fact]
    public async Task A_receipt_that_slips_promises_the_line_anew_once_and_the_feed_tells_it()
    {
        await using var grid = await StartAsync();
        await grid.OrderAsync("A-1", quantity: 6);

        await grid.StockAsync("BER", Slip(9));
        await grid.Journal.UntilAsync(() => PromiseOf(grid, "A-1").Revision == 1, "the order to be told");
        await grid.StockAsync("BER", Slip(9).Replace("}", ""","reference":"again"}""", StringComparison.Ordinal));

        var feed = await grid.GetAsync("/v1/events?subject=web/A-1&types=ordergrid.line.repromised.v1");
        var told = feed.EnumerateArray().ShouldHaveSingleItem().GetProperty("data");
        told.GetProperty("from").GetDateTimeOffset().ShouldBe(Today.AddDays(5));
        told.GetProperty("to").GetDateTimeOffset().ShouldBe(Today.AddDays(9));
        told.GetProperty("quantity").GetInt32().ShouldBe(3);
        (await TypesAsync(grid, "A-1")).Count(type => type == "line.repromised.v1").ShouldBe(1);
    }

    [Fact]
    public async Task A_receipt_that_is_called_off_leaves_the_order_waiting_without_a_day()
    {
        await using var grid = await StartAsync();
        await grid.OrderAsync("A-1", quantity: 6);

        await grid.StockAsync("BER", """{"sku":"MUG","op":"cancel","receipt":"PO-1"}""");
        await grid.Journal.UntilAsync(() => PromiseOf(grid, "A-1").Revision == 1, "the order to be told");

        var line = (await grid.GetAsync("/v1/channels/web/orders/A-1")).GetProperty("lines")[0];
        Allocations(line)[^1].ShouldBe(("BER", 3, 3, null));
        var levels = (await grid.GetAsync("/v1/nodes/BER/stock/MUG")).GetProperty("levels");
        levels.GetProperty("backordered").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task What_waits_is_released_to_the_node_when_it_has_come_and_not_before()
    {
        await using var grid = await StartAsync();
        await grid.OrderAsync("A-1", quantity: 6);
        await grid.Journal.UntilAsync(() => Shipped(grid, "A-1") == 3, "what was there to ship");

        await grid.StockAsync("BER", Receive(1));
        await grid.Journal.UntilAsync(() => Shipped(grid, "A-1") == 4, "the first piece to ship");
        await grid.StockAsync("BER", Receive(4));
        await grid.Journal.UntilAsync("web/A-1", OrderStatus.Closed);
        await grid.Journal.UntilQuietAsync();

        grid.Book("wms-BER").Keys!.Select(key => key.Key.Split('/')[1]).ShouldBe(["A-1@BER", "A-1@BER", "A-1@BER"]);
        grid.Book("wms-BER").Keys!.Count(key => key.Key == "web/A-1@BER").ShouldBe(1);
        grid.Journal.Positions["MUG@BER"].Levels.OnHand.Pieces.ShouldBe(2);
        (await TypesAsync(grid, "A-1")).Count(type => type == "line.arrived.v1").ShouldBe(2);
    }

    [Fact]
    public async Task Who_was_promised_first_ships_first()
    {
        await using var grid = await StartAsync();
        await grid.OrderAsync("A-1", quantity: 5);
        await grid.OrderAsync("A-2", quantity: 2);

        await grid.StockAsync("BER", Receive(2));
        await grid.Journal.UntilAsync("web/A-1", OrderStatus.Closed);

        PromiseOf(grid, "A-2").Quantity.Pieces.ShouldBe(2);
        Shipped(grid, "A-2").ShouldBe(0);
        await grid.StockAsync("BER", """{"sku":"MUG","delta":2,"reason":"found"}""");
        await grid.Journal.UntilAsync("web/A-2", OrderStatus.Closed);
    }

    [Fact]
    public async Task Beyond_the_limit_of_backorders_an_order_is_refused_and_holds_nothing()
    {
        await using var grid = await StartAsync();

        (await grid.OrderAsync("A-1", quantity: 8)).ShouldBe(HttpStatusCode.Conflict);
        (await grid.OrderAsync("A-2", quantity: 7)).ShouldBe(HttpStatusCode.Created);
        (await grid.OrderAsync("A-3")).ShouldBe(HttpStatusCode.Conflict);

        grid.Journal.Orders.Keys.ShouldBe(["web/A-2"]);
        var levels = grid.Journal.Positions["MUG@BER"].Levels;
        (levels.Pending + levels.Committed).Pieces.ShouldBe(6);
    }

    [Theory]
    [InlineData("""{"backorder":"Never"}""")]
    [InlineData("null")]
    [InlineData("""{"backorder":"Allow","backorderDays":3}""")]
    public async Task A_channel_that_must_not_wait_so_long_is_refused(string rules)
    {
        await using var grid = await StartAsync(rules);

        (await grid.OrderAsync("A-1", quantity: 4)).ShouldBe(HttpStatusCode.Conflict);
        (await grid.OrderAsync("A-2", quantity: 3)).ShouldBe(HttpStatusCode.Created);

        grid.Journal.Positions["MUG@BER"].Levels.Aside!.Backordered.Pieces.ShouldBe(0);
    }

    [Fact]
    public async Task A_limit_of_shipments_binds_also_what_waits()
    {
        await using var grid = await StartAsync("""{"backorder":"Allow","split":{"maxShipments":1}}""");

        await grid.OrderAsync("A-1", quantity: 5);

        var line = (await grid.GetAsync("/v1/channels/web/orders/A-1")).GetProperty("lines")[0];
        Allocations(line).ShouldBe([("BER", 5, 3, Today.AddDays(5))]);
        line.GetProperty("decision").GetProperty("candidates")[0].GetProperty("toCome").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task A_node_that_rejects_what_waits_gives_its_place_in_the_queue_back()
    {
        await using var grid = await StartAsync();
        grid.Reject("BER");

        await grid.OrderAsync("A-1", quantity: 6);
        var order = await grid.Journal.UntilAsync("web/A-1", OrderStatus.Held);
        await grid.Journal.UntilAsync(
            () => grid.Journal.Positions["MUG@BER"].Levels.Aside?.Backordered.Pieces is null or 0,
            "nobody to wait at BER");

        order.HoldReason!.ShouldStartWith("Line 1: no node is left for 5 pieces");
        grid.Journal.Positions["MUG@BER"].Levels.AvailableToPromise.Pieces.ShouldBe(2);
    }

    // Two are on hand at Berlin and one in Rotterdam; four more come to Berlin in five days.
    private static async Task<GridPeer> StartAsync(string rules = """{"backorder":"Allow"}""")
    {
        var grid = await GridPeer.StartAsync(null, "BER", "RTM");
        await grid.ConfigureAsync("web", Web.Replace("RULES", rules, StringComparison.Ordinal));
        await grid.StockAsync("RTM", """{"sku":"MUG","onHand":1}""");
        await grid.StockAsync("BER", string.Create(CultureInfo.InvariantCulture, $$"""
            {"sku":"MUG","onHand":2}
            {"sku":"MUG","op":"limits","backorder":{"limit":4} }
            {"sku":"MUG","op":"expect","receipt":"PO-1","quantity":4,"eta":"{{Today.AddDays(5):O}}"}
            """));
        return grid;
    }

    private static string Slip(int days) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"sku":"MUG","op":"slip","receipt":"PO-1","eta":"{{Today.AddDays(days):O}}"}""");

    private static string Receive(int pieces) =>
        $$"""{"sku":"MUG","op":"receive","receipt":"PO-1","quantity":{{pieces}} }""";

    private static long Shipped(GridPeer grid, string number) => grid.Journal.Orders.TryGetValue(
        $"web/{number}", out var order) ? order.ShippedOf(1).Pieces : 0;

    private static OrderGrid.Inventory.BackorderPromise PromiseOf(GridPeer grid, string number) =>
        grid.Journal.Orders[$"web/{number}"].Lines[0].Allocations[^1].Backorder!;

    private static async Task<List<string>> TypesAsync(GridPeer grid, string number)
    {
        var timeline = await grid.GetAsync($"/v1/channels/web/orders/{number}/timeline");
        return [.. timeline.GetProperty("events").EnumerateArray()
            .Select(entry => entry.GetProperty("type").GetString()!)];
    }

    private static List<(string Node, int Pieces, int ToCome, DateTimeOffset? At)> Allocations(JsonElement line) =>
    [
        .. line.GetProperty("allocations").EnumerateArray().Select(part =>
        {
            var waits = part.TryGetProperty("backorder", out var promise);
            var isDated = waits && promise.TryGetProperty("promisedAt", out _);
            return (
                part.GetProperty("node").GetString()!,
                part.GetProperty("quantity").GetInt32(),
                waits ? promise.GetProperty("quantity").GetInt32() : 0,
                isDated ? promise.GetProperty("promisedAt").GetDateTimeOffset() : (DateTimeOffset?)null);
        }),
    ];
}
