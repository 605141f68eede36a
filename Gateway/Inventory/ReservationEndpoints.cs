using OrderGrid.Channels;
using OrderGrid.Gateway.Http;
using OrderGrid.Inventory;

namespace OrderGrid.Gateway.Inventory;

/// <summary>Reservations of carts: stock that is kept for a buyer until an order takes it or the time is over.</summary>
internal static class ReservationEndpoints
{
    private const string Path = "/v1/channels/{channel}/reservations/{id}";

    public static void MapReservations(this IEndpointRouteBuilder routes)
    {
        var reservations = routes.MapGroup("").WithTags("Reservations").WithMetadata(new RatedByChannel());
        reservations.MapPut(Path, PlaceAsync)
            .WithSummary("Reserves every line of a cart, or nothing. The id has its first answer for ever.")
            .Accepts<ChannelReservation>("application/json")
            .Produces<ReservationView>(201).Produces<ReservationView>(200)
            .Refuses(400, 404, 409, 413, 415, 422, 429, 503);
        reservations.MapGet(Path, GetAsync)
            .WithSummary("The reservation as it stands.")
            .Produces<ReservationView>().Produces(304).Refuses(404, 429, 503);
        reservations.MapDelete(Path, ReleaseAsync)
            .WithSummary("Gives the reservation's stock back. Repeating it is safe.")
            .Produces<ReservationView>().Refuses(404, 409, 429, 503);
        reservations.MapPost($"{Path}/extend", ExtendAsync)
            .WithSummary("Lets the reservation last longer; never shortens it.")
            .Accepts<ReservationExtension>("application/json").RequiresHeader("Idempotency-Key")
            .Produces<ReservationView>().Refuses(400, 404, 409, 413, 415, 422, 429, 503);
    }

    private static async Task<IResult> PlaceAsync(HttpContext http, string channel, string id, IGrainFactory grains)
    {
        var key = new ReservationKey(RouteIds.Channel(channel), RouteIds.NewReservation(id));
        var cart = await RequestBody.ReadJsonAsync<ChannelReservation>(http.Request);
        if (FindFault(cart) is { } fault)
        {
            return new ProblemAnswer(fault);
        }

        var outcome = await grains.GetGrain<IChannelGrain>(key.Channel.Value)
            .Reserve(new(RequestCall.Of(http).Command($"reserve:{key.Reservation}"), key.Reservation, cart));
        return Answer(outcome, outcome.Answer == ReservationAnswer.Repeated ? 200 : 201);
    }

    private static async Task<IResult> GetAsync(HttpContext http, string channel, string id, IGrainFactory grains)
    {
        var key = RouteIds.Reservation(channel, id);
        var view = await grains.GetGrain<IReservationGrain>(key.ToString()).Get();
        return view is null
            ? new ProblemAnswer(new(
                Refusals.NoSuchReservation, ReservationWords.Of(ReservationAnswer.UnknownReservation, key)))
            : view.Status != ReservationStatus.Placed && EntityTag.Matches(http.Request, view.Version)
                ? new NotModifiedAnswer(view.Version)
            : new JsonAnswer<ReservationView>(200, view) { Version = view.Version };
    }

    private static async Task<IResult> ReleaseAsync(HttpContext http, string channel, string id, IGrainFactory grains)
    {
        var key = RouteIds.Reservation(channel, id);
        var context = RequestCall.Of(http).Command($"release:{key.Reservation}");
        return Answer(
            await grains.GetGrain<IChannelGrain>(key.Channel.Value).ReleaseReservation(context, key.Reservation), 200);
    }

    private static async Task<IResult> ExtendAsync(HttpContext http, string channel, string id, IGrainFactory grains)
    {
        var key = RouteIds.Reservation(channel, id);
        var context = RequestCall.Of(http).Command($"extend:{RouteIds.IdempotencyKey(http.Request)}");
        var extension = await RequestBody.ReadJsonAsync<ReservationExtension>(http.Request);
        return ReservationMapping.IsOne(extension.ExpiresInSeconds, extension.ExpiresAt)
            ? Answer(
                await grains.GetGrain<IChannelGrain>(key.Channel.Value)
                    .ExtendReservation(new(context, key.Reservation, extension)),
                200)
            : new ProblemAnswer(NotOneExpiry());
    }

    private static RequestFault? FindFault(ChannelReservation cart)
    {
        if (cart.Lines.Length is 0 or > ReservationLimits.MaxLines)
        {
            return RequestFault.At(
                "/lines", $"1 to {ReservationLimits.MaxLines} lines are expected; here are {cart.Lines.Length}.");
        }

        var missing = cart.Lines.IndexOf(null!);
        return missing >= 0 ? RequestFault.At($"/lines/{missing}", "A line is expected here, not null.")
            : ReservationMapping.IsOne(cart.ExpiresInSeconds, cart.ExpiresAt) ? null
            : NotOneExpiry();
    }

    private static RequestFault NotOneExpiry() =>
        RequestFault.At("", "One of expiresInSeconds and expiresAt is expected.");

    private static IResult Answer(ReservationOutcome outcome, int status) =>
        Refusals.Of(outcome.Answer) is { } refusal
            ? new ProblemAnswer(new(refusal, outcome.Detail!, [.. outcome.Refusals.Select(line => new ProblemError(
                $"/lines/{line.Line - 1}", line.Reason.ToString(), line.Detail, line.Line))]))
            : new JsonAnswer<ReservationView>(status, outcome.View!)
            {
                Version = outcome.View!.Version,
                Replayed = outcome.Answer == ReservationAnswer.Repeated,
            };
}
