using OrderGrid.Gateway.Hosting;
using OrderGrid.Gateway.Http;
using OrderGrid.Hosting;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Reconciliation;

namespace OrderGrid.Gateway.Reconciliation;

/// <summary>When nodes are reconciled, for operators.</summary>
internal static class ScheduleEndpoints
{
    private const string Path = "/v1/admin/nodes/{node}/reconciliation-schedule";

    public static void MapSchedules(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("").WithTags("Admin").WithMetadata(new AdminOnly());
        admin.MapPut(Path, SetAsync)
            .WithSummary("Sets when a node is reconciled, and with whose report. Admin port only.")
            .Accepts<ScheduleBody>("application/json")
            .RequiresHeader(Operator.ActorHeader).RequiresHeader(Operator.ReasonHeader)
            .Produces<NodeScheduleAnswer>().Refuses(400, 404, 413, 415, 422, 503);
        admin.MapDelete(Path, RemoveAsync)
            .WithSummary("Ends it; a run under way goes on. Admin port only.")
            .RequiresHeader(Operator.ActorHeader).RequiresHeader(Operator.ReasonHeader)
            .Produces<NodeScheduleAnswer>().Refuses(400, 404, 503);
        admin.MapGet(Path, GetAsync)
            .WithSummary("The schedule, the next run, the run under way and the last one. Admin port only.")
            .Produces<NodeScheduleAnswer>().Refuses(404, 503);
        admin.MapPost(Path + "/run", RunAsync)
            .WithSummary("Begins a run now, or answers with the one under way. Admin port only.")
            .RequiresHeader("Idempotency-Key")
            .Produces<RunAnswer>(202).Refuses(400, 404, 503);
    }

    private static async Task<IResult> SetAsync(HttpContext http, string node, GridSettings settings)
    {
        var id = ReconciliationEndpoints.Node(node, settings);
        var body = await RequestBody.ReadJsonAsync<ScheduleBody>(http.Request);
        return FindFault(body, id, settings) is { } fault
            ? new ProblemAnswer(fault)
            : await PutAsync(http, id, body.ToSchedule());
    }

    private static Task<IResult> RemoveAsync(HttpContext http, string node, GridSettings settings) =>
        PutAsync(http, ReconciliationEndpoints.Node(node, settings), null);

    private static async Task<IResult> PutAsync(HttpContext http, NodeId node, ReconciliationSchedule? schedule)
    {
        var (actor, reason) = Operator.Of(http.Request);
        var grain = GrainOf(http, node);
        var context = RequestCall.Of(http).Command(
            $"schedule:{node}:{http.RequestServices.GetRequiredService<IIdSource>().Next()}");
        return Refusals.Of(await grain.Set(new(context, schedule, actor, reason))) is { } refusal
            ? new ProblemAnswer(new(refusal, refusal.Title))
            : await AnswerAsync(node, grain);
    }

    private static Task<IResult> GetAsync(HttpContext http, string node, GridSettings settings)
    {
        var id = ReconciliationEndpoints.Node(node, settings);
        return AnswerAsync(id, GrainOf(http, id));
    }

    private static async Task<IResult> RunAsync(HttpContext http, string node, GridSettings settings)
    {
        var id = ReconciliationEndpoints.Node(node, settings);
        var key = RouteIds.IdempotencyKey(http.Request);
        var outcome = await GrainOf(http, id).RunNow(RequestCall.Of(http).Command($"run:{id}:{key}"), key);
        return Refusals.Of(outcome.Answer) is { } refusal
            ? new ProblemAnswer(new(refusal, refusal.Title))
            : new JsonAnswer<RunAnswer>(202, RunAnswer.Of(outcome.Run!));
    }

    private static async Task<IResult> AnswerAsync(NodeId node, INodeScheduleGrain grain) =>
        new JsonAnswer<NodeScheduleAnswer>(200, NodeScheduleAnswer.Of(node, await grain.Get()));

    private static INodeScheduleGrain GrainOf(HttpContext http, NodeId node) =>
        http.RequestServices.GetRequiredService<IGrainFactory>().GetGrain<INodeScheduleGrain>(node.Value);

    private static RequestFault? FindFault(ScheduleBody body, NodeId node, GridSettings settings) =>
        settings.Connectors.FirstOrDefault(connector => connector.Name == body.Source) is { } source
            && (source.Node is null || source.Node == node)
            ? null
            : new(Refusals.UnknownSource, $"'{body.Source}' is no connector that reports for '{node}'.");
}
