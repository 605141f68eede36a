using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace OrderGrid.Hosting;

/// <summary>The three questions a platform asks a process.</summary>
internal static class SiloHealth
{
    /// <summary>Maps <c>/livez</c>, which touches nothing remote, <c>/readyz</c> and <c>/startupz</c>.</summary>
    public static void MapSiloHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/livez", () => TypedResults.Text("alive"));
        routes.MapGet("/readyz", Ready);
        routes.MapGet("/startupz", Started);
    }

    private static ContentHttpResult Ready(GridReadiness readiness) => readiness.State switch
    {
        GridState.Ready => TypedResults.Text("ready"),
        GridState.Starting => NotYet("starting"),
        GridState.JournalAway => NotYet("the journal is away"),
        GridState.Draining => NotYet("draining"),
    };

    private static ContentHttpResult Started(GridReadiness readiness) =>
        readiness.WhenStarted.IsCompleted ? TypedResults.Text("started") : NotYet("starting");

    private static ContentHttpResult NotYet(string reason) =>
        TypedResults.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable);
}
