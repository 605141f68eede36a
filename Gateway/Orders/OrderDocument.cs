using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OrderGrid.Channels;
using OrderGrid.Gateway.Http;
using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Gateway.Orders;

/// <summary>A document in a channel's own format, bound to its idempotency key before it is worked on.</summary>
internal sealed class OrderDocument(HttpContext http, ChannelId channel, IGrainFactory grains)
{
    private readonly RequestCall _call = RequestCall.Of(http);

    public async Task<IResult> SubmitAsync()
    {
        var key = RouteIds.IdempotencyKey(http.Request);
        var content = await RequestBody.ReadBytesAsync(http.Request, "application/json", "text/csv");
        var context = _call.Command($"document:{channel}:{key}");
        var claim = await grains.GetGrain<IIdempotencyKeyGrain>($"{channel}/{key}")
            .Claim(context, Convert.ToHexStringLower(SHA256.HashData(content)));
        if (Refusals.Of(claim) is { } refusal)
        {
            return new ProblemAnswer(new(refusal, "Send the body the key was first used with, or make another key."));
        }

        var outcomes = await grains.GetGrain<IChannelGrain>(channel.Value)
            .SubmitDocument(new(context, ImmutableCollectionsMarshal.AsImmutableArray(content)));
        var repeated = claim == ClaimAnswer.Repeated;
        return outcomes.Length == 1 ? AnswerOne(outcomes[0], repeated) : AnswerMany(outcomes, repeated);
    }

    private IResult AnswerOne(DocumentOrderOutcome order, bool repeatedKey)
    {
        if (Refusals.Of(order.Outcome.Answer) is { } refusal)
        {
            return new ProblemAnswer(CanonicalOrder.FaultOf(refusal, order.Outcome, null));
        }

        // A repeated key answers what it answered first: 201, also when the order is by now a repeat.
        var repeated = order.Outcome.Answer == SubmitAnswer.Repeated;
        var accepted = AcceptedOrder.Of(KeyOf(order), order.Outcome);
        return new JsonAnswer<AcceptedOrder>(
            repeated && !repeatedKey ? 200 : 201, accepted)
        {
            Version = order.Outcome.Version,
            Replayed = repeated,
        };
    }

    private JsonAnswer<DocumentAnswer> AnswerMany(ImmutableArray<DocumentOrderOutcome> orders, bool repeatedKey)
    {
        var answer = new DocumentAnswer([.. orders.Select(Describe)]);
        return new(200, answer)
        {
            Replayed = repeatedKey && orders.All(order => order.Outcome.Answer != SubmitAnswer.Accepted),
        };
    }

    private DocumentOrderAnswer Describe(DocumentOrderOutcome order) =>
        Refusals.Of(order.Outcome.Answer) is { } refusal
            ? new(order.Number, refusal.Status, null, Problem.Of(
                CanonicalOrder.FaultOf(refusal, order.Outcome, null), _call))
            : new(
                order.Number,
                order.Outcome.Answer == SubmitAnswer.Repeated ? 200 : 201,
                AcceptedOrder.Of(KeyOf(order), order.Outcome),
                null);

    private OrderKey KeyOf(DocumentOrderOutcome order) => new(channel, Identifier.Parse<OrderNumber>(order.Number));
}

/// <summary>What became of the orders of a document, in its order.</summary>
/// <param name="Orders">One per order.</param>
public sealed record DocumentAnswer(ImmutableArray<DocumentOrderAnswer> Orders);

/// <summary>What became of one order of a document.</summary>
/// <param name="OrderNo">Its number as written; left out when even that could not be read.</param>
/// <param name="Status">The status that it would have had as a request of its own.</param>
/// <param name="Order">The promise; left out when it was refused.</param>
/// <param name="Problem">The refusal; left out when it was accepted.</param>
public sealed record DocumentOrderAnswer(string? OrderNo, int Status, AcceptedOrder? Order, Problem? Problem);
