using OrderGrid.Journal;

namespace OrderGrid.Gateway.Http;

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
