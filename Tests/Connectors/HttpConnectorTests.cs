using System.Net;
using System.Net.Sockets;
using OrderGrid.Connectors;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Connectors;

public sealed class HttpConnectorTests
{
    private const string Taken = """{"document":{"number":"SO-1"}}""";

    private static readonly DocumentMapping Mapping = new("orders", "orders?key={key}", "document.number");

    private static readonly PartnerDocument Document =
        new("order", "shop/1", """{"key":"shop/1"}"""u8.ToArray(), "shop/1/0000000003", "corr-1", "00-trace-01");

    [Theory]
    [InlineData("200 OK", Taken, PostFate.Delivered)]
    [InlineData("201 Created", Taken, PostFate.Delivered)]
    [InlineData("200 OK", "{}", PostFate.Unknown)]
    [InlineData("200 OK", "", PostFate.Unknown)]
    [InlineData("200 OK", "<html>", PostFate.Unknown)]
    [InlineData("200 OK", """{"document":"SO-1"}""", PostFate.Unknown)]
    [InlineData("200 OK", """{"document":{"number":"SO 1"}}""", PostFate.Unknown)]
    [InlineData("200 OK", """{"document":{"number":"\ud800"}}""", PostFate.Unknown)]
    [InlineData("200 OK", """{"document":{"number":17}}""", PostFate.Delivered)]
    [InlineData("301 Moved", "", PostFate.Transient)]
    [InlineData("401 Unauthorized", "", PostFate.Transient)]
    [InlineData("400 Bad Request", "no", PostFate.Refused)]
    [InlineData("404 Not Found", "no", PostFate.Refused)]
    [InlineData("409 Conflict", "no", PostFate.Refused)]
    [InlineData("410 Gone", "no", PostFate.Refused)]
    [InlineData("413 Too Large", "no", PostFate.Refused)]
    [InlineData("415 Unsupported", "no", PostFate.Refused)]
    [InlineData("422 Unprocessable", "no", PostFate.Refused)]
    [InlineData("429 Too Many", "", PostFate.Throttled)]
    [InlineData("500 Error", "", PostFate.Unknown)]
    [InlineData("502 Bad Gateway", "", PostFate.Unknown)]
    [InlineData("503 Unavailable", "", PostFate.Transient)]
    [InlineData("504 Timeout", "", PostFate.Unknown)]
    public async Task A_status_means_what_the_contract_says(string status, string body, PostFate fate)
    {
        await using var peer = ScriptedPeer.Answering(status, body);

        (await PostAsync(peer.Address)).Fate.ShouldBe(fate);
    }

    [Theory]
    [InlineData("429 Too Many", "7", 7)]
    [InlineData("503 Unavailable", "7", 7)]
    [InlineData("503 Unavailable", "99999999", 3_600)]
    [InlineData("503 Unavailable", "Sun, 01 Mar 1998 12:00:00 GMT", 0)]
    [InlineData("503 Unavailable", "Fri, 01 Mar 2199 12:00:00 GMT", 3_600)]
    public async Task A_pause_is_taken_from_the_header_within_limits(string status, string header, int seconds)
    {
        await using var peer = ScriptedPeer.Answering(status, "", $"Retry-After: {header}\r\n");

        var outcome = await PostAsync(peer.Address);

        outcome.Fate.ShouldBe(PostFate.Throttled);
        outcome.RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task A_refused_connection_is_transient()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var free = new Uri($"http://{listener.LocalEndpoint}/");
        listener.Stop();

        (await PostAsync(free)).Fate.ShouldBe(PostFate.Transient);
    }

    [Fact]
    public async Task A_connection_that_breaks_after_the_request_is_unknown()
    {
        await using var peer = ScriptedPeer.Resetting();

        (await PostAsync(peer.Address)).Fate.ShouldBe(PostFate.Unknown);

        peer.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{\"document\":")]
    public async Task An_answer_that_does_not_end_in_time_is_unknown(string start)
    {
        await using var peer = ScriptedPeer.Stopping(start);

        var outcome = await PostAsync(peer.Address, TimeSpan.FromMilliseconds(300));

        outcome.Fate.ShouldBe(PostFate.Unknown);
        outcome.Detail.ShouldContain("no answer within");
    }

    [Fact]
    public async Task An_answer_larger_than_the_limit_is_not_read_to_its_end()
    {
        await using var peer = ScriptedPeer.Answering("200 OK", Taken + new string(' ', 64 * 1024));

        (await PostAsync(peer.Address)).Fate.ShouldBe(PostFate.Delivered);

        await using var endless = ScriptedPeer.Answering("200 OK", new string('x', 1024 * 1024));
        (await PostAsync(endless.Address)).Fate.ShouldBe(PostFate.Unknown);
    }

    [Fact]
    public async Task A_partners_words_are_cut()
    {
        await using var peer = ScriptedPeer.Answering("422 No", new string('x', 10_000));

        (await PostAsync(peer.Address)).Detail.Length.ShouldBeLessThanOrEqualTo(510);
    }

    [Fact]
    public async Task A_request_carries_key_correlation_and_trace()
    {
        await using var peer = ScriptedPeer.Answering("200 OK", Taken);
        await PostAsync(peer.Address);

        var request = peer.Requests.Single();
        request.ShouldStartWith("POST /orders HTTP/1.1");
        request.ShouldContain("Idempotency-Key: shop/1\r\n");
        request.ShouldContain("X-Correlation-Id: corr-1\r\n");
        request.ShouldContain("traceparent: 00-trace-01\r\n");
        request.ShouldEndWith("""{"key":"shop/1"}""");
    }

    [Theory]
    [InlineData("200 OK", Taken, FindFate.Found)]
    [InlineData("404 Not Found", "", FindFate.NotFound)]
    [InlineData("200 OK", "{}", FindFate.NoAnswer)]
    [InlineData("500 Error", "", FindFate.NoAnswer)]
    [InlineData("401 Unauthorized", "", FindFate.NoAnswer)]
    public async Task A_find_says_there_not_there_or_nothing(string status, string body, FindFate fate)
    {
        await using var peer = ScriptedPeer.Answering(status, body);
        using var client = Client(peer.Address);

        var found = await Connector(client).FindByKeyAsync(Document, TestContext.Current.CancellationToken);

        found.Fate.ShouldBe(fate);
        found.Reference.ShouldBe(fate == FindFate.Found ? "SO-1" : null);
        peer.Requests.Single().ShouldStartWith("GET /orders?key=shop%2F1 HTTP/1.1");
    }

    private static async Task<PostOutcome> PostAsync(Uri address, TimeSpan? timeout = null)
    {
        using var client = Client(address);
        return await Connector(client, timeout).PostAsync(Document, TestContext.Current.CancellationToken);
    }

    private static HttpClient Client(Uri address) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };

    private static HttpConnector Connector(HttpClient client, TimeSpan? timeout = null) => new(
        client,
        new Dictionary<string, DocumentMapping>(StringComparer.Ordinal) { ["order"] = Mapping },
        new(4, timeout ?? TimeSpan.FromSeconds(20)),
        TimeProvider.System);
}
