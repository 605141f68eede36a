using System.Net;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>Ways in which stock is sold twice or lost, one caller at a time.</summary>
public sealed class OversellTests(OversellPeer shop) : IClassFixture<OversellPeer>
{
    private const int MaxAttempts = 20;

    [Fact]
    public async Task A_cart_whose_two_lines_share_an_item_gets_both_or_holds_nothing()
    {
        await shop.Grid.StockAsync("TWIN", 3);

        var tooMuch = await shop.ReserveAsync("twin-1", "twin", 600, 2, 2);
        var untouched = await shop.StockAsync("TWIN");
        var fits = await shop.ReserveAsync("twin-2", "twin", 600, 2, 1);

        tooMuch.ShouldBeProblem(409, "InsufficientStock").ShouldPointAt("/lines/1");
        untouched.ShouldBe((3, 0, 3));
        fits.Status.ShouldBe(HttpStatusCode.Created, fits.Text);
        (await shop.StockAsync("TWIN")).ShouldBe((3, 3, 0));
    }

    [Fact]
    public async Task Events_of_an_order_are_counted_behind_the_first_page_of_the_feed_too()
    {
        await using var own = new OversellPeer();
        await own.InitializeAsync();
        await own.Grid.StockAsync("LAST", 300);

        var order = await own.OrderAsync("P-1", "last", [.. Enumerable.Repeat(1, 300)]);

        order.Status.ShouldBe(HttpStatusCode.Created, order.Text);
        (await own.EventsAsync("P-1")).ShouldBe(302);
    }

    [Fact]
    public async Task A_line_split_over_nodes_holds_at_each_what_the_promise_says()
    {
        await shop.Grid.StockAsync("BOTH", 3);
        await shop.Grid.StockAsync("BOTH", 4, "RTM");

        var order = await shop.OrderAsync("B-1", "both", 5);

        var parts = order.Body.GetProperty("lines")[0].GetProperty("allocations").EnumerateArray()
            .ToDictionary(
                part => part.GetProperty("node").GetString()!, part => part.GetProperty("quantity").GetInt32());
        parts.Values.Sum().ShouldBe(5);
        (await shop.StockAsync("BOTH")).ShouldBe((3, parts["BER"], 3 - parts["BER"]));
        (await shop.StockAsync("BOTH", "RTM")).ShouldBe((4, parts["RTM"], 4 - parts["RTM"]));
    }

    [Fact]
    public async Task An_order_that_is_short_on_its_last_line_holds_nothing_at_any_node()
    {
        await shop.Grid.StockAsync("TEAR", 3);
        await shop.Grid.StockAsync("TEAR", 4, "RTM");

        var order = await shop.OrderAsync("T-1", "tear", 5, 3);

        // Lines are sourced side by side: which of the two is short is not said.
        order.ShouldBeProblem(409, "InsufficientStock").Body.GetProperty("errors")[0].GetProperty("pointer")
            .GetString().ShouldBeOneOf("/lines/0", "/lines/1");
        (await shop.StockAsync("TEAR")).ShouldBe((3, 0, 3));
        (await shop.StockAsync("TEAR", "RTM")).ShouldBe((4, 0, 4));
        (await shop.EventsAsync("T-1")).ShouldBe(0);
    }

    [Fact]
    public async Task What_an_expired_cart_held_goes_to_another_and_not_to_an_order_that_names_the_cart()
    {
        await shop.Grid.StockAsync("LATE", 1);
        (await shop.ReserveAsync("late-1", "late", 1, 1)).Status.ShouldBe(HttpStatusCode.Created);
        await shop.ExpiredAsync("LATE@BER");
        (await shop.OrderAsync("E-other", "late", 1)).Status.ShouldBe(HttpStatusCode.Created);

        var refused = await shop.OrderReservedAsync("E-late", "late", 1, "late-1");

        refused.ShouldBeProblem(409, "ReservationExpired");
        (await shop.StockAsync("LATE")).ShouldBe((1, 1, 0));
        (await shop.EventsAsync("E-late")).ShouldBe(0);
    }

    [Theory]
    [InlineData(AppendFault.NotWritten, "NotWritten", 3)]
    [InlineData(AppendFault.UnknownWritten, "OutcomeUnknown", 0)]
    [InlineData(AppendFault.UnknownNotWritten, "OutcomeUnknown", 0)]
    public async Task An_order_that_breaks_off_after_its_holds_is_accepted_once_when_it_is_repeated(
        AppendFault fault, string code, int leftBetween)
    {
        var (sku, number) = ("CRASH", $"X-{fault}");
        await using var own = new OversellPeer();
        await own.InitializeAsync();
        await own.Grid.StockAsync(sku, 3);

        var broken = await BreakAsync(own, fault, () => own.OrderAsync(number, "crash", 3));
        var between = await own.StockAsync(sku);
        var again = await RepeatAsync(() => own.OrderAsync(number, "crash", 3));
        var rival = await own.OrderAsync("X-rival", "crash", 1);

        broken.ShouldBeProblem(503, code);
        between.ShouldBe((3, 3 - leftBetween, leftBetween));
        again.Status.ShouldBe(fault == AppendFault.UnknownWritten ? HttpStatusCode.OK : HttpStatusCode.Created);
        rival.ShouldBeProblem(409, "InsufficientStock");
        (await own.StockAsync(sku)).ShouldBe((3, 3, 0));
        (await own.EventsAsync(number)).ShouldBe(3);
    }

    [Fact]
    public async Task Holds_of_an_order_that_broke_off_unheard_are_sold_to_nobody_else_while_they_last()
    {
        await using var own = new OversellPeer();
        await own.InitializeAsync();
        await own.Grid.StockAsync("CRASH", 3);

        var broken = await BreakAsync(own, AppendFault.UnknownNotWritten, () => own.OrderAsync("U-1", "crash", 3));
        var rival = await own.OrderAsync("U-2", "crash", 1);

        broken.ShouldBeProblem(503, "OutcomeUnknown");
        rival.ShouldBeProblem(409, "InsufficientStock");
        (await own.Grid.GetAsync("/v1/channels/web/orders/U-1")).ShouldBeProblem(404, "UnknownOrder");
        (await own.EventsAsync("U-1")).ShouldBe(0);
        (await own.StockAsync("CRASH")).ShouldBe((3, 3, 0));
    }

    [Fact]
    public async Task An_order_that_was_not_written_is_not_there_and_its_stock_goes_to_another()
    {
        await using var own = new OversellPeer();
        await own.InitializeAsync();
        await own.Grid.StockAsync("BLUR", 2);

        await BreakAsync(own, AppendFault.NotWritten, () => own.OrderAsync("N-1", "blur", 2));
        var other = await own.OrderAsync("N-2", "blur", 2);

        (await own.Grid.GetAsync("/v1/channels/web/orders/N-1")).ShouldBeProblem(404, "UnknownOrder");
        (await own.EventsAsync("N-1")).ShouldBe(0);
        other.Status.ShouldBe(HttpStatusCode.Created, other.Text);
        (await own.StockAsync("BLUR")).ShouldBe((2, 2, 0));
    }

    [Theory]
    [InlineData("\"onHand\":-1", "QuantityOutOfRange")]
    [InlineData("\"delta\":-6", "QuantityOutOfRange")]
    [InlineData("\"delta\":1000000000", "QuantityOutOfRange")]
    [InlineData("\"delta\":9223372036854775807", "QuantityOutOfRange")]
    [InlineData("\"delta\":-9223372036854775808", "QuantityOutOfRange")]
    [InlineData("\"onHand\":9223372036854775808", "Malformed")]
    [InlineData("\"op\":\"cas\",\"onHand\":-1,\"expected\":5", "QuantityOutOfRange")]
    [InlineData("\"op\":\"snapshot\",\"onHand\":-1,\"asOf\":\"2026-01-01T00:00:00Z\"", "QuantityOutOfRange")]
    public async Task Stock_below_zero_or_beyond_all_numbers_is_refused_and_changes_nothing(string change, string code)
    {
        var sku = $"NEG-{change.Length}-{code.Length}";
        var rows = await shop.ImportAsync(
            $"neg-{sku}", Row(sku, "\"onHand\":5"), Row(sku, change), Row(sku, "\"delta\":1"));

        rows[1].GetProperty("code").GetString().ShouldBe(code);
        rows[2].GetProperty("onHand").GetInt32().ShouldBe(6);
        (await shop.StockAsync(sku)).ShouldBe((6, 0, 6));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("-9223372036854775808")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("1e30")]
    public async Task A_quantity_that_no_order_and_no_cart_can_have_is_refused_by_both(string quantity)
    {
        var order = await shop.Grid.SubmitAsync("Q-1", Bodies.Order(Bodies.Line(1, "bad"))
            .Replace("\"quantity\":1", $"\"quantity\":{quantity}", StringComparison.Ordinal));
        var cart = await shop.Grid.PutAsync(
            "/v1/channels/web/reservations/q-1",
            $$"""{"lines":[{"sku":"bad","unit":"EA","quantity":{{quantity}} }],"expiresInSeconds":60}""");

        ((int)order.Status).ShouldBeOneOf(400, 422);
        ((int)cart.Status).ShouldBeOneOf(400, 422);
        (await shop.EventsAsync("Q-1")).ShouldBe(0);
    }

    [Fact]
    public async Task A_count_from_a_clock_slightly_ahead_is_taken_and_one_too_far_ahead_changes_nothing()
    {
        var now = TimeProvider.System.GetUtcNow();
        var far = now + StockLimits.ClockTolerance + TimeSpan.FromMinutes(1);

        var rows = await shop.ImportAsync(
            "echo",
            OversellPeer.Count("ECHO", 7, now + (StockLimits.ClockTolerance / 2)),
            OversellPeer.Count("ECHO", 99, far));

        rows[0].GetProperty("onHand").GetInt32().ShouldBe(7);
        rows[1].GetProperty("code").GetString().ShouldBe("TimeOutOfRange");
        (await shop.StockAsync("ECHO")).ShouldBe((7, 0, 7));
    }

    private static string Row(string sku, string change) => $$"""{"sku":"{{sku}}",{{change}} }""";

    // Only the order's own append fails: its holds are taken before.
    private static async Task<Answer> BreakAsync(OversellPeer shop, AppendFault fault, Func<Task<Answer>> order)
    {
        (shop.Grid.Journal.Only, shop.Grid.Journal.Append) = (StreamCategory.Order, fault);
        var answer = await order();
        shop.Grid.Journal.Append = AppendFault.None;
        return answer;
    }

    // A caller does what the problem says: it repeats the request while it is told to.
    private static async Task<Answer> RepeatAsync(Func<Task<Answer>> send)
    {
        var answer = await send();
        for (var attempt = 1; attempt < MaxAttempts && answer.Status == HttpStatusCode.ServiceUnavailable; attempt++)
        {
            answer = await send();
        }

        return answer;
    }
}
