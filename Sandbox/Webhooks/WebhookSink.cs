using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderGrid.Sandbox.Ledgers;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Sandbox.Webhooks;

/// <summary>
/// A subscriber of the grid's events: checks signatures, keeps every receipt, and knows what came twice, out of order
/// or not at all. It recognises repeats by the <c>webhook-id</c>, as a receiver that honours the event id does.
/// </summary>
public sealed class WebhookSink : PartnerSystem
{
    /// <summary>Prefix of the systems' names.</summary>
    public const string Family = "webhooks";

    private const string Events = "events";

    private readonly string _secret;
    private readonly SubjectOrder _order = new();

    /// <summary>Opens the sink and what its ledger remembers.</summary>
    public WebhookSink(string name, PartnerContext context, string secret) : base($"{Family}-{name}", context)
    {
        _secret = secret;
        Restore();
    }

    /// <summary>A call as the grid would send it, signed now.</summary>
    public static PartnerCall Sending(string id, ReadOnlyMemory<byte> body, string secret, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        var timestamp = $"{clock.GetUtcNow().ToUnixTimeSeconds()}";
        return new PartnerCall(PartnerVerb.Post, Events, id, body)
        {
            Headers = new Dictionary<string, string>
            {
                [WebhookSignature.IdHeader] = id,
                [WebhookSignature.TimestampHeader] = timestamp,
                [WebhookSignature.SignatureHeader] = WebhookSignature.Sign(secret, id, timestamp, body.Span),
            },
        };
    }

    /// <inheritdoc/>
    protected override PartnerReply Execute(PartnerCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (WebhookSignature.Problem(_secret, call.Headers, call.Content.Span, Now) is { } problem)
        {
            Append(LedgerEntryKind.SignatureRefused, Events, call.Key);
            return PartnerReply.Refusal(401, "SignatureInvalid", problem);
        }

        Append(LedgerEntryKind.Receipt, Events, call.Key);
        if (Documents(Events, call.Key).Count > 0)
        {
            Append(LedgerEntryKind.Repeat, Events, call.Key);
        }
        else
        {
            Append(LedgerEntryKind.Document, Events, call.Key, call.Body?.Text("type"), Digest(call));
        }

        return new PartnerReply(204, "");
    }

    /// <inheritdoc/>
    protected override void OnEntry(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Kind == LedgerEntryKind.Document)
        {
            foreach (var id in entry.Content!.Value.Items("ids"))
            {
                _order.Observe(id.GetString()!);
            }
        }
    }

    /// <inheritdoc/>
    protected override void OnReset() => _order.Clear();

    /// <inheritdoc/>
    protected override JsonObject Describe() => new()
    {
        ["distinctIds"] = Count(LedgerEntryKind.Document),
        ["duplicates"] = Count(LedgerEntryKind.Repeat),
        ["signaturesRefused"] = Count(LedgerEntryKind.SignatureRefused),
        ["subjects"] = _order.Subjects,
        ["outOfOrder"] = _order.OutOfOrder,
        ["missing"] = _order.Missing,
        ["repeatedEvents"] = _order.Repeated,
    };

    // A body is one CloudEvent or an array of them.
    private static JsonElement Digest(PartnerCall call)
    {
        var ids = call.Body switch
        {
            { ValueKind: JsonValueKind.Array } batch => batch.EnumerateArray().Select(item => item.Text("id")),
            { } single => [single.Text("id")],
            null => [],
        };
        return new JsonObject
        {
            ["ids"] = new JsonArray([.. ids.OfType<string>().Select(id => (JsonNode)id)]),
            ["bodySha256"] = Convert.ToHexStringLower(SHA256.HashData(call.Content.Span)),
        }.ToElement();
    }
}
