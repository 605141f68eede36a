using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>What one buyer may have of a position, on every way to its stock.</summary>
public sealed class BuyerCapTests(BuyerCapFixture shop) : IClassFixture<BuyerCapFixture>
{
    [Fact]
    public async Task An_order_beyond_the_cap_is_refused_as_that_and_not_as_a_lack_of_stock()
    {
        await shop.StockAsync("order", 100, most: 2);
        (await shop.OrderAsync("order-1", ("order", 2))).Status.ShouldBe(HttpStatusCode.Created);

        var more = await shop.OrderAsync("order-2", ("order", 1));
        var tooMany = await shop.OrderAsync("order-3", ("order", 3), "bert");
        var other = await shop.OrderAsync("order-4", ("order", 2), "bert");

        ShouldBeCapped(more);
        ShouldBeCapped(tooMany);
        other.Status.ShouldBe(HttpStatusCode.Created, other.Text);
    }

    [Fact]
    public async Task A_line_that_only_lacks_stock_is_still_told_so()
    {
        await shop.StockAsync("short", 1, most: 5);

        var answer = await shop.OrderAsync("short-1", ("short", 3));

        answer.ShouldBeProblem(409, "InsufficientStock").Body.GetProperty("retryable").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task What_the_cap_leaves_at_one_node_may_be_made_up_for_at_another()
    {
        await shop.StockAsync("part", 100, most: 2);
        await shop.StockAsync("part", 100, node: "RTM");

        var order = await shop.OrderAsync("part-1", ("part", 5));

        PartsOf(order).ShouldBe([("BER", 2), ("RTM", 3)]);
    }

    [Fact]
    public async Task A_cart_counts_for_its_customer_and_is_refused_beyond_the_cap_for_ever()
    {
        await shop.StockAsync("cart", 100, most: 2);
        (await shop.ReserveAsync("cart-1", "cart", 2, "anna")).Status.ShouldBe(HttpStatusCode.Created);

        var second = await shop.ReserveAsync("cart-2", "cart", 1, "anna");
        var again = await shop.ReserveAsync("cart-2", "cart", 1, "anna");
        var beside = await shop.OrderAsync("cart-a", ("cart", 1));
        var converted = await shop.OrderAsync("cart-b", ("cart", 2), cart: "cart-1");

        ShouldBeCapped(second);
        ShouldBeCapped(again);
        ShouldBeCapped(beside);
        converted.Status.ShouldBe(HttpStatusCode.Created, converted.Text);
        ShouldBeCapped(await shop.OrderAsync("cart-c", ("cart", 1)));
    }

    [Fact]
    public async Task A_cart_of_nobody_does_not_carry_a_customer_past_the_cap()
    {
        await shop.StockAsync("guest", 100, most: 2);
        (await shop.OrderAsync("guest-1", ("guest", 2))).Status.ShouldBe(HttpStatusCode.Created);
        (await shop.ReserveAsync("guest-1", "guest", 10)).Status.ShouldBe(HttpStatusCode.Created);

        var capped = await shop.OrderAsync("guest-2", ("guest", 10), cart: "guest-1");
        var partly = await shop.OrderAsync("guest-3", ("guest", 1), "bert", "guest-1");

        ShouldBeCapped(capped);
        ShouldBeCapped(partly);
        (await CartAsync("guest-1")).ShouldBe("Placed", "an order that is refused leaves it as it was");
    }

    [Fact]
    public async Task A_cart_of_nobody_counts_for_whoever_orders_it()
    {
        await shop.StockAsync("turn", 100, most: 2);
        (await shop.ReserveAsync("turn-1", "turn", 2)).Status.ShouldBe(HttpStatusCode.Created);

        var order = await shop.OrderAsync("turn-1", ("turn", 2), cart: "turn-1");
        var again = await shop.OrderAsync("turn-1", ("turn", 2), cart: "turn-1");

        order.Status.ShouldBe(HttpStatusCode.Created, order.Text);
        again.Status.ShouldBe(HttpStatusCode.OK, again.Text);
        ShouldBeCapped(await shop.OrderAsync("turn-2", ("turn", 1)));
    }

    [Fact]
    public async Task A_cart_that_counts_for_one_customer_is_not_sold_to_another_under_a_cap()
    {
        await shop.StockAsync("other", 100, most: 2);
        await shop.StockAsync("kept", 100);
        (await shop.ReserveAsync("other-1", "other", 2, "anna")).Status.ShouldBe(HttpStatusCode.Created);
        (await shop.ReserveAsync("kept-1", "kept", 2, "anna")).Status.ShouldBe(HttpStatusCode.Created);

        ShouldBeCapped(await shop.OrderAsync("other-1", ("other", 2), "bert", "other-1"));
        (await shop.OrderAsync("kept-1", ("kept", 2), "bert", "kept-1")).Status.ShouldBe(HttpStatusCode.Created);
        (await shop.OrderAsync("other-2", ("other", 2), "anna", "other-1")).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_a_cart_gives_back_its_customer_may_take_again()
    {
        await shop.StockAsync("again", 100, most: 2);
        await shop.ReserveAsync("again-1", "again", 2, "anna");
        await shop.Grid.SendAsync(HttpMethod.Delete, "/v1/channels/plain/reservations/again-1");

        (await shop.ReserveAsync("again-2", "again", 2, "anna")).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(BuyerCapFixture.Split, "near")]
    [InlineData(BuyerCapFixture.Balance, "many")]
    public async Task Under_rules_that_plan_a_used_up_cap_is_a_refusal_and_other_nodes_are_tried(
        string channel, string item)
    {
        await shop.StockAsync(item, 100, most: 2);
        (await shop.OrderAsync("1", (item, 2), channel: channel)).Status.ShouldBe(HttpStatusCode.Created);

        ShouldBeCapped(await shop.OrderAsync("2", (item, 1), channel: channel));

        await shop.StockAsync(item, 5, node: "RTM");
        PartsOf(await shop.OrderAsync("3", (item, 4), channel: channel)).ShouldBe([("RTM", 4)]);
        PartsOf(await shop.OrderAsync("4", (item, 3), "bert", channel: channel)).Sum(part => part.Pieces).ShouldBe(3);
        (await shop.OrderAsync("5", (item, 1), "carl", channel: channel)).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Components_of_a_kit_count_for_its_buyer()
    {
        var defined = await shop.Grid.CallAdminAsync(
            HttpMethod.Put,
            "/v1/kits/SET",
            """{"components":[{"sku":"SET-CUP","perKit":2}]}""",
            ("X-Actor", "tester"),
            ("X-Reason", "tests"));
        defined.Status.ShouldBe(HttpStatusCode.OK, defined.Text);
        await shop.StockAsync("set-cup", 100, most: 4);

        (await shop.ReserveAsync("set-1", "set", 2)).Status.ShouldBe(HttpStatusCode.Created);
        (await shop.OrderAsync("set-1", ("set", 2), cart: "set-1")).Status.ShouldBe(HttpStatusCode.Created);

        ShouldBeCapped(await shop.OrderAsync("set-2", ("set", 1)));
        ShouldBeCapped(await shop.ReserveAsync("set-2", "set", 1, "anna"));
        ShouldBeCapped(await shop.OrderAsync("set-2", ("set", 1), channel: BuyerCapFixture.Split));
    }

    private static void ShouldBeCapped(Answer answer)
    {
        var problem = answer.ShouldBeProblem(409, "BuyerCapReached").Body;
        (problem.TryGetProperty("retryable", out var retryable) && retryable.GetBoolean()).ShouldBeFalse();
        problem.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe("BuyerCapReached");
        problem.GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe("/lines/0");
    }

    private static List<(string Node, int Pieces)> PartsOf(Answer order)
    {
        order.Status.ShouldBe(HttpStatusCode.Created, order.Text);
        return
        [
            .. order.Body.GetProperty("lines")[0].GetProperty("allocations").EnumerateArray().Select(
                part => (part.GetProperty("node").GetString()!, part.GetProperty("quantity").GetInt32())),
        ];
    }

    private async Task<string?> CartAsync(string id) =>
        (await shop.Grid.GetAsync($"/v1/channels/plain/reservations/{id}")).Body.GetProperty("status").GetString();
}
