using System.Net;
using System.Text.Json;
using OrderGrid.Gateway.Imports;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class BulkOrderTests(GatewayFixture fixture)
{
    private const string Path = "/v1/channels/web/orders:bulk";

    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task Each_row_gets_the_answer_it_would_have_had_alone()
    {
        var rows = await SubmitAsync(
            Row("U-1"),
            Row("U-1"),
            Row("U-1", Bodies.Order(Bodies.Line(quantity: 2))),
            Row("U-2", Bodies.Order(Bodies.Line(sku: "nothing"))),
            "not json",
            """{"orderNo":"U-3"}""",
            Row("U-4"));

        rows.Select(row => row.GetProperty("row").GetInt32()).ShouldBe(Enumerable.Range(1, 7));
        rows.Select(row => row.GetProperty("status").GetInt32()).ShouldBe([201, 200, 422, 422, 400, 400, 201]);
        rows[3].GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe("/lines/0");
        rows[6].GetProperty("order").GetProperty("order").GetString().ShouldBe("web/U-4");
    }

    [Fact]
    public async Task Many_rows_are_answered_in_their_order()
    {
        var count = (2 * ImportRun.MaxRowsInFlight) + 1;

        var rows = await SubmitAsync([.. Enumerable.Range(1, count).Select(row => Row($"U-M{row}"))]);

        rows.Select(row => row.GetProperty("subject").GetString())
            .ShouldBe(Enumerable.Range(1, count).Select(row => $"U-M{row}"));
        rows.ShouldAllBe(row => row.GetProperty("status").GetInt32() == 201);
    }

    [Fact]
    public async Task A_submission_resumes_by_offset()
    {
        var answer = await _grid.PostAsync($"{Path}?offset=1", Bodies.Rows, $"{Row("U-5")}\n{Row("U-6")}");

        answer.Rows().ShouldHaveSingleItem().GetProperty("subject").GetString().ShouldBe("U-6");
        (await _grid.GetAsync("/v1/channels/web/orders/U-5")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("one")]
    public async Task An_offset_that_is_no_number_is_refused(string offset) =>
        (await _grid.PostAsync($"{Path}?offset={offset}", Bodies.Rows, Row("U-7"))).ShouldBeProblem(400, "Malformed");

    [Fact]
    public async Task Another_content_type_is_refused() =>
        (await _grid.PostAsync(Path, "application/json", Row("U-8"))).ShouldBeProblem(415, "UnsupportedContentType");

    [Fact]
    public async Task An_unknown_channel_is_told_in_every_row()
    {
        var answer = await _grid.PostAsync("/v1/channels/nowhere/orders:bulk", Bodies.Rows, Row("U-9"));

        answer.Rows().ShouldHaveSingleItem().GetProperty("code").GetString().ShouldBe("UnknownChannel");
    }

    private static string Row(string number, string? order = null) =>
        $$"""{"orderNo":"{{number}}","order":{{order ?? Bodies.Order()}}}""";

    private async Task<IReadOnlyList<JsonElement>> SubmitAsync(params string[] rows)
    {
        var answer = await _grid.PostAsync(Path, Bodies.Rows, string.Join('\n', rows));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Rows();
    }
}
