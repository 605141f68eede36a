using OrderGrid.Gateway.Http;
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
        if (!signature.IsValid(sender, body, now))
        {
            return new ProblemAnswer(
                new(Refusals.BadSignature, "Sign the bytes that are sent, with the present time."));
        }

        var told = Read(body);
        var context = RequestCall.Of(http).Command($"{sender.Id}:{EventId(signature.Id)}");
        return PartnerReports.FindFault(sender, told) is { } fault
            ? new ProblemAnswer(fault)
            : await RecordAsync(grains, told.Order, PartnerReports.Of(sender, told, context, now));
    }

    private static PartnerEvent Read(byte[] body) =>
        StrictJson.TryRead<PartnerEvent>(new(body), out var told, out var fault)
            ? told!
            : throw new RequestFaultException(fault!);

    private static string EventId(string id) =>
        Identifier.IsValid(id, MaxEventId)
            ? id
            : throw new RequestFaultException(
                $"webhook-id is 1 to {MaxEventId} characters of A-Z a-z 0-9 . _ : -.");

    private static async Task<IResult> RecordAsync(IGrainFactory grains, OrderKey order, OrderReport report)
    {
        var outcome = await grains.GetGrain<IOrderGrain>(order.ToString()).Report(report);
        return Refusals.Of(outcome.Answer) is { } refusal
            ? new ProblemAnswer(new(refusal, $"Order '{order}': {refusal.Title}"))
            : new JsonAnswer<RecordedEvent>(200, new(outcome.Answer == ReportAnswer.Recorded, outcome.Version))
            {
                Replayed = outcome.Answer == ReportAnswer.AlreadyRecorded,
            };
    }
}
