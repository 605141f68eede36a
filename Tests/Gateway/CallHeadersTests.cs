using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class CallHeadersTests(GatewayFixture fixture)
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task A_correlation_id_comes_back() =>
        (await _grid.GetAsync("/livez", ("X-Correlation-Id", "shop:42")))
            .Headers["X-Correlation-Id"].ShouldBe("shop:42");

    [Theory]
    [InlineData("with blanks and <tags>")]
    [InlineData("")]
    public async Task A_correlation_id_that_is_not_one_is_replaced(string given)
    {
        var correlation = (await _grid.GetAsync("/livez", ("X-Correlation-Id", given))).Headers["X-Correlation-Id"];

        correlation.Length.ShouldBe(32);
        correlation.ShouldAllBe(character => char.IsAsciiHexDigitLower(character));
    }

    [Fact]
    public async Task A_trace_comes_back_and_is_journalled_with_the_order()
    {
        var answer = await _grid.PutAsync("/v1/channels/web/orders/H-1", Bodies.Order(), ("traceparent", Trace));

        answer.Status.ShouldBe(HttpStatusCode.Created);
        answer.Headers["traceparent"].ShouldBe(Trace);
        (await JournalledTrace.OfAsync(_grid, "web/H-1")).ShouldBe(Trace);
    }

    [Theory]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("nonsense")]
    public async Task A_trace_that_is_not_one_is_ignored(string trace) =>
        (await _grid.GetAsync("/livez", ("traceparent", trace))).Headers.ShouldNotContainKey("traceparent");

    [Theory]
    [InlineData("/v1/channels/web/orders/none")]
    [InlineData("/v1/channels/nowhere/availability?sku=mug")]
    public async Task Every_answer_to_a_channel_says_what_its_rate_is(string path)
    {
        var answer = await _grid.GetAsync(path);

        answer.Headers["RateLimit-Policy"].ShouldBe("\"channel\";q=100000;w=1");
        answer.Headers["RateLimit"].ShouldMatch("^\"channel\";r=[0-9]+;t=1$");
    }

    [Fact]
    public async Task The_server_does_not_say_what_it_is() =>
        (await _grid.GetAsync("/livez")).Headers.ShouldNotContainKey("Server");

    [Fact]
    public async Task Beyond_its_rate_a_channel_is_told_when_to_come_back_and_others_are_not()
    {
        await using var grid = await GatewayPeer.StartAsync(new(2, TimeSpan.FromHours(1)));
        await grid.GetAsync("/v1/channels/web/orders/1");
        await grid.GetAsync("/v1/channels/web/orders/1");

        var refused = await grid.SubmitAsync("1");
        var other = await grid.GetAsync("/v1/channels/b2b/orders/1");

        refused.ShouldBeProblem(429, "TooManyRequests");
        refused.Headers["Retry-After"].ShouldNotBeEmpty();
        refused.Headers["RateLimit"].ShouldBe("\"channel\";r=0;t=3600");
        other.Status.ShouldBe(HttpStatusCode.NotFound);
        other.Code.ShouldBe("UnknownOrder");
    }
}
