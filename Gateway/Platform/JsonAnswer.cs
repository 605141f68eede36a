using System.Globalization;
using System.Text.Json;
using OrderGrid.Journal;

namespace OrderGrid.Gateway.Platform;

/// <summary>A JSON body with a status, written at once with its length.</summary>
public sealed class JsonAnswer<T>(int status, T value) : IResult
{
    private const string ReplayedHeader = "Idempotent-Replayed";

    /// <summary>The version of what is shown; it becomes the entity tag.</summary>
    public StreamVersion? Version { get; init; }

    /// <summary>True when the request had been done before.</summary>
    public bool Replayed { get; init; }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = status;
        if (Version is { } version)
        {
            response.Headers.ETag = EntityTag.Of(version);
        }

        if (Replayed)
        {
            response.Headers[ReplayedHeader] = "true";
        }

        return JsonBody.WriteAsync(response, value, "application/json");
    }
}

/// <summary>A refused request.</summary>
public sealed class ProblemAnswer(RequestFault fault) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = fault.Refusal.Status;
        if (fault.Refusal.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var problem = Problem.Of(fault, RequestCall.Of(httpContext));
        return JsonBody.WriteAsync(response, problem, Problem.MediaType);
    }
}

/// <summary>Nothing changed since the entity tag that the caller knows.</summary>
public sealed class NotModifiedAnswer(StreamVersion version) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
        httpContext.Response.Headers.ETag = EntityTag.Of(version);
        return Task.CompletedTask;
    }
}

/// <summary>Versions as entity tags.</summary>
internal static class EntityTag
{
    public static string Of(StreamVersion version) => $"\"{version.Value}\"";

    public static bool Matches(HttpRequest request, StreamVersion version) =>
        request.Headers.IfNoneMatch.Count > 0
        && request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries)
            .Any(tag => tag == "*" || tag == Of(version) || tag == "W/" + Of(version));
}

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
