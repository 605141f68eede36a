using System.Net;
using System.Text.Json;
using OrderGrid.Gateway.Http;
using OrderGrid.Gateway.Imports;
using OrderGrid.Inventory;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class StockTests(GatewayFixture fixture)
{
    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task Levels_and_differences_are_applied_in_the_rows_order()
    {
        var rows = await ImportAsync(
            "s1", """{"sku":"S1","onHand":10}""", """{"sku":"S1","delta":-3,"reason":"broken"}""");

        rows.Select(row => row.GetProperty("row").GetInt32()).ShouldBe([1, 2]);
        rows.Select(row => row.GetProperty("onHand").GetInt32()).ShouldBe([10, 7]);
    }

    [Fact]
    public async Task A_repeated_import_changes_nothing()
    {
        string[] rows = ["""{"sku":"S2","delta":5}""", """{"sku":"S2","delta":5}"""];
        await ImportAsync("s2", rows);

        var again = await ImportAsync("s2", rows);

        again[^1].GetProperty("onHand").GetInt32().ShouldBe(10);
        again[^1].GetProperty("version").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("S15", """{"sku":"S15","delta":1}""")]
    [InlineData("S16", """{"sku":"S16","op":"receive","receipt":"R","quantity":1}""")]
    public async Task A_repeated_import_of_more_rows_than_answers_are_kept_changes_nothing(string sku, string row)
    {
        var rows = Enumerable.Repeat(row, PositionLimits.RememberedChanges + 100).ToArray();
        await ImportAsync(sku, rows);

        await ImportAsync(sku, rows);
        var again = await ImportAsync(sku, rows);

        again.ShouldAllBe(one => one.GetProperty("status").GetInt32() == 200);
        again.ShouldAllBe(one => one.GetProperty("onHand").GetInt32() == rows.Length);
        again.ShouldAllBe(one => one.GetProperty("version").GetInt32() == rows.Length);
    }

    [Fact]
    public async Task A_row_that_was_refused_is_decided_when_it_is_sent_again_whatever_came_after_it()
    {
        const string Row = """{"sku":"S17","delta":1}""";
        var rows = Enumerable.Repeat(Row, PositionLimits.RememberedChanges + 100);
        await ImportAsync("s17", ["no row", .. rows]);

        var again = await ImportAsync("s17", [Row, .. rows]);

        again[0].GetProperty("onHand").GetInt32().ShouldBe(PositionLimits.RememberedChanges + 101);
        again[^1].GetProperty("onHand").GetInt32().ShouldBe(PositionLimits.RememberedChanges + 101);
    }

    [Fact]
    public async Task A_repeated_import_with_another_amount_is_refused_in_its_row()
    {
        await ImportAsync("s3", """{"sku":"S3","delta":5}""");

        var row = (await ImportAsync("s3", """{"sku":"S3","delta":6}""")).ShouldHaveSingleItem();

        row.GetProperty("code").GetString().ShouldBe("IdReusedWithOtherContent");
        row.GetProperty("status").GetInt32().ShouldBe(422);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"sku":"S4"}""")]
    [InlineData("""{"sku":"S4","onHand":1,"delta":1}""")]
    [InlineData("""{"sku":"S4","onHand":1,"colour":1}""")]
    [InlineData("""{"sku":"S4","onHand":1,"onHand":2}""")]
    [InlineData("""{"sku":"S 4","onHand":1}""")]
    [InlineData("""{"sku":"S4","onHand":1,"reason":""}""")]
    public async Task A_malformed_row_fails_alone(string row)
    {
        var rows = await ImportAsync("s4", """{"sku":"S4A","onHand":1}""", row, """{"sku":"S4B","onHand":1}""");

        rows.Select(one => one.GetProperty("status").GetInt32()).ShouldBe([200, 400, 200]);
        rows[1].GetProperty("code").GetString().ShouldBe("Malformed");
    }

    [Theory]
    [InlineData("""{"sku":"S5","onHand":-1}""", 422, "QuantityOutOfRange")]
    [InlineData("""{"sku":"S5","onHand":1000000001}""", 422, "QuantityOutOfRange")]
    [InlineData("""{"sku":"S5","delta":-1}""", 422, "QuantityOutOfRange")]
    public async Task A_level_out_of_range_is_refused(string row, int status, string code)
    {
        var refused = (await ImportAsync($"s5-{row.Length}", row)).ShouldHaveSingleItem();

        refused.GetProperty("status").GetInt32().ShouldBe(status);
        refused.GetProperty("code").GetString().ShouldBe(code);
    }

    [Fact]
    public async Task On_hand_cannot_fall_below_what_orders_hold()
    {
        await _grid.StockAsync("LAMP", 5);
        var order = await _grid.SubmitAsync("S-6", Bodies.Order(Bodies.Line(1, "lamp", 4)));
        order.Status.ShouldBe(HttpStatusCode.Created);

        var refused = (await ImportAsync("s6", """{"sku":"LAMP","onHand":3}""")).ShouldHaveSingleItem();

        refused.GetProperty("code").GetString().ShouldBe("BelowHolds");
        refused.GetProperty("detail").GetString()!.ShouldStartWith("4 pieces are held");
    }

    [Fact]
    public async Task An_import_resumes_behind_the_last_row_whose_outcome_is_known()
    {
        const string Row = """{"sku":"S7","delta":1}""";

        var answer = await PostAsync("s7", $"\n{Row}\n\n{Row}\r\n", "?offset=1");

        var row = answer.Rows().ShouldHaveSingleItem();
        row.GetProperty("row").GetInt32().ShouldBe(2);
        row.GetProperty("onHand").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task More_rows_than_are_worked_on_at_once_are_answered_in_order()
    {
        var count = (3 * ImportRun.MaxRowsInFlight) + 1;
        var rows = await ImportAsync(
            "s8", [.. Enumerable.Range(1, count).Select(row => $$"""{"sku":"S8-{{row % 50}}","delta":1}""")]);

        rows.Select(row => row.GetProperty("row").GetInt32()).ShouldBe(Enumerable.Range(1, count));
        rows.ShouldAllBe(row => row.GetProperty("status").GetInt32() == 200);
        rows[^1].GetProperty("onHand").GetInt32().ShouldBe(rows.Count(row =>
            row.GetProperty("subject").GetString() == rows[^1].GetProperty("subject").GetString()));
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task A_row_is_at_most_as_large_as_a_body(int over, int status)
    {
        var row = """{"sku":"S9","onHand":1}""".PadRight(RequestBody.MaxBytes + over);

        var rows = await ImportAsync($"s9-{over}", row, """{"sku":"S9B","onHand":1}""");

        rows.Select(one => one.GetProperty("status").GetInt32()).ShouldBe([status, 200]);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task An_import_is_at_most_32_MiB(int over, int status)
    {
        var row = """{"sku":"S10","onHand":1}""";
        var blank = new string('\n', ImportRun.MaxBytes + over - row.Length);

        // Without the expectation the client would still be sending when the refusal ends the connection.
        var answer = await _grid.PostAsync(
            "/v1/nodes/BER/stock",
            Bodies.Rows,
            row + blank,
            ("Idempotency-Key", $"s10-{over}"),
            ("Expect", "100-continue"));

        ((int)answer.Status).ShouldBe(status);
    }

    [Fact]
    public async Task A_body_that_turns_out_too_large_ends_with_a_row_that_says_so()
    {
        var first = new byte[ImportRun.MaxBytes];
        Array.Fill(first, (byte)'\n');
        "{\"sku\":\"S14\",\"onHand\":1}\n"u8.CopyTo(first);

        using var caller = await ChunkedCaller.ConnectAsync(_grid, "/v1/nodes/BER/stock", "s14");
        await caller.SendAsync(first);
        var begun = await caller.ReadUntilAsync("\"row\":1");
        await caller.SendAsync("\n"u8.ToArray());
        var ended = await caller.ReadUntilAsync("\"row\":0");

        begun.ShouldContain("\"onHand\":1");
        ended.ShouldContain("\"TooLarge\"");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("has blanks")]
    public async Task Without_an_idempotency_key_nothing_is_done(string? key)
    {
        (string, string)[] headers = key is null ? [] : [("Idempotency-Key", key)];

        var answer = await _grid.PostAsync("/v1/nodes/BER/stock", Bodies.Rows, """{"sku":"S11","onHand":1}""", headers);

        answer.ShouldBeProblem(400, "IdempotencyKeyMissing");
    }

    [Fact]
    public async Task An_unknown_node_is_not_found() =>
        (await _grid.PostAsync("/v1/nodes/XXX/stock", Bodies.Rows, "", ("Idempotency-Key", "s12")))
            .ShouldBeProblem(404, "UnknownNode");

    [Fact]
    public async Task Another_content_type_is_refused() =>
        (await _grid.PostAsync("/v1/nodes/BER/stock", "application/json", "", ("Idempotency-Key", "s13")))
            .ShouldBeProblem(415, "UnsupportedContentType");

    private async Task<IReadOnlyList<JsonElement>> ImportAsync(string key, params string[] rows)
    {
        var answer = await PostAsync(key, string.Join('\n', rows));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Type.ShouldBe(Bodies.Rows);
        return answer.Rows();
    }

    private Task<Answer> PostAsync(string key, string body, string query = "") =>
        _grid.PostAsync($"/v1/nodes/BER/stock{query}", Bodies.Rows, body, ("Idempotency-Key", key));
}
