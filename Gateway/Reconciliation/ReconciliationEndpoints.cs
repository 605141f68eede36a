using System.Globalization;
using OrderGrid.Gateway.Hosting;
using OrderGrid.Gateway.Http;
using OrderGrid.Gateway.Imports;
using OrderGrid.Hosting;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Reconciliation;

namespace OrderGrid.Gateway.Reconciliation;

/// <summary>What a node's systems report against what is booked and what channels were told, for operators.</summary>
internal static class ReconciliationEndpoints
{
    private const string Drifts = "/v1/admin/nodes/{node}/drifts";

    public static void MapReconciliation(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("").WithTags("Admin").WithMetadata(new AdminOnly());
        admin.MapPost("/v1/admin/nodes/{node}/reconciliation", RunAsync)
            .WithSummary("Compares a node's stock report; items that differ, then a summary. Admin port only.")
            .WithMetadata(new BodyLimit(ImportRun.MaxBytes))
            .Accepts<ReportRow>(ImportRun.MediaType).RequiresHeader("Idempotency-Key")
            .OffersQuery("threshold", "Differences of up to so many pieces are booked at once; 0 when left out.")
            .Produces<DriftRow>(200, ImportRun.MediaType)
            .Refuses(400, 404, 413, 415, 429, 503);
        admin.MapGet(Drifts, ListAsync)
            .WithSummary("Drifts of a node that wait for somebody to decide, 200 a page. Admin port only.")
            .OffersQuery("after", "An item: those behind it. Left out: from the first.")
            .Produces<DriftsAnswer>().Refuses(404, 503);
        admin.MapPost(Drifts + "/{sku}/approve", (HttpContext http, string node, string sku, GridSettings settings) =>
                SettleAsync(http, KeyOf(node, sku, settings), approve: true))
            .WithSummary("Books the report that showed the drift, once. Admin port only.")
            .RequiresHeader(Operator.ActorHeader).RequiresHeader(Operator.ReasonHeader)
            .Produces<DriftAnswer>().Refuses(400, 404, 409, 422, 503);
        admin.MapPost(Drifts + "/{sku}/dismiss", (HttpContext http, string node, string sku, GridSettings settings) =>
                SettleAsync(http, KeyOf(node, sku, settings), approve: false))
            .WithSummary("Leaves the books as they are. Admin port only.")
            .RequiresHeader(Operator.ActorHeader).RequiresHeader(Operator.ReasonHeader)
            .Produces<DriftAnswer>().Refuses(400, 404, 409, 503);
    }

    private static async Task RunAsync(
        HttpContext http, string node, GridSettings settings, ImportPlaces places, Reconciler reconciler)
    {
        var call = RequestCall.Of(http);
        var terms = new ReconciliationTerms(
            Node(node, settings),
            RouteIds.IdempotencyKey(http.Request),
            ReadThreshold(http.Request),
            call.Correlation,
            call.TraceParent);
        using var place = places.Take();
        var clock = http.RequestServices.GetRequiredService<TimeProvider>();
        await new ReconciliationRun(http, terms, reconciler, clock).RunAsync();
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, string node, GridSettings settings, IGrainFactory grains)
    {
        var id = Node(node, settings);
        var after = http.Request.Query["after"].ToString();
        var drifts = await grains.GetGrain<IReconciliationGrain>(id.Value).List(after.Length == 0 ? null : after);
        return new JsonAnswer<DriftsAnswer>(200, new(id, [.. drifts.Select(DriftAnswer.Of)]));
    }

    private static async Task<IResult> SettleAsync(HttpContext http, PositionKey key, bool approve)
    {
        var (actor, reason) = Operator.Of(http.Request);
        var context = RequestCall.Of(http).Command($"settle:{key}");
        var outcome = await http.RequestServices.GetRequiredService<IGrainFactory>()
            .GetGrain<IReconciliationGrain>(key.Node.Value)
            .Settle(new(context, key.Sku, approve, actor, reason));
        return outcome.Answer switch
        {
            SettleAnswer.Done => new JsonAnswer<DriftAnswer>(200, DriftAnswer.Of(outcome.Drift!)),
            SettleAnswer.UnknownDrift => Problem(Refusals.UnknownDrift),
            SettleAnswer.DecidedOtherwise => Problem(Refusals.DecidedOtherwise),
            SettleAnswer.NothingReported => Problem(Refusals.NothingReported),
            SettleAnswer.Refused => Problem(Refusals.Of(outcome.Position)!),
            SettleAnswer.OutcomeUnknown => Problem(Refusals.OutcomeUnknown),
        };
    }

    private static ProblemAnswer Problem(Refusal refusal) => new(new(refusal, refusal.Title));

    private static PositionKey KeyOf(string node, string sku, GridSettings settings) =>
        new(
            Identifier.TryParse(sku, out Sku id)
                ? id
                : throw new RequestFaultException(new RequestFault(Refusals.UnknownDrift, "Check the path.")),
            Node(node, settings));

    /// <summary>The node of a path.</summary>
    public static NodeId Node(string text, GridSettings settings) =>
        Identifier.TryParse(text, out NodeId id) && settings.Nodes.Contains(id)
            ? id
            : throw new RequestFaultException(new RequestFault(Refusals.UnknownNode, "Check the path."));

    private static long ReadThreshold(HttpRequest request) =>
        request.Query["threshold"].ToString() is not { Length: > 0 } text ? 0
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var units)
            && units <= Quantity.MaxPieces ? units
        : throw new RequestFaultException($"threshold is a whole number of 0 to {Quantity.MaxPieces}.");
}
