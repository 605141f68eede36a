using OrderGrid.Journal;

namespace OrderGrid.Gateway.Http;

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
