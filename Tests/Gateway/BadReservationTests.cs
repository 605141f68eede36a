using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

public sealed class BadReservationTests(ReservationFixture fixture) : IClassFixture<ReservationFixture>
{
    private const string Line = """{"sku":"cap","unit":"EA","quantity":1}""";

    private readonly GatewayPeer _grid = fixture.Peer;

    [Theory]
    [InlineData("""{"sku":"cap","unit":"EA","quantity":0}""", "QuantityOutOfRange")]
    [InlineData("""{"sku":"cap","unit":"BOX","quantity":1000000000}""", "QuantityOutOfRange")]
    [InlineData("""{"sku":"nothing","unit":"EA","quantity":1}""", "UnknownSku")]
    [InlineData("""{"sku":"cap","unit":"KG","quantity":1}""", "UnknownUnit")]
    public async Task A_line_that_cannot_be_understood_is_named(string line, string reason)
    {
        var answer = await PutAsync($$"""{"lines":[{{Line}},{{line}}],"expiresInSeconds":60}""");

        answer.ShouldBeProblem(422, "InvalidLines").ShouldPointAt("/lines/1");
        answer.Body.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe(reason);
    }

    [Theory]
    [InlineData("""{"lines":[],"expiresInSeconds":60}""")]
    [InlineData("""{"lines":[null],"expiresInSeconds":60}""")]
    [InlineData("""{"lines":[{"sku":"cap","unit":"EA","quantity":-1}],"expiresInSeconds":60}""")]
    [InlineData("""{"lines":[{"sku":"cap","unit":"EA","quantity":1000000001}],"expiresInSeconds":60}""")]
    [InlineData("""{"lines":[{"sku":"cap","unit":"EA","quantity":1}]}""")]
    [InlineData("""{"expiresInSeconds":60}""")]
    [InlineData("""
        {"lines":[{"sku":"cap","unit":"EA","quantity":1}],"expiresInSeconds":60,"expiresAt":"2030-01-01T00:00:00Z"}
        """)]
    public async Task A_body_that_is_not_as_the_contract_says_is_refused(string body) =>
        (await PutAsync(body)).ShouldBeProblem(400, "Malformed");

    [Theory]
    [InlineData("\"expiresInSeconds\":0")]
    [InlineData("\"expiresInSeconds\":-1")]
    [InlineData("\"expiresInSeconds\":1801")]
    [InlineData("\"expiresInSeconds\":2147483647")]
    [InlineData("\"expiresAt\":\"2001-01-01T00:00:00Z\"")]
    [InlineData("\"expiresAt\":\"9999-12-31T23:59:59Z\"")]
    public async Task An_expiry_in_the_past_or_beyond_the_cap_is_refused(string expiry) =>
        (await PutAsync($$"""{"lines":[{{Line}}],{{expiry}} }""")).ShouldBeProblem(422, "ExpiryOutOfRange");

    [Fact]
    public async Task A_reservation_has_at_most_two_hundred_lines()
    {
        await _grid.StockAsync("CAP", 1_000);

        var most = await PutAsync(Lines(200), "lines-200");
        var more = await PutAsync(Lines(201), "lines-201");

        ((int)most.Status).ShouldBe(201, most.Text);
        more.ShouldBeProblem(400, "Malformed").ShouldPointAt("/lines");
    }

    [Fact]
    public async Task A_channel_or_reservation_that_does_not_exist_is_not_found()
    {
        var body = $$"""{"lines":[{{Line}}],"expiresInSeconds":60}""";

        (await _grid.PutAsync("/v1/channels/nowhere/reservations/r", body)).ShouldBeProblem(404, "UnknownChannel");
        (await _grid.GetAsync(Path("never"))).ShouldBeProblem(404, "UnknownReservation");
        (await _grid.SendAsync(HttpMethod.Delete, Path("never"))).ShouldBeProblem(404, "UnknownReservation");
        (await _grid.PostAsync(
            $"{Path("never")}/extend", "application/json", "{\"expiresInSeconds\":60}", ("Idempotency-Key", "k")))
            .ShouldBeProblem(404, "UnknownReservation");
        (await _grid.PostAsync($"{Path("never")}/extend", "application/json", "{\"expiresInSeconds\":60}"))
            .ShouldBeProblem(400, "IdempotencyKeyMissing");
        (await _grid.PutAsync(
            "/v1/channels/shop/orders/B-1",
            $$"""{{Bodies.Order(Bodies.Line(1, "cap"))[..^1]}},"reservation":"never"}"""))
            .ShouldBeProblem(422, "UnknownReservation");
    }

    private static string Path(string id) => $"/v1/channels/shop/reservations/{id}";

    private static string Lines(int count) =>
        $$"""{"lines":[{{string.Join(',', Enumerable.Repeat(Line, count))}}],"expiresInSeconds":60}""";

    private Task<Answer> PutAsync(string body, string id = "bad") => _grid.PutAsync(Path(id), body);
}
