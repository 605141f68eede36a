using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Connectors;

/// <summary>How one kind of document is spoken about with a partner.</summary>
/// <param name="PostPath">Path to post to, relative to the partner's address.</param>
/// <param name="FindPath">Path to ask by key; <c>{key}</c> stands for the escaped business key.</param>
/// <param name="Reference">Where the partner's number is in its answers: member names joined by dots.</param>
public sealed record DocumentMapping(string PostPath, string FindPath, string Reference);

/// <summary>
/// A partner behind plain HTTP and JSON, described by mappings. 2xx with a reference is delivered; 400, 404, 409,
/// 410, 413, 415 and 422 are refusals; 429 and 503 with <c>Retry-After</c> throttle, for
/// <see cref="LongestRetryAfter"/> at most; a request that never left is transient; anything after it left, and is
/// not an answer, is unknown. A reference is a text or a whole number that a <see cref="DocumentNumber"/> can hold.
/// </summary>
public sealed class HttpConnector(
    HttpClient client,
    IReadOnlyDictionary<string, DocumentMapping> mappings,
    ConnectorLimits limits,
    TimeProvider clock)
    : IPartnerConnector
{
    /// <summary>Longest pause that a partner is granted; it is asked again after it.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private const int MaxAnswerBytes = 64 * 1024;
    private const int MaxDetail = 500;

    /// <inheritdoc/>
    public ConnectorLimits Limits => limits;

    /// <inheritdoc/>
    public async Task<PostOutcome> PostAsync(PartnerDocument document, CancellationToken cancellation)
    {
        var mapping = mappings[document.Kind];
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(mapping.PostPath, UriKind.Relative));
        request.Content = new ReadOnlyMemoryContent(document.Body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", document.Key);
        var (answer, body, failure) = await AskAsync(request, document, cancellation);
        if (failure is not null)
        {
            return failure;
        }

        using (answer)
        {
            return Read(answer!, body, mapping);
        }
    }

    /// <inheritdoc/>
    public async Task<FindOutcome> FindByKeyAsync(PartnerDocument document, CancellationToken cancellation)
    {
        var mapping = mappings[document.Kind];
        var path = mapping.FindPath.Replace("{key}", Uri.EscapeDataString(document.Key), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        var (answer, body, failure) = await AskAsync(request, document, cancellation);
        if (failure is not null)
        {
            return new(FindFate.NoAnswer, null, failure.Detail);
        }

        using (answer)
        {
            if (answer!.StatusCode == HttpStatusCode.NotFound)
            {
                return new(FindFate.NotFound, null, "");
            }

            return answer.IsSuccessStatusCode && FindReference(body, mapping) is { } reference
                ? new(FindFate.Found, reference, "")
                : new(FindFate.NoAnswer, null, $"{(int)answer.StatusCode} to a find: {Text(body)}");
        }
    }

    private PostOutcome Read(HttpResponseMessage answer, byte[] body, DocumentMapping mapping)
    {
        var status = (int)answer.StatusCode;
        if (answer.IsSuccessStatusCode)
        {
            return FindReference(body, mapping) is { } reference
                ? PostOutcome.Delivered(reference)
                : PostOutcome.Unknown($"{status} without '{mapping.Reference}': {Text(body)}");
        }

        var retryAfter = PauseOf(answer);
        return status switch
        {
            429 => PostOutcome.Throttled(retryAfter ?? TimeSpan.FromSeconds(1)),
            503 when retryAfter is { } wait => PostOutcome.Throttled(wait),
            503 => PostOutcome.Transient($"503: {Text(body)}"),
            400 or 404 or 409 or 410 or 413 or 415 or 422 => PostOutcome.Refused($"{status}: {Text(body)}"),
            >= 500 => PostOutcome.Unknown($"{status}: {Text(body)}"),
            _ => PostOutcome.Transient($"{status}: {Text(body)}"),
        };
    }

    private TimeSpan? PauseOf(HttpResponseMessage answer)
    {
        var header = answer.Headers.RetryAfter;
        var pause = header?.Delta ?? header?.Date - clock.GetUtcNow();
        return pause > LongestRetryAfter ? LongestRetryAfter : pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    private async Task<(HttpResponseMessage? Answer, byte[] Body, PostOutcome? Failure)> AskAsync(
        HttpRequestMessage request, PartnerDocument document, CancellationToken cancellation)
    {
        request.Headers.TryAddWithoutValidation("X-Correlation-Id", document.Correlation);
        if (document.TraceParent is { } trace)
        {
            request.Headers.TryAddWithoutValidation("traceparent", trace);
        }

        using var timeout = new CancellationTokenSource(limits.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        HttpResponseMessage? answer = null;
        try
        {
            answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await ReadBodyAsync(answer, either.Token);
            return (answer, body, null);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError
            is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            return (null, [], PostOutcome.Transient(exception.Message));
        }
        catch (OperationCanceledException)
        {
            answer?.Dispose();
            return (null, [], PostOutcome.Unknown($"no answer within {limits.Timeout}"));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            answer?.Dispose();
            return (null, [], PostOutcome.Unknown(exception.Message));
        }
    }

    private static async Task<byte[]> ReadBodyAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[MaxAnswerBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return buffer[..length];
    }

    private static string? FindReference(byte[] body, DocumentMapping mapping)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var at = json.RootElement;
            foreach (var member in mapping.Reference.Split('.'))
            {
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(member, out at))
                {
                    return null;
                }
            }

            var text = at.ValueKind switch
            {
                JsonValueKind.String => at.GetString(),
                JsonValueKind.Number => at.GetRawText(),
                _ => null,
            };
            return Identifier.TryParse(text, out DocumentNumber _) ? text : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter: a text that holds half of a surrogate pair.
            return null;
        }
    }

    private static string Text(byte[] body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body);
        return text.Length <= MaxDetail ? text : text[..MaxDetail];
    }
}
