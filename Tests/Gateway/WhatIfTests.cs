using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>Orders of mugs, of which Berlin comes first and Rotterdam is cheaper.</summary>
[Collection(GatewayCollection.Name)]
public sealed class WhatIfTests(GatewayFixture fixture)
{
    private const string ByCost = """{"ranking":[{"by":"Cost","weight":1}]}""";

    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task The_rules_in_force_would_change_nothing()
    {
        await SellAsync("wi-1", 2);

        var answer = await AskAsync("wi-1", "{}");

        Told(answer).ShouldBe("2 orders: 2 same, 0 other, 0 more, 0 fewer, 0 refused; 0 assumed");
        answer.GetProperty("differing").GetArrayLength().ShouldBe(0);
        answer.GetProperty("truncated").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Another_ranking_tells_which_orders_would_ship_from_elsewhere()
    {
        await SellAsync("wi-2", 2);

        var answer = await AskAsync("wi-2", ByCost);

        Told(answer).ShouldBe("2 orders: 0 same, 2 other, 0 more, 0 fewer, 0 refused; 2 assumed");
        var first = answer.GetProperty("differing").EnumerateArray()
            .Single(order => order.GetProperty("order").GetString() == "wi-2/1");
        first.GetProperty("was")[0].GetProperty("node").GetString().ShouldBe("BER");
        first.GetProperty("would")[0].GetProperty("node").GetString().ShouldBe("RTM");
        answer.GetProperty("stock").GetString()!.ShouldContain("taken to have had enough");
    }

    [Fact]
    public async Task Rules_that_leave_no_node_would_refuse()
    {
        await SellAsync("wi-3", 1);

        Told(await AskAsync("wi-3", """{"filters":{"except":["BER","RTM"]}}"""))
            .ShouldBe("1 orders: 0 same, 0 other, 0 more, 0 fewer, 1 refused; 0 assumed");
    }

    [Fact]
    public async Task No_more_than_a_hundred_differing_orders_are_told()
    {
        await SellAsync("wi-4", 101);

        var answer = await AskAsync("wi-4", ByCost);

        answer.GetProperty("otherNode").GetInt32().ShouldBe(101);
        answer.GetProperty("differing").GetArrayLength().ShouldBe(100);
    }

    [Theory]
    [InlineData("wi-never", "{}", "", 404, "UnknownChannel")]
    [InlineData("web", "{}", "?days=0", 400, "Malformed")]
    [InlineData("web", "{}", "?days=91", 400, "Malformed")]
    [InlineData("web", """{"colour":"red"}""", "", 400, "Malformed")]
    [InlineData("web", """{"split":{"maxShipments":0}}""", "", 422, "BadSourcing")]
    public async Task What_cannot_be_tried_is_refused(
        string channel, string rules, string query, int status, string code) =>
        (await PostAsync(channel, rules, query)).ShouldBeProblem(status, code);

    private async Task SellAsync(string channel, int orders)
    {
        await _grid.ConfigureAsync(channel, Bodies.Channel);
        var answers = await Task.WhenAll(Enumerable.Range(1, orders).Select(
            number => _grid.PutAsync($"/v1/channels/{channel}/orders/{number}", Bodies.Order())));
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created);
    }

    private async Task<JsonElement> AskAsync(string channel, string rules)
    {
        var answer = await PostAsync(channel, rules, "?days=1");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Body;
    }

    private Task<Answer> PostAsync(string channel, string rules, string query) =>
        _grid.PostAdminAsync($"/v1/admin/channels/{channel}/sourcing:what-if{query}", rules);

    private static string Told(JsonElement answer)
    {
        return $"{Of("orders")} orders: {Of("unchanged")} same, {Of("otherNode")} other, {Of("moreShipments")} more, "
            + $"{Of("fewerShipments")} fewer, {Of("wouldBeRefused")} refused; {Of("assumed")} assumed";

        int Of(string member) => answer.GetProperty(member).GetInt32();
    }
}
