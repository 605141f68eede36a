using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

public sealed class KitDefinitionTests(KitShop shop) : IClassFixture<KitShop>
{
    [Fact]
    public async Task A_kit_is_what_was_said_last_and_counts_its_definitions()
    {
        await shop.DefineAsync("SAME", ("SAME-A", 3), ("SAME-B", 1));
        var same = await shop.DefineAsync("SAME", ("SAME-B", 1), ("SAME-A", 3));

        var told = (await shop.Grid.AskAdminAsync("/v1/kits/SAME")).Body;

        same.Body.GetProperty("revision").GetInt32().ShouldBe(2);
        told.GetProperty("revision").GetInt32().ShouldBe(2);
        told.GetProperty("components").EnumerateArray().Select(one => one.GetProperty("perKit").GetInt32())
            .ShouldBe([3, 1]);
    }

    [Theory]
    [InlineData("""{"components":[]}""", 422, "BadComponents", null)]
    [InlineData("""{"components":[{"sku":"A","perKit":1},{"sku":"A","perKit":2}]}""", 422, "BadComponents",
        "/components/1")]
    [InlineData("""{"components":[{"sku":"A","perKit":0}]}""", 422, "BadComponents", "/components/0")]
    [InlineData("""{"components":[{"sku":"A","perKit":10001}]}""", 422, "BadComponents", "/components/0")]
    [InlineData("""{"components":[{"sku":"A","perKit":-1}]}""", 400, "Malformed", "/components/0/perKit")]
    [InlineData("""{"components":[{"sku":"A","perKit":1.5}]}""", 400, "Malformed", "/components/0/perKit")]
    [InlineData("""{"components":[{"sku":"A/B","perKit":1}]}""", 400, "Malformed", "/components/0/sku")]
    [InlineData("""{"components":[{"sku":"A"}]}""", 400, "Malformed", null)]
    [InlineData("""{"components":[null]}""", 400, "Malformed", "/components/0")]
    [InlineData("""{"components":[{"sku":"NEW","perKit":1}]}""", 422, "NestedKit", "/components/0")]
    [InlineData("""{"components":[{"sku":"RACE","perKit":1}]}""", 422, "NestedKit", "/components/0")]
    [InlineData("""{"components":[{"sku":"A","perKit":1}],"sku":"OTHER"}""", 400, "Malformed", "/sku")]
    [InlineData("""{"components":[{"sku":"A","perKit":1}],"color":"red"}""", 400, "Malformed", null)]
    [InlineData("nonsense", 400, "Malformed", null)]
    public async Task What_cannot_be_a_kit_is_refused_and_is_none(
        string body, int status, string code, string? pointer)
    {
        var answer = (await shop.PutAsync("NEW", body)).ShouldBeProblem(status, code);

        if (pointer is not null)
        {
            answer.ShouldPointAt(pointer);
        }

        (await shop.Grid.AskAdminAsync("/v1/kits/NEW")).ShouldBeProblem(404, "UnknownKit");
    }

    [Fact]
    public async Task A_component_of_a_kit_cannot_become_one() =>
        (await shop.DefineAsync("RACE-A", ("MUG", 1))).ShouldBeProblem(422, "NestedKit");

    [Fact]
    public async Task An_item_with_stock_cannot_become_a_kit()
    {
        await shop.Grid.StockAsync("STOCKED", 1, "RTM");

        var refused = await shop.DefineAsync("STOCKED", ("MUG", 1));
        await shop.Grid.StockAsync("STOCKED", 0, "RTM");

        refused.ShouldBeProblem(409, "KitHasStock").Body.GetProperty("detail").GetString()!.ShouldContain("RTM");
        (await shop.DefineAsync("STOCKED", ("MUG", 1))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_kit_takes_no_stock_and_may_lose_what_it_had()
    {
        const string rows = """
            {"sku":"OWN","onHand":5}
            {"sku":"OWN","delta":5}
            {"sku":"OWN","op":"receive","receipt":"R-1","quantity":5}
            {"sku":"OWN","onHand":0}
            {"sku":"OWN-A","onHand":5}
            """;

        var answer = await shop.Grid.PostAsync(
            "/v1/nodes/BER/stock", Bodies.Rows, rows, ("Idempotency-Key", "own-stock"));

        answer.Rows().Select(row => row.GetProperty("status").GetInt32()).ShouldBe([409, 409, 409, 200, 200]);
        answer.Rows()[0].GetProperty("code").GetString().ShouldBe("KitHasStock");
    }

    [Fact]
    public async Task A_kit_is_defined_by_somebody_on_the_admin_port_for_a_reason()
    {
        const string body = """{"components":[{"sku":"A","perKit":1}]}""";

        (await shop.PutAsync("NEW", body, shop.Grid.Http)).ShouldBeProblem(404, "UnknownRoute");
        (await shop.PutAsync("NEW", body, signed: false)).ShouldBeProblem(400, "ReasonMissing");
        (await shop.PutAsync("N%40W", body)).ShouldBeProblem(400, "Malformed");
        (await shop.Grid.AskAdminAsync("/v1/kits/N%40W")).ShouldBeProblem(400, "Malformed");
        (await shop.Grid.GetAsync("/v1/kits/RACE")).ShouldBeProblem(404, "UnknownRoute");
    }
}
