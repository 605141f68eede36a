using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>Kits of two A and one B, as a shop sees them, one caller at a time.</summary>
public sealed class KitTests(KitShop shop) : IClassFixture<KitShop>
{
    [Fact]
    public async Task A_kit_is_held_as_its_components()
    {
        await shop.StockAsync("part", 5, 9);

        var order = await shop.OrderAsync("P-1", ("part", 2));

        order.Status.ShouldBe(HttpStatusCode.Created, order.Text);
        (await shop.PromisedAsync("part")).ShouldBe((4, 2));
        var line = (await shop.Grid.GetAsync("/v1/channels/web/orders/P-1")).Body.GetProperty("lines")[0];
        line.GetProperty("allocated").GetInt32().ShouldBe(2);
        line.GetProperty("line").GetProperty("kit").GetProperty("revision").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_kit_holds_nothing_and_names_the_component_that_is_short()
    {
        await shop.StockAsync("tell", 9, 2);

        var refused = await shop.OrderAsync("T-1", ("tell-a", 1), ("tell", 3));

        refused.ShouldBeProblem(409, "InsufficientStock").ShouldPointAt("/lines/1");
        refused.Body.GetProperty("errors")[0].GetProperty("detail").GetString()!
            .ShouldEndWith("Its component TELL-B is short.");
        (await shop.PromisedAsync("tell")).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Kits_that_one_node_cannot_fill_come_whole_from_two()
    {
        await shop.StockAsync("split", 5, 9);
        await shop.StockAsync("split", 9, 2, "RTM");

        var order = await shop.OrderAsync("S-1", ("split", 4));
        var tooMany = await shop.OrderAsync("S-2", ("split", 1));

        order.Status.ShouldBe(HttpStatusCode.Created, order.Text);
        tooMany.ShouldBeProblem(409, "InsufficientStock");
        (await shop.PromisedAsync("split")).ShouldBe((4, 2));
        (await shop.PromisedAsync("split", "RTM")).ShouldBe((4, 2));
        var events = (await shop.Grid.GetAsync("/v1/channels/web/orders/S-1/timeline")).Body.GetProperty("events");
        var candidate = events[1].GetProperty("body").GetProperty("decision").GetProperty("candidates")[0];
        (candidate.GetProperty("available").GetInt32(), candidate.GetProperty("short").GetString())
            .ShouldBe((2, "SPLIT-A"));
    }

    [Fact]
    public async Task A_kit_and_its_component_in_one_order_share_what_there_is()
    {
        await shop.StockAsync("both", 3, 1);
        await shop.StockAsync("both", 2, 0, "RTM");

        var tooMany = await shop.OrderAsync("B-1", ("both-a", 4), ("both", 1));
        var fits = await shop.OrderAsync("B-2", ("both-a", 3), ("both", 1));

        tooMany.ShouldBeProblem(409, "InsufficientStock");
        fits.Status.ShouldBe(HttpStatusCode.Created, fits.Text);
        (await shop.PromisedAsync("both")).ShouldBe((3, 1));
        (await shop.PromisedAsync("both", "RTM")).ShouldBe((2, 0));
    }

    [Fact]
    public async Task A_channel_that_ships_once_gets_its_kits_from_one_node_or_not_at_all()
    {
        await shop.StockAsync("rule", 5, 9);
        await shop.StockAsync("rule", 6, 3, "RTM");

        var split = await OrderRuledAsync("R-1", ("rule", 4));
        var one = await OrderRuledAsync("R-2", ("rule", 2), ("rule-b", 1), ("rule", 1));

        split.ShouldBeProblem(409, "CannotBeSourced");
        one.ShouldBeProblem(409, "CannotBeSourced");
        (await OrderRuledAsync("R-3", ("rule", 1), ("rule", 2))).Status.ShouldBe(HttpStatusCode.Created);
        (await shop.PromisedAsync("rule")).ShouldBe((0, 0));
        (await shop.PromisedAsync("rule", "RTM")).ShouldBe((6, 3));
    }

    [Fact]
    public async Task More_kits_than_their_components_can_be_counted_are_refused_as_such()
    {
        await shop.DefineAsync("HUGE", ("HUGE-A", 10_000));

        var refused = await shop.OrderAsync("H-1", ("huge", 100_001));
        var counted = await shop.OrderAsync("H-2", ("huge", 100_000));

        refused.ShouldBeProblem(422, "InvalidLines");
        refused.Body.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe("QuantityOutOfRange");
        (await shop.ReserveAsync("h-1", ("huge", 100_001))).ShouldBeProblem(422, "InvalidLines");
        counted.ShouldBeProblem(409, "InsufficientStock");
    }

    [Fact]
    public async Task A_new_definition_counts_for_new_orders_only()
    {
        await shop.StockAsync("anew", 9, 9);
        await shop.OrderAsync("N-1", ("anew", 1));

        await shop.DefineAsync("ANEW", ("ANEW-B", 5));
        var order = await shop.OrderAsync("N-2", ("anew", 1));
        var again = await shop.OrderAsync("N-1", ("anew", 1));

        order.Status.ShouldBe(HttpStatusCode.Created);
        again.Status.ShouldBe(HttpStatusCode.OK);
        (await shop.PromisedAsync("anew")).ShouldBe((2, 6));
        var first = (await shop.Grid.GetAsync("/v1/channels/web/orders/N-1")).Body.GetProperty("lines")[0];
        first.GetProperty("line").GetProperty("kit").GetProperty("components").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_kit_is_available_as_often_as_its_scarcest_component_allows()
    {
        await shop.StockAsync("free", 5, 9);
        await shop.StockAsync("free", 9, 3, "RTM");

        var before = await AvailableAsync("free");
        await shop.DefineAsync("FREE", ("FREE-B", 4));
        var after = await AvailableAsync("free");

        (before.Sum, before.First).ShouldBe((5, 2));
        (after.Sum, after.First).ShouldBe((2, 2));
        after.Version.ShouldBeGreaterThan(before.Version);
        after.Tag.ShouldNotBe(before.Tag);
    }

    private async Task<(int Sum, int First, long Version, string Tag)> AvailableAsync(string sku)
    {
        var answer = await shop.Grid.GetAsync($"/v1/channels/web/availability?sku=nothing,{sku},{sku}-a");
        var item = answer.Body.GetProperty("items")[1];
        var first = item.GetProperty("nodes")[0];
        return (
            item.GetProperty("availableToPromise").GetInt32(),
            first.GetProperty("availableToPromise").GetInt32(),
            first.GetProperty("version").GetInt64(),
            answer.Headers["ETag"]);
    }

    private Task<Answer> OrderRuledAsync(string number, params (string Sku, int Quantity)[] lines) =>
        shop.Grid.PutAsync($"/v1/channels/ruled/orders/{number}", KitShop.Order(lines));
}
