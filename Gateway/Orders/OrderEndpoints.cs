using OrderGrid.Channels;
using OrderGrid.Gateway.Http;
using OrderGrid.Gateway.Imports;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Gateway.Orders;

/// <summary>Orders, as channels send and read them.</summary>
internal static class OrderEndpoints
{
    private const string OrderPath = "/v1/channels/{channel}/orders/{orderNo}";
    private const string OrdersPath = "/v1/channels/{channel}/orders";

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("").WithTags("Orders").WithMetadata(new RatedByChannel());
        orders.MapPut(OrderPath, SubmitAsync)
            .WithSummary("Submits an order in canonical form. Repeating it is safe.")
            .WithMetadata(new AdmittedByChannel())
            .Accepts<ChannelOrder>("application/json")
            .Produces<AcceptedOrder>(201).Produces<AcceptedOrder>(200)
            .Refuses(400, 404, 409, 413, 415, 422, 429, 503);
        orders.MapGet(OrderPath, GetAsync)
            .WithSummary("The order as it stands. If-None-Match saves the body while nothing has changed.")
            .Produces<OrderView>().Produces(304).Refuses(404, 429, 503);
        orders.MapGet($"{OrderPath}/timeline", GetTimelineAsync)
            .WithSummary("Everything that has happened to the order, with the time since its first event.")
            .Produces<OrderTimeline>().Refuses(404, 429, 503);
        orders.MapPost(OrdersPath, SubmitDocumentAsync)
            .WithSummary("Submits a document in the channel's own format; one order answers as PUT does.")
            .WithMetadata(new AdmittedByChannel())
            .Accepts<byte[]>("application/json", "text/csv")
            .RequiresHeader("Idempotency-Key")
            .Produces<AcceptedOrder>(201).Produces<DocumentAnswer>(200)
            .Refuses(400, 404, 409, 413, 415, 422, 429, 503);
        orders.MapPost($"{OrdersPath}:bulk", SubmitBulkAsync)
            .WithSummary("Submits a row per order; an outcome per row leaves in the rows' order.")
            .WithMetadata(new BodyLimit(ImportRun.MaxBytes))
            .Accepts<BulkOrder>(ImportRun.MediaType)
            .OffersQuery(ImportRun.OffsetParameter, ImportRun.OffsetMeaning)
            .Produces<AcceptedRow>(200, ImportRun.MediaType)
            .Refuses(400, 404, 413, 415, 429, 503);
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext http, string channel, string orderNo, IGrainFactory grains, BusyItems items)
    {
        var key = new OrderKey(RouteIds.Channel(channel), RouteIds.NewOrder(orderNo));
        var order = await RequestBody.ReadJsonAsync<ChannelOrder>(http.Request);
        if (CanonicalOrder.FindFault(order) is { } fault)
        {
            return new ProblemAnswer(fault);
        }

        var (places, busy) = await items.TakeAsync(key.Channel, order);
        using var taken = places;
        if (busy is not null)
        {
            return new ProblemAnswer(busy);
        }

        var context = RequestCall.Of(http).Command(CommandOf(key));
        var outcome = await grains.GetGrain<IChannelGrain>(channel).Submit(new(context, key.Number, order));
        return Refusals.Of(outcome.Answer) is { } refusal
            ? new ProblemAnswer(CanonicalOrder.FaultOf(refusal, outcome, order))
            : Accepted(key, outcome);
    }

    private static async Task<IResult> GetAsync(
        HttpContext http, string channel, string orderNo, IGrainFactory grains)
    {
        var key = RouteIds.Order(channel, orderNo);
        var order = await grains.GetGrain<IOrderGrain>(key.ToString()).Get(StreamVersion.None);
        return order is null ? new ProblemAnswer(NoSuchOrder(key))
            : EntityTag.Matches(http.Request, EntityTag.Of(order.Version))
                ? new NotModifiedAnswer(EntityTag.Of(order.Version))
            : new JsonAnswer<OrderView>(200, order) { Version = order.Version };
    }

    private static async Task<IResult> GetTimelineAsync(string channel, string orderNo, IGrainFactory grains)
    {
        var key = RouteIds.Order(channel, orderNo);
        var entries = await grains.GetGrain<IOrderGrain>(key.ToString()).GetTimeline();
        return entries.IsEmpty
            ? new ProblemAnswer(NoSuchOrder(key))
            : new JsonAnswer<OrderTimeline>(200, OrderTimeline.Of(key, entries));
    }

    private static Task<IResult> SubmitDocumentAsync(HttpContext http, string channel, IGrainFactory grains) =>
        new OrderDocument(http, RouteIds.Channel(channel), grains).SubmitAsync();

    private static async Task SubmitBulkAsync(
        HttpContext http, string channel, IGrainFactory grains, ImportPlaces places)
    {
        var offset = ImportRun.ReadOffset(http.Request);
        var rows = new BulkOrders(RequestCall.Of(http), RouteIds.Channel(channel), grains);
        using var place = places.Take();
        await new ImportRun(http, rows.Understand).RunAsync(offset);
    }

    /// <summary>The same for every way in, so that an order's number alone names the intention.</summary>
    internal static string CommandOf(OrderKey key) => $"submit:{key.Channel}:{key.Number}";

    private static JsonAnswer<AcceptedOrder> Accepted(OrderKey key, SubmitOutcome outcome)
    {
        var repeated = outcome.Answer == SubmitAnswer.Repeated;
        return new(repeated ? 200 : 201, AcceptedOrder.Of(key, outcome))
        {
            Version = outcome.Version,
            Replayed = repeated,
        };
    }

    private static RequestFault NoSuchOrder(OrderKey key) =>
        new(Refusals.NoSuchOrder, $"Order '{key.Number}' was not accepted on channel '{key.Channel}'.");
}
