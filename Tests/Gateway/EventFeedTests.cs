using System.Globalization;
using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class EventFeedTests(GatewayFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task An_event_is_a_cloud_event_that_tells_where_it_belongs()
    {
        await _grid.PutAsync("/v1/channels/web/orders/E-1", Bodies.Order(), ("X-Correlation-Id", "cart-1"));
        await _grid.WaitForEventAsync("web/E-1", "order.accepted.v1");

        var page = await _grid.GetAsync("/v1/events?subject=web/E-1&types=ordergrid.order.accepted.v1");

        page.Type.ShouldBe("application/cloudevents-batch+json");
        var one = page.Body.EnumerateArray().ShouldHaveSingleItem();
        Text(one, "specversion").ShouldBe("1.0");
        Text(one, "id").ShouldBe("web/E-1/0000000003");
        Text(one, "type").ShouldBe("ordergrid.order.accepted.v1");
        Text(one, "subject").ShouldBe("web/E-1");
        Text(one, "correlationid").ShouldBe("cart-1");
        one.GetProperty("data").TryGetProperty("acceptedAt", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task An_order_of_many_events_is_read_over_pages_without_gap_or_double()
    {
        await _grid.SubmitAsync("E-2", Bodies.Order([.. Enumerable.Range(1, 450).Select(line => Bodies.Line(line))]));
        await _grid.WaitForEventAsync("web/E-2", "order.accepted.v1");
        var ids = new List<string>();
        var path = "/v1/events?subject=web/E-2";
        for (var page = await _grid.GetAsync(path); page.Body.GetArrayLength() > 0; page = await _grid.GetAsync(path))
        {
            page.Body.GetArrayLength().ShouldBeLessThanOrEqualTo(200);
            ids.AddRange(page.Body.EnumerateArray().Select(one => Text(one, "id")));
            path = Next(page);
        }

        ids.ShouldBe(Enumerable.Range(1, 452).Select(sequence => $"web/E-2/{sequence:D10}"));
    }

    [Fact]
    public async Task Without_a_filter_everything_comes_once_and_in_order_per_subject()
    {
        await _grid.SubmitAsync("E-3");
        await _grid.WaitForEventAsync("web/E-3", "order.accepted.v1");
        var seen = new Dictionary<string, string>();
        var path = "/v1/events";
        for (var page = await _grid.GetAsync(path); page.Body.GetArrayLength() > 0; page = await _grid.GetAsync(path))
        {
            foreach (var one in page.Body.EnumerateArray())
            {
                var (subject, sequence) = (SubjectOf(one), Text(one, "sequence"));
                Number(sequence).ShouldBe(Number(seen.GetValueOrDefault(subject, "0")) + 1, subject);
                seen[subject] = sequence;
            }

            path = Next(page);
        }

        seen["urn:ordergrid web/E-3"].ShouldBe("0000000003");
        seen.ShouldNotContainKey("urn:ordergrid web");
    }

    [Fact]
    public async Task A_cart_that_is_called_like_an_order_is_told_apart_by_its_source()
    {
        const string cart = """{"lines":[{"sku":"mug","unit":"EA","quantity":1}],"expiresInSeconds":30}""";
        await _grid.SubmitAsync("E-6");
        (await _grid.PutAsync("/v1/channels/web/reservations/E-6", cart)).Status.ShouldBe(HttpStatusCode.Created);
        await _grid.WaitForEventAsync("web/E-6", "reservation.placed.v1");

        var page = await _grid.GetAsync("/v1/events?subject=web/E-6");

        page.Body.EnumerateArray().Where(one => Text(one, "source") == "urn:ordergrid:reservations")
            .Select(one => Text(one, "type"))
            .ShouldBe(["ordergrid.reservation.requested.v1", "ordergrid.reservation.placed.v1"]);
        page.Body.EnumerateArray().Select(one => Text(one, "source") + Text(one, "id")).ShouldBeUnique();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AQ")]
    [InlineData("%2F%2F%2F")]
    public async Task A_cursor_of_another_feed_is_refused(string cursor) =>
        (await _grid.GetAsync($"/v1/events?after={cursor}")).ShouldBeProblem(400, "Malformed");

    [Fact]
    public async Task A_stream_brings_what_happens_and_resumes_where_it_ended()
    {
        var first = await StreamAsync("web/E-4", null, () => _grid.SubmitAsync("E-4"));

        var cursor = first.First(line => line.StartsWith("id: ", StringComparison.Ordinal))["id: ".Length..];
        var second = await StreamAsync("web/E-5", cursor, () => _grid.SubmitAsync("E-5"));

        first.ShouldContain("event: ordergrid.order.accepted.v1");
        second.Count(line => line.StartsWith("data: ", StringComparison.Ordinal)).ShouldBe(1);
    }

    private static string Text(JsonElement one, string name) => one.GetProperty(name).GetString()!;

    private static string SubjectOf(JsonElement one) => $"{Text(one, "source")} {Text(one, "subject")}";

    private static long Number(string sequence) => long.Parse(sequence, CultureInfo.InvariantCulture);

    private static string Next(Answer page) => page.Headers["Link"].Split('<', '>')[1];

    private async Task<List<string>> StreamAsync(string subject, string? cursor, Func<Task<Answer>> happen)
    {
        var path = $"/v1/events?subject={subject}&types=ordergrid.order.accepted.v1";
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/event-stream");
        request.Headers.Add("Last-Event-ID", cursor is null ? [] : [cursor]);
        var ended = TestContext.Current.CancellationToken;
        using var response = await _grid.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ended);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await happen()).Status.ShouldBe(HttpStatusCode.Created);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ended));
        var lines = new List<string>();
        while (await reader.ReadLineAsync(ended).AsTask().WaitAsync(Patience, ended) is { Length: > 0 } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
