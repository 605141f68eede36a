using OrderGrid.Delivery;
using OrderGrid.Gateway.Hosting;
using OrderGrid.Identity;

namespace OrderGrid.Gateway.Http;

/// <summary>
/// Around every request: begins the call, admits or turns away, and makes a problem of whatever goes wrong, so that no
/// answer leaves without a correlation id and no failure leaves with a stack trace.
/// </summary>
public sealed partial class RequestEnvelope(
    RequestDelegate next, IIdSource ids, ChannelDoor door, Drain life, ILogger<RequestEnvelope> log)
{
    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        RequestCall.Begin(http, ids);
        try
        {
            var entered = FindRefusal(http) is { } refused
                ? new AdmissionAnswer(refused)
                : await door.EnterAsync(http);
            using var place = entered.Place;
            if (entered.Refused is { } turnedAway)
            {
                await new ProblemAnswer(turnedAway).ExecuteAsync(http);
                return;
            }

            await next(http);
            if (!http.Response.HasStarted && FaultOf(http.Response.StatusCode) is { } unanswered)
            {
                await new ProblemAnswer(unanswered).ExecuteAsync(http);
            }
        }
        catch (Exception exception)
        {
            await AnswerAsync(http, exception);
        }
    }

    private RequestFault? FindRefusal(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        return endpoint is null ? null
            // Grains cannot be called yet: a client that is still looking for silos does not even know their types.
            : !life.Started && endpoint.Metadata.GetMetadata<AnswersBeforeStart>() is null
                ? new(Refusals.Unavailable, "The process is starting.")
            : endpoint.Metadata.GetMetadata<AdminOnly>() is not null && !AdminDoor.CameThrough(http)
                ? FaultOf(StatusCodes.Status404NotFound)
            : null;
    }

    private async Task AnswerAsync(HttpContext http, Exception exception)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var fault = FaultOf(http, exception);
        if (fault.Refusal == Refusals.Internal)
        {
            LogFailed(log, RequestCall.Of(http).Correlation, exception);
        }

        if (http.Response.HasStarted)
        {
            // The status is out already: only a broken connection tells the caller that the body is incomplete.
            http.Abort();
            return;
        }

        await new ProblemAnswer(fault).ExecuteAsync(http);
    }

    private static RequestFault FaultOf(HttpContext http, Exception exception) => exception switch
    {
        RequestFaultException refused => refused.Fault,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            new(Refusals.TooLarge, "Send less in one request."),
        BadHttpRequestException bad => new(Refusals.Malformed, bad.Message),
        _ when GrainCalls.IsOperating(exception) => HttpMethods.IsGet(http.Request.Method)
            ? new(Refusals.Unavailable, "Try again.")
            : new(Refusals.OutcomeUnknown, "It may or may not have happened. Repeat the same request to learn which."),
        _ => new(Refusals.Internal, "Report the correlation id to the operator of the grid."),
    };

    private static RequestFault? FaultOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => new(Refusals.UnknownRoute, "Check the path against /openapi/v1.json."),
        StatusCodes.Status405MethodNotAllowed => new(Refusals.MethodNotAllowed, "Use one of the methods in Allow."),
        StatusCodes.Status415UnsupportedMediaType =>
            new(Refusals.UnsupportedContentType, "Check the Content-Type against /openapi/v1.json."),
        _ => null,
    };

    [LoggerMessage(3001, LogLevel.Error, "Request {Correlation} failed")]
    private static partial void LogFailed(ILogger logger, CorrelationId correlation, Exception exception);
}
