using System.Globalization;

namespace OrderGrid.Gateway.Http;

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
