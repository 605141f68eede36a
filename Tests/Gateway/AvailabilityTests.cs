using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class AvailabilityTests(GatewayFixture fixture)
{
    private const string Path = "/v1/channels/web/availability";

    // A second is promised; a machine that is busy with other tests may be late.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task Items_are_answered_over_all_nodes_in_the_order_they_were_asked_for()
    {
        await _grid.StockAsync("PEN", 5);
        await _grid.StockAsync("PEN", 7, "RTM");

        var items = (await _grid.GetAsync($"{Path}?sku=nothing,pen&sku=mug")).Body.GetProperty("items")
            .EnumerateArray().ToList();

        items.Select(item => item.GetProperty("sku").GetString()).ShouldBe(["nothing", "pen", "mug"]);
        items.Select(item => item.GetProperty("listed").GetBoolean()).ShouldBe([false, true, true]);
        items[1].GetProperty("availableToPromise").GetInt32().ShouldBe(12);
        items[1].GetProperty("nodes")[1].GetProperty("availableToPromise").GetInt32().ShouldBe(7);
        items[1].GetProperty("nodes")[1].GetProperty("version").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_channel_is_told_its_own_reservation_and_no_other_channels()
    {
        await using var grid = await GatewayPeer.StartAsync();
        await grid.ConfigureAsync("web", Bodies.Channel);
        await grid.ConfigureAsync("market", Bodies.Channel);
        await grid.StockAsync("PEN", 10);
        await grid.PostAsync(
            "/v1/nodes/BER/stock",
            Bodies.Rows,
            """{"sku":"PEN","op":"allot","channel":"web","quantity":6,"overflow":false}""",
            ("Idempotency-Key", "pen-web"));

        var web = await grid.GetAsync($"{Path}?sku=pen");
        var market = await grid.GetAsync("/v1/channels/market/availability?sku=pen");

        web.Body.GetProperty("items")[0].GetProperty("availableToPromise").GetInt32().ShouldBe(6);
        market.Body.GetProperty("items")[0].GetProperty("availableToPromise").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Whoever_asks_is_told_when_there_will_be_more_and_how_much_there_is_then()
    {
        await using var grid = await GatewayPeer.StartAsync();
        await grid.ConfigureAsync("web", Bodies.Channel);
        await grid.StockAsync("PEN", 2);
        await ExpectAsync(grid, "BER", "PEN", 5, "2030-02-01");
        await ExpectAsync(grid, "RTM", "PEN", 3, "2030-01-01");

        var items = (await grid.GetAsync($"{Path}?sku=pen,mug")).Body.GetProperty("items");

        Expected(items[0]).ShouldBe("2030-01-01 5");
        Expected(items[0].GetProperty("nodes")[0]).ShouldBe("2030-02-01 7");
        Expected(items[0].GetProperty("nodes")[1]).ShouldBe("2030-01-01 3");
        items[1].TryGetProperty("expected", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_says_of_when_it_is()
    {
        var before = TimeProvider.System.GetUtcNow();

        var answer = await _grid.GetAsync($"{Path}?sku=mug");

        var asOf = answer.Body.GetProperty("asOf").GetDateTimeOffset();
        asOf.ShouldBeInRange(before - TimeSpan.FromSeconds(5), TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Whoever_knows_the_answer_is_told_so_until_it_changes_and_then_within_a_second()
    {
        await using var grid = await GatewayPeer.StartAsync();
        await grid.ConfigureAsync("web", Bodies.Channel);
        await grid.StockAsync("PEN", 5);
        var known = (await grid.GetAsync($"{Path}?sku=pen")).Headers["ETag"];

        var same = await grid.GetAsync($"{Path}?sku=pen", ("If-None-Match", known));
        await grid.StockAsync("PEN", 6);
        var changedAt = TimeProvider.System.GetTimestamp();
        var other = await UntilChangedAsync(grid, known);

        same.Status.ShouldBe(HttpStatusCode.NotModified);
        same.Text.ShouldBeEmpty();
        same.Headers["ETag"].ShouldBe(known);
        other.Body.GetProperty("items")[0].GetProperty("availableToPromise").GetInt32().ShouldBe(6);
        TimeProvider.System.GetElapsedTime(changedAt).ShouldBeLessThan(Patience);
    }

    [Fact]
    public async Task A_changed_configuration_is_in_force_with_the_next_question()
    {
        await using var grid = await GatewayPeer.StartAsync();
        await grid.ConfigureAsync("web", Bodies.Channel);
        await grid.StockAsync("PEN", 5);
        await grid.GetAsync($"{Path}?sku=pen");

        await grid.ConfigureAsync(
            "web", Bodies.Channel.Replace("\"sku\":\"PEN\"", "\"sku\":\"LAMP\"", StringComparison.Ordinal));
        var answer = await grid.GetAsync($"{Path}?sku=pen");

        answer.Body.GetProperty("items")[0].GetProperty("availableToPromise").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task While_the_journal_is_away_known_items_are_answered_and_unknown_ones_are_not()
    {
        await using var grid = await GatewayPeer.StartAsync();
        await grid.ConfigureAsync("web", Bodies.Channel);
        await grid.GetAsync($"{Path}?sku=pen");
        grid.Journal.Away = true;

        var known = await grid.GetAsync($"{Path}?sku=pen");
        var unknown = await grid.GetAsync($"{Path}?sku=pen,mug");

        known.Status.ShouldBe(HttpStatusCode.OK);
        unknown.ShouldBeProblem(503, "Unavailable");
    }

    [Fact]
    public async Task Two_hundred_items_of_the_longest_name_are_answered()
    {
        var sku = new string('x', 64);

        var answer = await _grid.GetAsync($"{Path}?sku={string.Join("&sku=", Enumerable.Repeat(sku, 200))}");

        answer.Body.GetProperty("items").GetArrayLength().ShouldBe(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?sku=")]
    [InlineData("?sku=a,,b")]
    [InlineData("?sku=a%20b")]
    public async Task A_question_without_names_is_refused(string query) =>
        (await _grid.GetAsync(Path + query)).ShouldBeProblem(400, "Malformed");

    [Fact]
    public async Task Two_hundred_and_one_items_are_too_many() =>
        (await _grid.GetAsync($"{Path}?sku={string.Join(',', Enumerable.Repeat("a", 201))}"))
            .ShouldBeProblem(400, "Malformed");

    [Fact]
    public async Task An_unknown_channel_is_not_found() =>
        (await _grid.GetAsync("/v1/channels/nowhere/availability?sku=a")).ShouldBeProblem(404, "UnknownChannel");

    private static async Task ExpectAsync(GatewayPeer grid, string node, string sku, int pieces, string day) =>
        (await grid.PostAsync(
            $"/v1/nodes/{node}/stock",
            Bodies.Rows,
            $$"""{"sku":"{{sku}}","op":"expect","receipt":"{{day}}","quantity":{{pieces}},"eta":"{{day}}T00:00:00Z"}""",
            ("Idempotency-Key", $"{sku}-{day}"))).Rows()[0].GetProperty("status").GetInt32().ShouldBe(200);

    private static string Expected(JsonElement item)
    {
        var expected = item.GetProperty("expected");
        return $"{expected.GetProperty("at").GetString()![..10]} {expected.GetProperty("availableToPromise")}";
    }

    // Each answer is the event that is waited for: the caller asks for what differs from what it knows.
    private static async Task<Answer> UntilChangedAsync(GatewayPeer grid, string known)
    {
        var started = TimeProvider.System.GetTimestamp();
        Answer answer;
        do
        {
            answer = await grid.GetAsync($"{Path}?sku=pen", ("If-None-Match", known));
        }
        while (answer.Status == HttpStatusCode.NotModified
            && TimeProvider.System.GetElapsedTime(started) < Patience);

        return answer;
    }
}
