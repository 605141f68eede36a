using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class SourcingRuleTests(GatewayFixture fixture)
{
    private const string Rules =
        """
        {"filters":{"regions":["DE","NL"],"except":["BER"]},"ranking":[{"by":"Cost","weight":3}],
        "split":{"maxShipments":2,"minValuePerShipment":{"amount":"20.00","currency":"EUR"}}}
        """;

    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task Rules_are_in_force_and_shown_as_they_were_configured()
    {
        (await ConfigureAsync("src-1", Rules)).Status.ShouldBe(HttpStatusCode.OK);

        var shown = await _grid.AskAdminAsync("/v1/admin/channels/src-1");

        var sourcing = shown.Body.GetProperty("sourcing");
        sourcing.GetProperty("filters").GetProperty("except")[0].GetString().ShouldBe("BER");
        sourcing.GetProperty("ranking")[0].GetProperty("by").GetString().ShouldBe("Cost");
        sourcing.GetProperty("backorder").GetString().ShouldBe("Never");
        (await _grid.ConfigureAsync("src-1", shown.Text)).Headers["ETag"].ShouldBe("\"1\"");
    }

    [Theory]
    [InlineData("""{"filters":{"regions":["MARS"]}}""", "/sourcing/filters/regions/0")]
    [InlineData("""{"filters":{"capabilities":["cold","hazmat"]}}""", "/sourcing/filters/capabilities/1")]
    [InlineData("""{"filters":{"except":["LYS"]}}""", "/sourcing/filters/except/0")]
    [InlineData("""{"ranking":[{"by":"Cost","weight":0}]}""", "/sourcing/ranking/0/weight")]
    [InlineData("""{"split":{"maxShipments":0}}""", "/sourcing/split/maxShipments")]
    [InlineData("""{"backorder":"Allow","split":{"shipComplete":true}}""", "/sourcing/backorder")]
    [InlineData("""{"backorderDays":7}""", "/sourcing/backorderDays")]
    [InlineData("""{"backorder":"Allow","backorderDays":0}""", "/sourcing/backorderDays")]
    [InlineData("""{"backorder":"Allow","backorderDays":366}""", "/sourcing/backorderDays")]
    public async Task Rules_that_cannot_work_are_refused_and_pointed_at(string rules, string pointer) =>
        (await ConfigureAsync("src-2", rules)).ShouldBeProblem(422, "BadSourcing").ShouldPointAt(pointer);

    [Theory]
    [InlineData("""{"ranking":[{"by":"Colour","weight":1}]}""", "/sourcing/ranking/0/by")]
    [InlineData("""{"colour":"red"}""", "/sourcing/colour")]
    [InlineData("""{"backorder":"Sometimes"}""", "/sourcing/backorder")]
    [InlineData("""{"backorder":"Allow","backorderDays":"soon"}""", "/sourcing/backorderDays")]
    public async Task Rules_that_are_not_rules_are_malformed(string rules, string pointer) =>
        (await ConfigureAsync("src-3", rules)).ShouldBeProblem(400, "Malformed").ShouldPointAt(pointer);

    [Fact]
    public async Task An_item_that_no_node_may_ship_is_refused_line_by_line()
    {
        await ConfigureAsync(
            "src-4",
            """{"filters":{"except":["RTM"]}}""",
            """,{"channelSku":"ice","sku":"ICE","units":{"EA":1},"requires":["cold"]}""");

        var answer = await _grid.PutAsync(
            "/v1/channels/src-4/orders/1", Bodies.Order(Bodies.Line(1), Bodies.Line(2, "ice")));

        var error = answer.ShouldBeProblem(409, "CannotBeSourced").Body.GetProperty("errors")[0];
        error.GetProperty("code").GetString().ShouldBe("NoNode");
        error.GetProperty("line").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_node_ships_no_more_orders_a_day_than_its_capacity()
    {
        await _grid.StockAsync("MUG", 100, "TINY");
        await ConfigureAsync("src-5", """{"filters":{"capacityLeft":true}}""", nodes: """["TINY","BER"]""");

        foreach (var number in new[] { 1, 2, 2, 3 })
        {
            await _grid.PutAsync($"/v1/channels/src-5/orders/{number}", Bodies.Order());
        }

        (await NodeOfAsync("src-5", 2)).ShouldBe("TINY");
        (await NodeOfAsync("src-5", 3)).ShouldBe("BER");
    }

    private async Task<string?> NodeOfAsync(string channel, int number) =>
        (await _grid.GetAsync($"/v1/channels/{channel}/orders/{number}")).Body
            .GetProperty("lines")[0].GetProperty("allocations")[0].GetProperty("node").GetString();

    private Task<Answer> ConfigureAsync(
        string channel, string rules, string listing = "", string nodes = """["BER","RTM"]""") => _grid.ConfigureAsync(
        channel,
        $$$"""
        {"format":"canonical","currency":"EUR","nodes":{{{nodes}}},"sourcing":{{{rules}}},
        "listings":[{"channelSku":"mug","sku":"MUG","units":{"EA":1} }{{{listing}}}]}
        """);
}
