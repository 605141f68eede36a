using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OrderGrid.Gateway.Http;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class BadRequestTests(GatewayFixture fixture)
{
    private readonly GatewayPeer _grid = fixture.Peer;

    [Theory]
    [InlineData("", "")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("{", "")]
    [InlineData("{}", "")]
    [InlineData("ORDER}", "")]
    [InlineData("ORDER", "/customer", "\"C-1\"", "null")]
    [InlineData("ORDER", "/customer", "\"C-1\"", "17")]
    [InlineData("ORDER", "/customer", "C-1", "not valid")]
    [InlineData("ORDER", "/currency", "\"currency\":\"EUR\",\"shipTo\"", "\"currency\":\"XXX\",\"shipTo\"")]
    [InlineData("ORDER", "/colour", "\"customer\"", "\"colour\":1,\"customer\"")]
    [InlineData("ORDER", "/customer", "\"customer\"", "\"customer\":\"C-1\",\"customer\"")]
    [InlineData("ORDER", "/lines/0/quantity", "\"quantity\":1", "\"quantity\":1.5")]
    [InlineData("ORDER", "/lines/0/quantity", "\"quantity\":1", "\"quantity\":-1")]
    [InlineData("ORDER", "/lines/0/line", "\"line\":1", "\"line\":0")]
    [InlineData("ORDER", "/lines/0/unitPrice", "9.50", "9.505")]
    [InlineData("ORDER", "/shipTo/name", "\"name\":\"A\"", "\"name\":\"\"")]
    [InlineData("ORDER", "/shipTo/name", "\"name\":\"A\"", "\"name\":\"A\\u0000\"")]
    [InlineData("ORDER", "/shipTo/name", "\"name\":\"A\"", "\"name\":\"\\ud800\"")]
    [InlineData("ORDER", "/shipTo/phone", "\"name\":\"A\"", "\"phone\":\"1\",\"name\":\"A\"")]
    public async Task A_malformed_body_is_refused_where_it_is_wrong(
        string body, string pointer, string written = "", string instead = "")
    {
        var order = body.Replace("ORDER", Bodies.Order(), StringComparison.Ordinal);

        var answer = await _grid.SubmitAsync("B-1", written.Length == 0 ? order : Once(order, written, instead));

        answer.ShouldBeProblem(400, "Malformed").ShouldPointAt(pointer);
    }

    [Fact]
    public async Task Text_that_is_not_utf8_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Bodies.Order());
        bytes[Array.IndexOf(bytes, (byte)'A')] = 0xFF;

        var answer = await _grid.PutAsync("/v1/channels/web/orders/B-2", Json(bytes));

        answer.ShouldBeProblem(400, "Malformed");
    }

    [Fact]
    public async Task A_body_nested_too_deep_is_refused()
    {
        var deep = Once(Bodies.Order(), "\"lines\":[", $"\"lines\":[{new string('[', 40)}");

        (await _grid.SubmitAsync("B-3", deep)).ShouldBeProblem(400, "Malformed");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/problem+json")]
    public async Task Another_content_type_is_refused(string type)
    {
        using var body = Json(Encoding.UTF8.GetBytes(Bodies.Order()));
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        (await _grid.PutAsync("/v1/channels/web/orders/B-4", body)).ShouldBeProblem(415, "UnsupportedContentType");
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON")]
    public async Task The_content_type_may_be_written_otherwise(string type)
    {
        using var body = Json(Encoding.UTF8.GetBytes(Bodies.Order()));
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        (await _grid.PutAsync($"/v1/channels/web/orders/B-5-{type.Length}", body)).Status
            .ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    public async Task A_body_at_the_limit_is_taken(int over, bool chunked) =>
        (await SendPaddedAsync($"B-6-{chunked}", over, chunked)).Status.ShouldBe(HttpStatusCode.Created);

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    public async Task A_body_over_the_limit_is_refused(int over, bool chunked) =>
        (await SendPaddedAsync($"B-7-{chunked}", over, chunked)).ShouldBeProblem(413, "TooLarge");

    [Fact]
    public async Task An_order_number_with_other_characters_is_refused() =>
        (await _grid.SubmitAsync("B%208")).ShouldBeProblem(400, "Malformed");

    [Theory]
    [InlineData("/")]
    [InlineData("/v2/channels/web/orders/1")]
    [InlineData("/v1/channels/web/orders/1/2/3")]
    public async Task A_path_that_leads_nowhere_is_a_problem_too(string path) =>
        (await _grid.GetAsync(path)).ShouldBeProblem(404, "UnknownRoute");

    [Fact]
    public async Task A_method_that_is_not_offered_is_answered_with_those_that_are()
    {
        var answer = await _grid.SendAsync(HttpMethod.Delete, "/v1/channels/web/orders/1");

        answer.ShouldBeProblem(405, "MethodNotAllowed");
        answer.Headers["Allow"].Split(", ").ShouldBe(["GET", "PUT"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("$", "")]
    [InlineData("$.lines[2].sku", "/lines/2/sku")]
    [InlineData("$['a.b'].c", "/a.b/c")]
    [InlineData("$['a/b'][10]", "/a~1b/10")]
    [InlineData("$['a~b']", "/a~0b")]
    public void A_path_becomes_a_pointer(string path, string pointer) => StrictJson.Pointer(path).ShouldBe(pointer);

    private async Task<Answer> SendPaddedAsync(string number, int over, bool chunked)
    {
        var order = Bodies.Order();
        using var body = Json(Encoding.UTF8.GetBytes(order.PadRight(RequestBody.MaxBytes + over)));
        using var stream = new StreamContent(await body.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        stream.Headers.ContentType = body.Headers.ContentType;
        stream.Headers.ContentLength = chunked ? null : RequestBody.MaxBytes + over;
        return await _grid.PutAsync($"/v1/channels/web/orders/{number}", stream);
    }

    private static string Once(string text, string written, string instead)
    {
        var at = text.IndexOf(written, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0);
        return string.Concat(text.AsSpan(0, at), instead, text.AsSpan(at + written.Length));
    }

    private static ByteArrayContent Json(byte[] bytes) =>
        new(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json") } };
}
