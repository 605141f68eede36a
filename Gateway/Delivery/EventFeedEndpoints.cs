using System.Collections.Immutable;
using Microsoft.Net.Http.Headers;
using OrderGrid.Gateway.Hosting;
using OrderGrid.Gateway.Http;
using OrderGrid.Journal;

namespace OrderGrid.Gateway.Delivery;

/// <summary>The feed, for downstream systems: pulled page by page, or pushed as server-sent events.</summary>
internal static class EventFeedEndpoints
{
    private const string EventStream = "text/event-stream";
    private const string TypePrefix = "ordergrid.";
    private const int MaxTypes = 64;
    private const int MaxReadsPerPage = 256;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public static void MapEventFeed(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/events", ReadAsync)
            .WithTags("Delivery")
            .WithSummary("Events in order per subject, up to 200 a page; Link rel=next leads on.")
            .OffersQuery("after", "The cursor of a former page; left out, the feed begins at its start.")
            .OffersQuery("types", "Types to be shown, separated by commas, such as ordergrid.order.accepted.v1.")
            .OffersQuery("subject", "The only subject to be shown, such as webshop/1 or MUG@BER.")
            .Produces<object[]>(200, CloudEvents.BatchType, EventStream)
            .Refuses(400, 503);

    private static async Task ReadAsync(HttpContext http, IJournal journal, Drain drain, TimeProvider clock)
    {
        var streamed = http.Request.Headers.Accept.ToString().Contains(EventStream, StringComparison.OrdinalIgnoreCase);
        var resumed = streamed ? http.Request.Headers["Last-Event-ID"].ToString() : "";
        var after = resumed.Length > 0 ? resumed : http.Request.Query["after"].ToString();
        if (!FeedCursor.TryParse(after, out var cursor))
        {
            throw new RequestFaultException("after is a cursor of this feed: take it from Link or from an event's id.");
        }

        var filter = Filter(http.Request);
        await (streamed
            ? PushAsync(http, new(journal, cursor, filter), drain, clock)
            : PageAsync(http, await ReadPageAsync(new(journal, cursor, filter), http.RequestAborted)));
    }

    // An empty page is taken for the end of what there is, so stretches without anything wanted are passed over.
    private static async Task<FeedPage> ReadPageAsync(Subscription reader, CancellationToken aborted)
    {
        var page = await FeedPage.ReadAsync(reader.Journal, reader.Cursor, reader.Filter, aborted);
        for (var reads = 1; page is { Moved: true, Events.IsEmpty: true } && reads < MaxReadsPerPage; reads++)
        {
            page = await FeedPage.ReadAsync(reader.Journal, page.Next, reader.Filter, aborted);
        }

        return page;
    }

    private static FeedFilter Filter(HttpRequest request)
    {
        var types = request.Query["types"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        var subject = request.Query["subject"].ToString();
        return types.Length <= MaxTypes && subject.Length <= StreamName.MaxKeyLength
            ? new(
                [.. types.Select(type => type.StartsWith(TypePrefix, StringComparison.Ordinal)
                    ? type[TypePrefix.Length..]
                    : type)],
                subject.Length == 0 ? null : subject)
            : throw new RequestFaultException(
                $"At most {MaxTypes} types and a subject of {StreamName.MaxKeyLength} characters are understood.");
    }

    private static Task PageAsync(HttpContext http, FeedPage page)
    {
        var body = CloudEvents.Batch(page.Events);
        var next = QueryString.Create(
        [
            .. http.Request.Query.Where(pair => pair.Key != "after")
                .Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.ToString())),
            KeyValuePair.Create("after", (string?)page.Next.ToString()),
        ]);
        http.Response.ContentType = CloudEvents.BatchType;
        http.Response.ContentLength = body.Length;
        http.Response.Headers[HeaderNames.Link] = $"<{http.Request.Path}{next}>; rel=\"next\"";
        return http.Response.Body.WriteAsync(body, 0, body.Length, http.RequestAborted);
    }

    private static async Task PushAsync(HttpContext http, Subscription reader, Drain drain, TimeProvider clock)
    {
        http.Response.ContentType = EventStream;
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.FlushAsync(http.RequestAborted);
        var cursor = reader.Cursor;
        while (!drain.Draining)
        {
            var page = await FeedPage.ReadAsync(reader.Journal, cursor, reader.Filter, http.RequestAborted);
            cursor = page.Next;
            await WriteAsync(http.Response, page);
            if (!page.Moved)
            {
                await Task.Delay(Pause, clock, http.RequestAborted);
            }
        }
    }

    // Only the last event of a page carries the cursor: resuming repeats a page at worst, and loses nothing.
    private static async Task WriteAsync(HttpResponse response, FeedPage page)
    {
        foreach (var (index, one) in page.Events.Index())
        {
            var id = index == page.Events.Length - 1 ? $"id: {page.Next}\n" : "";
            await response.WriteAsync($"{id}event: {TypePrefix}{one.Event.Type}\ndata: ");
            await response.Body.WriteAsync(CloudEvents.Single(one));
            await response.WriteAsync("\n\n");
        }

        if (!page.Events.IsEmpty)
        {
            await response.Body.FlushAsync(response.HttpContext.RequestAborted);
        }
    }

    private sealed record Subscription(IJournal Journal, FeedCursor Cursor, FeedFilter Filter);
}
