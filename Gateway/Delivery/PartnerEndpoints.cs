using System.Buffers;
using OrderGrid.Gateway.Platform;
using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Gateway.Delivery;

/// <summary>The way in for partner systems.</summary>
internal static class PartnerEndpoints
{
    private const int MaxEventId = 100;

    public static void MapPartners(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/partners/{partner}/events", ReceiveAsync)
            .WithTags("Delivery")
            .WithSummary("Takes a signed event (Standard Webhooks 1.0). A repeated one changes nothing.")
            .Accepts<PartnerEvent>("application/json")
            .RequiresHeader("webhook-id").RequiresHeader("webhook-timestamp").RequiresHeader("webhook-signature")
            .Produces<RecordedEvent>().Refuses(400, 401, 403, 404, 413, 415, 422, 503);

    private static async Task<IResult> ReceiveAsync(
        HttpContext http, string partner, PartnerDirectory partners, IGrainFactory grains, TimeProvider clock)
    {
        if (partners.Find(partner) is not { } sender)
        {
            return new ProblemAnswer(new(Refusals.UnknownPartner, "Check the path."));
        }

        // The signature is over the bytes as they came, so nothing of them is understood before it is checked.
        var body = await RequestBody.ReadBytesAsync(http.Request, "application/json");
        var now = clock.GetUtcNow();
        var signature = WebhookSignature.Read(http.Request.Headers);
        return signature.IsValid(sender, body, now)
            ? await RecordAsync(http, sender, signature.Id, Read(body), grains, now)
            : new ProblemAnswer(new(Refusals.BadSignature, "Sign the bytes that are sent, with the present time."));
    }

    private static PartnerEvent Read(byte[] body) =>
        StrictJson.TryRead<PartnerEvent>(new(body), out var told, out var fault)
            ? told!
            : throw new RequestFaultException(fault!);

    private static async Task<IResult> RecordAsync(
        HttpContext http, Partner sender, string id, PartnerEvent told, IGrainFactory grains, DateTimeOffset now)
    {
        if (!Identifier.IsValid(id, MaxEventId))
        {
            throw new RequestFaultException(
                $"webhook-id is 1 to {MaxEventId} characters of A-Z a-z 0-9 . _ : -.");
        }

        if (PartnerReports.FindFault(sender, told) is { } fault)
        {
            return new ProblemAnswer(fault);
        }

        var context = RequestCall.Of(http).Command($"{sender.Id}:{id}");
        var outcome = await grains.GetGrain<IOrderGrain>(told.Order.ToString())
            .Report(PartnerReports.Of(sender, told, context, now));
        return Refusals.Of(outcome.Answer) is { } refusal
            ? new ProblemAnswer(new(refusal, $"Order '{told.Order}': {refusal.Title}"))
            : new JsonAnswer<RecordedEvent>(
                200,
                new(outcome.Answer == ReportAnswer.Recorded, outcome.Version))
            {
                Replayed = outcome.Answer == ReportAnswer.AlreadyRecorded,
            };
    }
}
