using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace OrderGrid.Gateway.Platform;

/// <summary>Reads whole request bodies; Kestrel has limited their size.</summary>
internal static class RequestBody
{
    /// <summary>Largest body of an endpoint that does not stream, inclusive.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const string Json = "application/json";

    public static async Task<T> ReadJsonAsync<T>(HttpRequest request, JsonTypeInfo<T> type) where T : class
    {
        RequireType(request, Json);
        var body = await ReadAllAsync(request);
        var read = StrictJson.TryRead(body, type, out var value, out var fault);
        request.BodyReader.AdvanceTo(body.End);
        return read ? value! : throw new RequestFaultException(fault!);
    }

    public static async Task<byte[]> ReadBytesAsync(HttpRequest request, params string[] types)
    {
        RequireType(request, types);
        var body = await ReadAllAsync(request);
        var bytes = body.ToArray();
        request.BodyReader.AdvanceTo(body.End);
        return bytes;
    }

    public static void RequireType(HttpRequest request, params string[] types)
    {
        if (request.ContentType is { } exact && types.Contains(exact, StringComparer.Ordinal))
        {
            return;
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var given)
            || !types.Contains(given.MediaType.ToString(), StringComparer.OrdinalIgnoreCase)
            || (given.Charset.HasValue && !given.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            throw new RequestFaultException(new RequestFault(
                Refusals.UnsupportedContentType, $"Send {string.Join(" or ", types)}, in UTF-8."));
        }
    }

    private static async Task<ReadOnlySequence<byte>> ReadAllAsync(HttpRequest request)
    {
        ReadResult read;
        while (!(read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted)).IsCompleted)
        {
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        return read.Buffer;
    }
}
