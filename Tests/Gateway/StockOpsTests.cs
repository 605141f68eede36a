using System.Globalization;
using System.Net;
using System.Text.Json;
using OrderGrid.Inventory;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>Counts, receipts, damage, transfers, limits and the ledger, from outside.</summary>
[Collection(GatewayCollection.Name)]
public sealed class StockOpsTests(GatewayFixture fixture)
{
    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task A_level_on_another_level_than_expected_is_refused_and_told_the_current_one()
    {
        var rows = await ImportAsync(
            "o1",
            """{"sku":"O1","onHand":7}""",
            """{"sku":"O1","op":"cas","onHand":9,"expected":6}""",
            """{"sku":"O1","op":"cas","onHand":9,"expected":7,"source":"ERP","reference":"A-1"}""");

        rows[1].GetProperty("code").GetString().ShouldBe("StaleStock");
        rows[1].GetProperty("onHand").GetInt32().ShouldBe(7);
        rows[2].GetProperty("onHand").GetInt32().ShouldBe(9);
    }

    [Fact]
    public async Task A_count_brings_back_what_happened_since_and_an_older_one_is_stale()
    {
        var before = Now();
        await ImportAsync("o2", """{"sku":"O2","delta":5}""");

        var counted = await ImportAsync("o2b", Count("O2", 20, before), Count("O2", 30, before.AddTicks(-10)));

        counted[0].GetProperty("onHand").GetInt32().ShouldBe(25);
        counted[1].GetProperty("code").GetString().ShouldBe("StaleStock");
        counted[1].GetProperty("onHand").GetInt32().ShouldBe(25);
    }

    [Fact]
    public async Task A_count_from_a_clock_that_is_ahead_is_refused_and_the_tolerance_named()
    {
        var ahead = Now() + StockLimits.ClockTolerance + TimeSpan.FromMinutes(1);

        var row = (await ImportAsync("o3", Count("O3", 20, ahead))).ShouldHaveSingleItem();

        row.GetProperty("code").GetString().ShouldBe("TimeOutOfRange");
        row.GetProperty("detail").GetString()!.ShouldContain("5 seconds");
    }

    [Fact]
    public async Task A_count_that_races_with_sales_loses_none_of_them()
    {
        await _grid.StockAsync("MUG", 100, "RTM");
        var asOf = Now();
        var orders = Enumerable.Range(1, 20).Select(order =>
            _grid.SubmitAsync($"O-4-{order}", Bodies.Order(Bodies.Line(1, "mug", 1))));

        var sold = Task.WhenAll(orders);
        var counted = await ImportAtAsync("RTM", "o4", Count("MUG", 60, asOf));
        (await sold).ShouldAllBe(answer => answer.Status == HttpStatusCode.Created);

        counted.Single().GetProperty("onHand").GetInt32().ShouldBe(60);
        var levels = await LevelsAsync("RTM", "MUG");
        levels.GetProperty("onHand").GetInt32().ShouldBe(60);
        Promised(levels).ShouldBe(60 - levels.GetProperty("availableToPromise").GetInt32());
    }

    [Fact]
    public async Task A_count_below_what_orders_hold_is_taken_and_stops_sales()
    {
        await _grid.StockAsync("LAMP", 5, "RTM");
        (await _grid.SubmitAsync("O-5", Bodies.Order(Bodies.Line(1, "lamp", 4)))).Status
            .ShouldBe(HttpStatusCode.Created);
        var held = Promised(await LevelsAsync("RTM", "LAMP"));

        var row = (await ImportAtAsync("RTM", "o5", Count("LAMP", held - 1, Now()))).ShouldHaveSingleItem();

        row.GetProperty("short").GetInt32().ShouldBe(1);
        row.GetProperty("availableToPromise").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_receipt_is_expected_slips_and_arrives()
    {
        var rows = await ImportAsync(
            "o6",
            """{"sku":"O6","op":"expect","receipt":"PO-1","quantity":8,"eta":"2030-01-01T00:00:00Z"}""",
            """{"sku":"O6","op":"slip","receipt":"PO-1","eta":"2030-02-01T00:00:00Z"}""",
            """{"sku":"O6","op":"receive","receipt":"PO-1","quantity":3}""",
            """{"sku":"O6","op":"slip","receipt":"PO-2","eta":"2030-02-01T00:00:00Z"}""");

        rows.Select(row => row.GetProperty("status").GetInt32()).ShouldBe([200, 200, 200, 422]);
        var answer = (await _grid.GetAsync("/v1/nodes/BER/stock/O6")).Body;
        answer.GetProperty("levels").GetProperty("incoming").GetInt32().ShouldBe(5);
        answer.GetProperty("terms").GetProperty("receipts")[0].GetProperty("eta").GetString()!
            .ShouldStartWith("2030-02-01");
    }

    [Fact]
    public async Task A_transfer_leaves_one_node_is_announced_at_the_other_and_arrives()
    {
        await _grid.StockAsync("O7", 10);
        var left = """{"sku":"O7","op":"transferOut","node":"RTM","receipt":"T-7","quantity":4,"""
            + "\"eta\":\"2030-01-01T00:00:00Z\"}";
        var arrived = """{"sku":"O7","op":"transferIn","node":"BER","receipt":"T-7","quantity":4}""";

        await ImportAsync("o7", left);
        (await LevelsAsync("BER", "O7")).GetProperty("leaving").GetInt32().ShouldBe(4);
        (await LevelsAsync("RTM", "O7")).GetProperty("incoming").GetInt32().ShouldBe(4);
        await ImportAtAsync("RTM", "o7b", arrived);
        await ImportAtAsync("RTM", "o7b", arrived);

        (await LevelsAsync("BER", "O7")).TryGetProperty("leaving", out _).ShouldBeFalse();
        (await LevelsAsync("RTM", "O7")).GetProperty("onHand").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Damage_safety_reservations_and_limits_show_in_the_levels()
    {
        await ImportAsync(
            "o8",
            """{"sku":"O8","onHand":20}""",
            """{"sku":"O8","op":"damage","delta":2}""",
            """{"sku":"O8","op":"safety","quantity":3}""",
            """{"sku":"O8","op":"allot","channel":"web","quantity":5,"overflow":true}""",
            """{"sku":"O8","op":"limits","backorder":{"limit":7,"horizonDays":14},"buyerCap":{"most":2}}""");

        var answer = (await _grid.GetAsync("/v1/nodes/BER/stock/O8")).Body;

        answer.GetProperty("levels").GetProperty("availableToPromise").GetInt32().ShouldBe(20 - 2 - 3 - 5);
        answer.GetProperty("terms").GetProperty("allotments")[0].GetProperty("left").GetInt32().ShouldBe(5);
        answer.GetProperty("terms").GetProperty("backorder").GetProperty("horizonDays").GetInt32().ShouldBe(14);
        answer.GetProperty("version").GetInt32().ShouldBe(5);
    }

    [Theory]
    [InlineData("""{"sku":"O9","op":"juggle","onHand":1}""")]
    [InlineData("""{"sku":"O9","op":"snapshot","onHand":1}""")]
    [InlineData("""{"sku":"O9","op":"snapshot","onHand":1,"asOf":"yesterday"}""")]
    [InlineData("""{"sku":"O9","op":"receive","receipt":"has blanks","quantity":1}""")]
    [InlineData("""{"sku":"O9","op":"receive","receipt":"R","quantity":1,"delta":1}""")]
    [InlineData("""{"sku":"O9","op":"limits","backorder":{"limit":-1}}""")]
    [InlineData("""{"sku":"O9","op":"damage","delta":1,"source":""}""")]
    public async Task A_row_that_does_not_fit_its_op_fails_alone(string row)
    {
        var rows = await ImportAsync($"o9-{row.Length}", row, """{"sku":"O9A","onHand":1}""");

        rows.Select(one => one.GetProperty("status").GetInt32()).ShouldBe([400, 200]);
        rows[0].GetProperty("code").GetString().ShouldBe("Malformed");
    }

    [Theory]
    [InlineData("""{"sku":"O10","op":"receive","receipt":"R","quantity":-1}""", 422, "QuantityOutOfRange")]
    [InlineData("""{"sku":"O10","op":"damage","delta":9223372036854775807}""", 422, "QuantityOutOfRange")]
    [InlineData("""{"sku":"O10","op":"safety","quantity":1000000001}""", 422, "QuantityOutOfRange")]
    [InlineData("""{"sku":"O10","op":"transferIn","receipt":"T","quantity":1,"node":"MARS"}""", 404, "UnknownNode")]
    [InlineData("""{"sku":"O10","op":"transferOut","receipt":"T","quantity":1,"node":"BER"}""", 404, "UnknownNode")]
    public async Task What_cannot_be_is_refused_in_its_row(string row, int status, string code)
    {
        var refused = (await ImportAsync($"o10-{row.Length}", row)).ShouldHaveSingleItem();

        refused.GetProperty("status").GetInt32().ShouldBe(status);
        refused.GetProperty("code").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task The_ledger_says_why_and_who_and_runs_along()
    {
        await ImportAsync(
            "o11",
            """{"sku":"O11","onHand":10,"reason":"count","source":"WMS","reference":"C-1"}""",
            """{"sku":"O11","op":"receive","receipt":"PO-9","quantity":4}""",
            """{"sku":"O11","delta":-1,"reason":"broken"}""");

        var ledger = (await _grid.GetAsync("/v1/nodes/BER/stock/O11/ledger")).Body.GetProperty("entries");

        ledger.EnumerateArray().Select(entry => entry.GetProperty("change").GetInt32()).ShouldBe([10, 4, -1]);
        ledger[0].GetProperty("source").GetString().ShouldBe("WMS");
        ledger[2].GetProperty("reason").GetString().ShouldBe("broken");
        ledger.EnumerateArray().Select(entry => entry.GetProperty("source").GetString())
            .ShouldBe(["WMS", "o11", "o11"], "who names nobody is known by the key");
        ledger[2].GetProperty("levels").GetProperty("onHand").GetInt32().ShouldBe(13);
    }

    [Fact]
    public async Task The_ledger_is_paged_and_ends_at_the_time_asked_for()
    {
        var rows = Enumerable.Range(1, StockLedger.MaxEntries + 5).Select(_ => """{"sku":"O12","delta":1}""").ToArray();
        await ImportAsync("o12", rows);
        var between = Now();
        await ImportAsync("o12b", """{"sku":"O12","onHand":1}""");

        var asked = await _grid.GetAsync(
            $"/v1/nodes/BER/stock/O12/ledger?asOf={between.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}");
        var former = await _grid.GetAsync("/v1/nodes/BER/stock/O12/ledger?after=0");

        var entries = asked.Body.GetProperty("entries").EnumerateArray().ToList();
        entries.Count.ShouldBe(StockLedger.MaxEntries);
        entries[^1].GetProperty("levels").GetProperty("onHand").GetInt32().ShouldBe(rows.Length);
        entries.ShouldAllBe(entry => entry.GetProperty("change").GetInt32() == 1);
        asked.Headers["Link"].ShouldContain("after=0");
        former.Headers["Link"].ShouldContain("rel=\"next\"");
    }

    [Theory]
    [InlineData("/v1/nodes/XXX/stock/A", 404)]
    [InlineData("/v1/nodes/XXX/stock/A/ledger", 404)]
    [InlineData("/v1/nodes/BER/stock/A%20B", 400)]
    [InlineData("/v1/nodes/BER/stock/A/ledger?asOf=soon", 400)]
    [InlineData("/v1/nodes/BER/stock/A/ledger?after=-1", 400)]
    public async Task A_question_that_cannot_be_understood_is_refused(string path, int status) =>
        ((int)(await _grid.GetAsync(path)).Status).ShouldBe(status);

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private static string Count(string sku, int onHand, DateTimeOffset asOf) =>
        $$"""{"sku":"{{sku}}","op":"snapshot","onHand":{{onHand}},"""
        + string.Create(CultureInfo.InvariantCulture, $"\"asOf\":\"{asOf:O}\"}}");

    private static int Promised(JsonElement levels) =>
        levels.GetProperty("pending").GetInt32() + levels.GetProperty("committed").GetInt32();

    private async Task<JsonElement> LevelsAsync(string node, string sku) =>
        (await _grid.GetAsync($"/v1/nodes/{node}/stock/{sku}")).Body.GetProperty("levels");

    private Task<IReadOnlyList<JsonElement>> ImportAsync(string key, params string[] rows) =>
        ImportAtAsync("BER", key, rows);

    private async Task<IReadOnlyList<JsonElement>> ImportAtAsync(string node, string key, params string[] rows)
    {
        var answer = await _grid.PostAsync(
            $"/v1/nodes/{node}/stock", Bodies.Rows, string.Join('\n', rows), ("Idempotency-Key", key));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Rows();
    }
}
