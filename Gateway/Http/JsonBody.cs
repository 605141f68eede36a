using System.Text.Json;

namespace OrderGrid.Gateway.Http;

/// <summary>Writes a whole JSON body.</summary>
internal static class JsonBody
{
    public static Task WriteAsync<T>(HttpResponse response, T value, string mediaType)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, Wire.Of<T>());
        response.ContentType = mediaType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, 0, body.Length, response.HttpContext.RequestAborted);
    }
}
