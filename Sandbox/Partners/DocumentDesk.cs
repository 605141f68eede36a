using System.Text.Json;
using OrderGrid.Sandbox.Ledgers;

namespace OrderGrid.Sandbox.Partners;

/// <summary>
/// A partner system that files documents under business keys, and recognises a repeated key or does not.
/// </summary>
public abstract class DocumentDesk(string name, PartnerContext context) : PartnerSystem(name, context)
{
    /// <summary>Longest business key, in characters.</summary>
    public const int MaxKeyLength = 200;

    /// <summary>
    /// False makes a second document for a repeated key: the fault an idempotent caller must not provoke.
    /// </summary>
    protected abstract bool Deduplicates { get; }

    /// <inheritdoc/>
    protected override PartnerReply Execute(PartnerCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Key.Length is 0 or > MaxKeyLength)
        {
            return PartnerReply.Refusal(400, "KeyMissing", $"A key of 1 to {MaxKeyLength} characters is needed.");
        }

        return call.Verb switch
        {
            PartnerVerb.Post => Post(call),
            PartnerVerb.Find => Find(call),
            PartnerVerb.Cancel => Cancel(call),
        };
    }

    /// <summary>Why the system will not take the document, or null.</summary>
    protected virtual PartnerReply? Refuse(PartnerCall call, JsonElement body) => null;

    /// <summary>Makes the document: its number, and what is kept of it.</summary>
    protected abstract (string Number, JsonElement Content) Create(PartnerCall call, JsonElement body, int ordinal);

    /// <summary>How a document is told to the caller.</summary>
    protected abstract PartnerReply Show(int status, LedgerEntry document);

    /// <summary>What follows once the document is filed.</summary>
    protected virtual void OnCreated(LedgerEntry document, int ordinal)
    {
    }

    /// <summary>Withdraws a document; systems that cannot say so.</summary>
    protected virtual PartnerReply Cancel(PartnerCall call) =>
        PartnerReply.Refusal(405, "NotSupported", "This system does not take documents back.");

    private PartnerReply Post(PartnerCall call)
    {
        if (call.Body is not { ValueKind: JsonValueKind.Object } body)
        {
            return PartnerReply.Refusal(400, "MalformedBody", "The body must be a JSON object.");
        }

        if (body.Text("key") is { } key && key != call.Key)
        {
            return PartnerReply.Refusal(400, "KeyMismatch", "Idempotency-Key and the document's key differ.");
        }

        Append(LedgerEntryKind.Receipt, call.Collection, call.Key);
        var known = Documents(call.Collection, call.Key);
        if (known.Count > 0 && Deduplicates)
        {
            Append(LedgerEntryKind.Repeat, call.Collection, call.Key, known[0].Number);
            return Show(200, known[0]);
        }

        if (Refuse(call, body) is { } refusal)
        {
            Append(LedgerEntryKind.Refusal, call.Collection, call.Key);
            return refusal;
        }

        var ordinal = known.Count + 1;
        var (number, content) = Create(call, body, ordinal);
        var document = Append(LedgerEntryKind.Document, call.Collection, call.Key, number, content);
        OnCreated(document, ordinal);
        return Show(201, document);
    }

    private PartnerReply Find(PartnerCall call)
    {
        Append(LedgerEntryKind.Find, call.Collection, call.Key);
        var known = Documents(call.Collection, call.Key);
        return known.Count > 0
            ? Show(200, known[0])
            : PartnerReply.Refusal(404, "NotFound", $"There is no document with key '{call.Key}'.");
    }
}
