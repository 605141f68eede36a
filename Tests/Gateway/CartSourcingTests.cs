using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>Which nodes carts are held at, and what their orders make of it. OWN ships for one channel.</summary>
[Collection(GatewayCollection.Name)]
public sealed class CartSourcingTests(GatewayFixture fixture)
{
    private const string OneShipment = """{"filters":{"except":["RTM"]},"split":{"maxShipments":1}}""";

    private readonly GatewayPeer _grid = fixture.Peer;

    [Theory]
    [InlineData("cs-1", "null")]
    [InlineData("cs-2", "{}")]
    public async Task Neither_orders_nor_carts_of_a_channel_get_stock_of_a_node_that_is_not_for_it(
        string channel, string rules)
    {
        await OpenAsync(channel, rules, """["OWN","BER"]""", ("OWN", 9), ("BER", 3));

        var tooMany = await OrderAsync(channel, "1", 4);
        var cart = await ReserveAsync(channel, "cart", 2);
        var order = await OrderAsync(channel, "2", 1);

        tooMany.ShouldBeProblem(409, "InsufficientStock");
        Nodes(cart).ShouldBe(["BER 2"]);
        Nodes(order).ShouldBe(["BER 1"]);
        (await _grid.GetAsync($"/v1/channels/{channel}/availability?sku=it")).Body.GetProperty("items")[0]
            .GetProperty("availableToPromise").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_channel_is_refused_when_none_of_its_nodes_is_for_it()
    {
        (await ConfigureAsync("cs-3", "null", """["OWN"]""")).ShouldBeProblem(422, "BadNodes");
        (await ConfigureAsync("own", "null", """["OWN"]""")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_cart_is_held_along_the_rules_and_its_order_tells_so()
    {
        await OpenAsync("cs-4", OneShipment, """["RTM","BER","TINY"]""", ("RTM", 9), ("BER", 3), ("TINY", 4));

        var cart = await ReserveAsync("cs-4", "cart", 4);
        var order = await OrderAsync("cs-4", "1", 4, "cart");

        Nodes(cart).ShouldBe(["TINY 4"]);
        Nodes(order).ShouldBe(["TINY 4"]);
        var timeline = await _grid.GetAsync("/v1/channels/cs-4/orders/1/timeline");
        var decision = timeline.Body.GetProperty("events")[1].GetProperty("body").GetProperty("decision");
        decision.GetProperty("why").GetString().ShouldBe("Reservation");
        var candidates = decision.GetProperty("candidates").EnumerateArray().ToList();
        candidates.ConvertAll(one => one.GetProperty("node").GetString()).ShouldBe(["BER", "TINY", "RTM"]);
        candidates[2].GetProperty("filtered").GetString().ShouldBe("Excepted");
    }

    [Fact]
    public async Task A_channel_without_rules_tells_which_nodes_held_the_cart()
    {
        await OpenAsync("cs-5", "null", """["RTM","BER"]""", ("RTM", 2), ("BER", 9));
        await ReserveAsync("cs-5", "cart", 3);

        await OrderAsync("cs-5", "1", 3, "cart");

        var decision = (await _grid.GetAsync("/v1/channels/cs-5/orders/1")).Body.GetProperty("lines")[0]
            .GetProperty("decision");
        decision.GetProperty("why").GetString().ShouldBe("Reservation");
        decision.GetProperty("candidates").EnumerateArray().Select(one => one.GetProperty("node").GetString())
            .ShouldBe(["RTM", "BER"]);
    }

    [Fact]
    public async Task A_cart_that_no_allowed_set_of_nodes_can_hold_is_refused_and_its_id_may_be_used_again()
    {
        await OpenAsync("cs-6", OneShipment, """["RTM","BER","TINY"]""", ("RTM", 9), ("BER", 3), ("TINY", 4));

        var refused = await ReserveAsync("cs-6", "cart", 5);
        await _grid.StockAsync("CS-6", 5);

        refused.ShouldBeProblem(409, "CannotBeSourced").Body.GetProperty("errors")[0].GetProperty("code").GetString()
            .ShouldBe("SplitNotAllowed");
        Nodes(await ReserveAsync("cs-6", "cart", 5)).ShouldBe(["BER 5"]);
    }

    [Fact]
    public async Task A_cart_that_no_node_may_ship_is_refused()
    {
        await OpenAsync("cs-7", """{"filters":{"except":["RTM","BER"]}}""", """["RTM","BER"]""", ("RTM", 9));

        (await ReserveAsync("cs-7", "cart", 1)).ShouldBeProblem(409, "CannotBeSourced").Body.GetProperty("errors")[0]
            .GetProperty("code").GetString().ShouldBe("NoNode");
    }

    [Fact]
    public async Task A_cart_of_an_item_that_asks_for_something_is_held_where_it_is()
    {
        const string Cold = """{"filters":{"capabilities":["cold"]}}""";
        await OpenAsync("cs-8", Cold, """["BER","RTM"]""", ("BER", 9), ("RTM", 9));

        Nodes(await ReserveAsync("cs-8", "cart", 2)).ShouldBe(["RTM 2"]);
    }

    [Fact]
    public async Task A_cart_held_before_the_rules_changed_gives_back_what_they_no_longer_allow()
    {
        await OpenAsync("cs-9", "null", """["RTM","BER"]""", ("RTM", 2), ("BER", 5));
        Nodes(await ReserveAsync("cs-9", "cart", 4)).ShouldBe(["RTM 2", "BER 2"]);
        await ConfigureAsync("cs-9", """{"filters":{"except":["RTM"]}}""", """["RTM","BER"]""");

        var order = await OrderAsync("cs-9", "1", 4, "cart");

        Nodes(order).ShouldBe(["BER 2", "BER 2"]);
        await _grid.WaitForEventAsync("CS-9@RTM", "inventory.released.v1");
    }

    [Theory]
    [InlineData("cs-10", """{"split":{"maxShipments":1}}""", 5, 409)]
    [InlineData("cs-11", """{"split":{"maxShipments":2}}""", 5, 201)]
    [InlineData("cs-12", """{"split":{"shipComplete":true}}""", 3, 201)]
    [InlineData("cs-13", """{"split":{"minValuePerShipment":{"amount":"20.00","currency":"EUR"} } }""", 5, 409)]
    [InlineData("cs-14", """{"split":{"minValuePerShipment":{"amount":"19.00","currency":"EUR"} } }""", 5, 201)]
    public async Task An_order_with_its_cart_keeps_to_the_split_policy_as_a_whole(
        string channel, string rules, int pieces, int status)
    {
        await OpenAsync(channel, rules, """["BER","RTM"]""", ("BER", 3), ("RTM", 9));
        Nodes(await ReserveAsync(channel, "cart", 3)).ShouldBe(["BER 3"]);

        var order = await OrderAsync(channel, "1", pieces, "cart");

        ((int)order.Status).ShouldBe(status, order.Text);
        var left = await _grid.GetAsync($"/v1/channels/{channel}/reservations/cart");
        left.Body.GetProperty("status").GetString().ShouldBe(status == 201 ? "Converted" : "Placed");
        (status == 201 ? "" : order.Body.GetProperty("errors")[0].GetProperty("code").GetString())
            .ShouldBe(status == 201 ? "" : "SplitNotAllowed");
    }

    [Fact]
    public async Task Of_two_nodes_that_an_order_may_still_use_the_one_that_has_its_cart_counts_once()
    {
        const string Two = """{"split":{"maxShipments":2}}""";
        await OpenAsync("cs-15", Two, """["BER","RTM","TINY"]""", ("BER", 3), ("RTM", 1), ("TINY", 3));
        await ReserveAsync("cs-15", "cart", 3);

        Nodes(await OrderAsync("cs-15", "1", 5, "cart")).ShouldBe(["BER 3", "TINY 2"]);
    }

    private static string[] Nodes(Answer answer)
    {
        ((int)answer.Status).ShouldBe(201, answer.Text);
        return
        [
            .. answer.Body.GetProperty("lines").EnumerateArray()
                .SelectMany(line => line.GetProperty("allocations").EnumerateArray())
                .Select(one => $"{one.GetProperty("node").GetString()} {one.GetProperty("quantity").GetInt32()}"),
        ];
    }

    // Each channel sells one item of its own.
    private async Task OpenAsync(string channel, string rules, string nodes, params (string Node, int Pieces)[] stock)
    {
        (await ConfigureAsync(channel, rules, nodes)).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var (node, pieces) in stock)
        {
            await _grid.StockAsync(channel.ToUpperInvariant(), pieces, node);
        }
    }

    private Task<Answer> ConfigureAsync(string channel, string rules, string nodes) => _grid.ConfigureAsync(
        channel,
        $$$"""
        {"format":"canonical","currency":"EUR","nodes":{{{nodes}}},"sourcing":{{{rules}}},
        "listings":[{"channelSku":"it","sku":"{{{channel.ToUpperInvariant()}}}","units":{"EA":1} }]}
        """);

    private Task<Answer> ReserveAsync(string channel, string id, int pieces) => _grid.PutAsync(
        $"/v1/channels/{channel}/reservations/{id}",
        $$"""{"lines":[{"sku":"it","unit":"EA","quantity":{{pieces}} }],"expiresInSeconds":600}""");

    private Task<Answer> OrderAsync(string channel, string number, int pieces, string? reservation = null)
    {
        var body = Bodies.Order(Bodies.Line(1, "it", pieces));
        return _grid.PutAsync(
            $"/v1/channels/{channel}/orders/{number}",
            reservation is null ? body : $$"""{{body[..^1]}},"reservation":"{{reservation}}"}""");
    }
}
