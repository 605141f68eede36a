using System.Text.Json;
using OrderGrid.Connectors;
using OrderGrid.Embedded;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Simulated;

/// <summary>
/// A partner system of the sandbox as a connector sees it, without HTTP: latency, hangs and lost replies happen in
/// virtual time, and the effect stays when the caller is gone.
/// </summary>
internal sealed class SimulatedPartner(
    ServerSide server, PartnerSystem system, PartnerTraffic traffic, SeededDice dice, TimeProvider clock)
    : IPartnerConnector
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestLatency = TimeSpan.FromMilliseconds(40);

    private static readonly Dictionary<string, (string Collection, string Reference)> Kinds = new()
    {
        [ErpRoute.OrderKind] = ("orders", "erpNumber"),
        [ErpRoute.ShipmentKind] = ("shipments", "invoice.number"),
        [WmsRoute.ReleaseKind] = ("releases", "taskNumber"),
    };

    public ConnectorLimits Limits { get; } = new(16, Timeout);

    public async Task<PostOutcome> PostAsync(PartnerDocument document, CancellationToken cancellation)
    {
        var kind = Kinds[document.Kind];
        var call = new PartnerCall(PartnerVerb.Post, kind.Collection, document.Key, document.Body);
        traffic.Sent(system.Name, document);
        var answer = await AskAsync(call);
        return answer switch
        {
            null => PostOutcome.Unknown("no answer"),
            { Status: >= 200 and < 300 } => Reference(answer, kind.Reference) is { } reference
                ? PostOutcome.Delivered(reference)
                : PostOutcome.Unknown("an answer without a number"),
            { Status: 429 } => PostOutcome.Throttled(TimeSpan.FromSeconds(answer.RetryAfterSeconds ?? 1)),
            { Status: 503, RetryAfterSeconds: { } wait } => PostOutcome.Throttled(TimeSpan.FromSeconds(wait)),
            { Status: 503 } => PostOutcome.Transient("503"),
            { Status: >= 500 } => PostOutcome.Unknown($"{answer.Status}"),
            _ => PostOutcome.Refused(answer.Body),
        };
    }

    public async Task<FindOutcome> FindByKeyAsync(PartnerDocument document, CancellationToken cancellation)
    {
        var kind = Kinds[document.Kind];
        return await AskAsync(PartnerCall.Find(kind.Collection, document.Key)) switch
        {
            { Status: 404 } => new(FindFate.NotFound, null, ""),
            { Status: 200 } answer when Reference(answer, kind.Reference) is { } reference =>
                new(FindFate.Found, reference, ""),
            _ => new(FindFate.NoAnswer, null, "no answer"),
        };
    }

    private Task<PartnerReply?> AskAsync(PartnerCall call) => server.RunAsync(async () =>
    {
        var plan = system.Plan(call);
        await Task.Delay(plan.Latency + dice.Between(TimeSpan.Zero, LongestLatency), clock);
        var answer = system.Complete(call, plan);
        await Task.Delay(dice.Between(TimeSpan.Zero, LongestLatency), clock);
        if (answer.Fate == ReplyFate.Withheld)
        {
            await Task.Delay(answer.Hold < Timeout ? answer.Hold : Timeout, clock);
        }

        return answer.Fate is ReplyFate.Sent or ReplyFate.Trickled && plan.Latency < Timeout ? answer.Reply : null;
    });

    private static string? Reference(PartnerReply reply, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(reply.Body);
            var at = json.RootElement;
            foreach (var member in path.Split('.'))
            {
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(member, out at))
                {
                    return null;
                }
            }

            return at.GetString();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
