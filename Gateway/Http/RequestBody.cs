using System.Buffers;
using Microsoft.Net.Http.Headers;

namespace OrderGrid.Gateway.Http;

/// <summary>Reads whole request bodies.</summary>
internal static class RequestBody
{
    /// <summary>Largest body of an endpoint that does not stream, inclusive.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>
    /// What the server takes beyond the limits: it counts the frames of chunked bodies too, and they are not the
    /// caller's content. The limits themselves are checked here.
    /// </summary>
    public const int FramesBytes = 256 * 1024;

    private const string Json = "application/json";

    public static async Task<T> ReadJsonAsync<T>(HttpRequest request) where T : class
    {
        RequireType(request, Json);
        var body = await ReadAllAsync(request);
        var read = StrictJson.TryRead<T>(body, out var value, out var fault);
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

    /// <summary>Refuses content of more bytes than the limit.</summary>
    public static void Limit(long? bytes, int limit)
    {
        if (bytes > limit)
        {
            throw new RequestFaultException(new RequestFault(
                Refusals.TooLarge, $"This endpoint takes {limit} bytes; send less in one request."));
        }
    }

    private static async Task<ReadOnlySequence<byte>> ReadAllAsync(HttpRequest request)
    {
        Limit(request.ContentLength, MaxBytes);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
            var bytes = read.Buffer.Length;
            if (bytes > MaxBytes)
            {
                // The reader must be left in order, for the connection goes on to the next request.
                request.BodyReader.AdvanceTo(read.Buffer.End);
                Limit(bytes, MaxBytes);
            }

            if (read.IsCompleted)
            {
                return read.Buffer;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
