using OrderGrid.Delivery;
using OrderGrid.Inventory;

namespace OrderGrid.Connectors;

/// <summary>A partner that can be asked for a report.</summary>
/// <param name="Client">Knows the partner's address.</param>
/// <param name="Timeout">Longest wait for a page.</param>
public sealed record StockReportPartner(HttpClient Client, TimeSpan Timeout);

/// <summary>
/// Asks <c>GET stock-report?node=…&amp;after=…</c> below a connector's address. The answer is NDJSON; anything else
/// than 200 with a whole page is no report at all.
/// </summary>
public sealed class HttpStockReports(
    IReadOnlyDictionary<ConnectorName, StockReportPartner> partners, TimeProvider clock) : IStockReports
{
    /// <summary>Largest page, in bytes, inclusive.</summary>
    public const int MaxPageBytes = 16 * 1024 * 1024;

    private const string MediaType = "application/x-ndjson";

    /// <inheritdoc/>
    public async Task<StockReportAnswer> ReadAsync(
        ConnectorName source, NodeId node, string? after, CancellationToken cancellation)
    {
        if (!partners.TryGetValue(source, out var partner))
        {
            return StockReportAnswer.Failed($"no connector '{source}' is configured");
        }

        var path = $"stock-report?node={node}" + (after is null ? "" : $"&after={Uri.EscapeDataString(after)}");
        using var timeout = new CancellationTokenSource(partner.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            request.Headers.Accept.ParseAdd(MediaType);
            using var answer = await partner.Client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return (int)answer.StatusCode == 200 && answer.Content.Headers.ContentType?.MediaType == MediaType
                ? await ReadAsync(answer, either.Token)
                : StockReportAnswer.Failed($"it answered {(int)answer.StatusCode}", PauseOf(answer));
        }
        catch (OperationCanceledException)
        {
            return StockReportAnswer.Failed($"no answer within {partner.Timeout}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return StockReportAnswer.Failed(exception.Message);
        }
    }

    private async Task<StockReportAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        using var page = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            if (page.Length + read > MaxPageBytes)
            {
                return StockReportAnswer.Failed($"a page has up to {MaxPageBytes} bytes");
            }

            await page.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return StockReportLines.Read(page.GetBuffer().AsMemory(0, (int)page.Length), clock.GetUtcNow());
    }

    private TimeSpan? PauseOf(HttpResponseMessage answer)
    {
        var pause = answer.Headers.RetryAfter?.Delta ?? answer.Headers.RetryAfter?.Date - clock.GetUtcNow();
        return pause > HttpConnector.LongestRetryAfter ? HttpConnector.LongestRetryAfter
            : pause < TimeSpan.Zero ? TimeSpan.Zero
            : pause;
    }
}
