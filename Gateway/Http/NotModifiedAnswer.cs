namespace OrderGrid.Gateway.Http;

/// <summary>Nothing changed since the entity tag that the caller knows.</summary>
public sealed class NotModifiedAnswer(string tag) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
        httpContext.Response.Headers.ETag = tag;
        return Task.CompletedTask;
    }
}
