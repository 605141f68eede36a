using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class SubmitOrderTests(GatewayFixture fixture)
{
    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task An_order_is_accepted_with_a_promise_per_line()
    {
        var answer = await _grid.SubmitAsync(
            "A-1", Bodies.Order(Bodies.Line(1, quantity: 2, unit: "BOX"), Bodies.Line(7)));

        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        answer.Body.GetProperty("order").GetString().ShouldBe("web/A-1");
        answer.Headers["ETag"].ShouldBe($"\"{answer.Body.GetProperty("version").GetInt64()}\"");
        answer.Headers.ShouldNotContainKey("Idempotent-Replayed");
        var lines = answer.Body.GetProperty("lines").EnumerateArray().ToList();
        lines.Select(line => line.GetProperty("line").GetInt32()).ShouldBe([1, 7]);
        lines[0].GetProperty("quantity").GetInt32().ShouldBe(20);
        lines[0].GetProperty("allocations")[0].GetProperty("node").GetString().ShouldBe("BER");
    }

    [Fact]
    public async Task A_repeated_order_gets_the_first_promise_and_says_so()
    {
        var first = await _grid.SubmitAsync("A-2");

        var second = await _grid.SubmitAsync("A-2");

        second.Status.ShouldBe(HttpStatusCode.OK);
        second.Headers["Idempotent-Replayed"].ShouldBe("true");
        second.Text.ShouldBe(first.Text);
    }

    [Fact]
    public async Task The_same_number_with_other_content_is_refused()
    {
        await _grid.SubmitAsync("A-3");

        var other = await _grid.SubmitAsync("A-3", Bodies.Order(Bodies.Line(quantity: 2)));

        other.ShouldBeProblem(422, "DuplicateWithOtherContent");
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("a-name-that-is-longer-than-any-channel-may-be")]
    [InlineData("we%20b")]
    public async Task An_unknown_channel_is_not_found(string channel) =>
        (await _grid.PutAsync($"/v1/channels/{channel}/orders/1", Bodies.Order()))
            .ShouldBeProblem(404, "UnknownChannel");

    [Theory]
    [InlineData("UnknownSku", "nothing", "EA", 1, "EUR")]
    [InlineData("UnknownUnit", "mug", "TON", 1, "EUR")]
    [InlineData("QuantityOutOfRange", "mug", "EA", 0, "EUR")]
    [InlineData("QuantityOutOfRange", "mug", "BOX", 1_000_000_000, "EUR")]
    [InlineData("CurrencyMismatch", "mug", "EA", 1, "USD")]
    public async Task A_line_that_cannot_be_understood_is_pointed_at(
        string code, string sku, string unit, long quantity, string currency)
    {
        var answer = await _grid.SubmitAsync(
            "A-4", Bodies.Order(Bodies.Line(3), Bodies.Line(9, sku, quantity, unit, currency)));

        answer.ShouldBeProblem(422, "InvalidLines").ShouldPointAt("/lines/1");
        var error = answer.Body.GetProperty("errors").EnumerateArray().ShouldHaveSingleItem();
        error.GetProperty("code").GetString().ShouldBe(code);
        error.GetProperty("line").GetInt32().ShouldBe(9);
    }

    [Fact]
    public async Task Of_two_lines_with_one_number_the_second_is_pointed_at()
    {
        var answer = await _grid.SubmitAsync("A-5", Bodies.Order(Bodies.Line(4), Bodies.Line(5), Bodies.Line(4)));

        answer.ShouldBeProblem(422, "InvalidLines").ShouldPointAt("/lines/2");
    }

    [Fact]
    public async Task Too_little_stock_is_a_conflict_that_may_pass_and_holds_nothing()
    {
        var answer = await _grid.SubmitAsync("A-6", Bodies.Order(Bodies.Line(1), Bodies.Line(2, "rare", 4)));

        answer.ShouldBeProblem(409, "InsufficientStock").ShouldPointAt("/lines/1");
        answer.Body.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        var enough = await _grid.SubmitAsync("A-7", Bodies.Order(Bodies.Line(1, "rare", 3)));
        enough.Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(1_000, 201)]
    [InlineData(1_001, 400)]
    public async Task An_order_has_at_most_a_thousand_lines(int lines, int status)
    {
        var body = Bodies.Order([.. Enumerable.Range(1, lines).Select(line => Bodies.Line(line))]);

        var answer = await _grid.SubmitAsync($"A-{lines}", body);

        ((int)answer.Status).ShouldBe(status, answer.Text);
    }

    [Fact]
    public async Task An_order_is_shown_with_its_version_and_not_again_until_it_changes()
    {
        var version = (await _grid.SubmitAsync("A-8")).Headers["ETag"];

        var shown = await _grid.GetAsync("/v1/channels/web/orders/A-8");
        var same = await _grid.GetAsync("/v1/channels/web/orders/A-8", ("If-None-Match", version));
        var other = await _grid.GetAsync("/v1/channels/web/orders/A-8", ("If-None-Match", "\"999\""));

        shown.Headers["ETag"].ShouldBe(version);
        shown.Body.GetProperty("status").GetString().ShouldBe("Accepted");
        (same.Status, same.Text, same.Headers["ETag"]).ShouldBe((HttpStatusCode.NotModified, "", version));
        other.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_timeline_tells_every_event_with_what_is_behind_it()
    {
        await _grid.PutAsync("/v1/channels/web/orders/A-9", Bodies.Order(), ("X-Correlation-Id", "cart-77"));

        var events = (await _grid.GetAsync("/v1/channels/web/orders/A-9/timeline")).Body.GetProperty("events")
            .EnumerateArray().ToList();

        events.Select(one => one.GetProperty("sequence").GetInt32()).ShouldBe([1, 2, 3]);
        events[^1].GetProperty("type").GetString().ShouldBe("order.accepted.v1");
        events[^1].GetProperty("correlation").GetString().ShouldBe("cart-77");
        events[^1].GetProperty("command").GetString().ShouldBe("submit:web:A-9");
        events[0].GetProperty("body").GetProperty("customer").GetString().ShouldBe("C-1");
    }

    [Theory]
    [InlineData("/v1/channels/web/orders/never")]
    [InlineData("/v1/channels/web/orders/never/timeline")]
    [InlineData("/v1/channels/web/orders/not%40valid")]
    public async Task An_order_that_does_not_exist_is_not_found(string path) =>
        (await _grid.GetAsync(path)).ShouldBeProblem(404, "UnknownOrder");
}
