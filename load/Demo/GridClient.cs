using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Net;
using System.Text.Json;
using System.Text;
using OrderGrid.Load.Landscape;

namespace OrderGrid.Load.Demo;

/// <summary>The grid as its channels and operators see it: plain HTTP, nothing of its insides.</summary>
internal sealed class GridClient(Uri node, Uri admin) : IDisposable
{
    private const string Json = "application/json";
    private const string Rows = "application/x-ndjson";
    private const StringSplitOptions RemoveEmpty = StringSplitOptions.RemoveEmptyEntries;
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = LongestCall };

    /// <summary>Sets a channel up.</summary>
    public async Task ConfigureAsync(string channel, string configuration, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(admin, $"v1/admin/channels/{channel}"))
        {
            Content = Content(Encoding.UTF8.GetBytes(configuration), Json),
        };
        request.Headers.Add("X-Actor", "demo");
        request.Headers.Add("X-Reason", "set up for the demo");
        using var answer = await _client.SendAsync(request, cancellation);
        await RequireAsync(answer, $"configuring {channel}");
    }

    /// <summary>Loads a node's opening stock.</summary>
    public async Task LoadStockAsync(string place, IEnumerable<StockRow> stock, CancellationToken cancellation)
    {
        var body = new StringBuilder();
        foreach (var row in stock)
        {
            body.Append(JsonSerializer.Serialize(new { sku = row.Sku, onHand = row.OnHand, reason = "opening" }));
            body.Append('\n');
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node, $"v1/nodes/{place}/stock"))
        {
            Content = Content(Encoding.UTF8.GetBytes(body.ToString()), Rows),
        };
        request.Headers.Add("Idempotency-Key", $"demo-opening-{place}");
        using var answer = await _client.SendAsync(request, cancellation);
        await RequireAsync(answer, $"loading the stock of {place}");
        foreach (var line in (await answer.Content.ReadAsStringAsync(cancellation)).Split('\n', RemoveEmpty))
        {
            using var outcome = JsonDocument.Parse(line);
            if (outcome.RootElement.GetProperty("status").GetInt32() != (int)HttpStatusCode.OK)
            {
                throw new LoadException($"The grid refused opening stock of {place}: {line}");
            }
        }
    }

    /// <summary>Sends a document once.</summary>
    /// <returns>An answer per order; null when the document must be sent again to learn its outcome.</returns>
    public async Task<ImmutableArray<OrderAnswer>?> TrySubmitAsync(
        Submission document, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post, new Uri(node, $"v1/channels/{document.Channel}/orders"))
            {
                Content = Content(document.Content, document.ContentType),
            };
            request.Headers.Add("Idempotency-Key", document.Key);
            using var answer = await _client.SendAsync(request, cancellation);
            return MustRepeat(answer.StatusCode)
                ? null
                : SubmitReply.Read(document, answer, await answer.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TaskCanceledException
            && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>How an order stands, as its channel is told; null when there is no such order.</summary>
    public async Task<string?> FindStatusAsync(string order, CancellationToken cancellation)
    {
        var parts = order.Split('/');
        using var answer = await _client.GetAsync(
            new Uri(node, $"v1/channels/{parts[0]}/orders/{parts[1]}"), cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await RequireAsync(answer, $"reading {order}");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
        return json.RootElement.GetProperty("status").GetString();
    }

    /// <summary>Events that the lanes have read and not yet done.</summary>
    public async Task<int> CountWaitingAsync(CancellationToken cancellation)
    {
        using var answer = await _client.GetAsync(new Uri(admin, "v1/admin/lanes"), cancellation);
        await RequireAsync(answer, "reading the lanes");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation));
        return json.RootElement.GetProperty("connectors").EnumerateArray()
            .Sum(connector => connector.GetProperty("waiting").GetInt32());
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static bool MustRepeat(HttpStatusCode status) =>
        (int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;

    private static ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> body, string type)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private static async Task RequireAsync(HttpResponseMessage answer, string what)
    {
        if (!answer.IsSuccessStatusCode)
        {
            var body = await answer.Content.ReadAsStringAsync();
            throw new LoadException($"The grid answered {(int)answer.StatusCode} to {what}: {body}");
        }
    }
}
