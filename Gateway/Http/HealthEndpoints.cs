using OrderGrid.Gateway.Hosting;

namespace OrderGrid.Gateway.Http;

/// <summary>What a platform asks a process.</summary>
internal static class HealthEndpoints
{
    private const string Tag = "Platform";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("").WithMetadata(new AnswersBeforeStart());
        health.MapGet("/livez", Live).WithTags(Tag)
            .WithSummary("The process answers. Touches nothing else.").Produces<HealthAnswer>();
        health.MapGet("/readyz", ReadyAsync).WithTags(Tag)
            .WithSummary("Started, not stopping, and the journal and a silo can be reached.")
            .Produces<HealthAnswer>().Refuses(503);
        health.MapGet("/startupz", Startup).WithTags(Tag)
            .WithSummary("Everything has started.").Produces<HealthAnswer>().Refuses(503);
    }

    private static IResult Live() => Answer(null);

    private static IResult Startup(Drain drain) => Answer(drain.Started ? null : "The process is starting.");

    private static async Task<IResult> ReadyAsync(HttpContext http, Readiness readiness) =>
        Answer(await readiness.FindObstacleAsync(http.RequestAborted));

    private static IResult Answer(string? obstacle) => obstacle is null
        ? new JsonAnswer<HealthAnswer>(StatusCodes.Status200OK, new("ok"))
        : new ProblemAnswer(new(Refusals.Unavailable, obstacle));
}

/// <summary>Marks endpoints that answer while the process is starting.</summary>
public sealed class AnswersBeforeStart;

/// <summary>The answer of a healthy process.</summary>
/// <param name="Status">Always <c>ok</c>.</param>
public sealed record HealthAnswer(string Status);
