using System.Text.Json;

namespace OrderGrid.Sandbox.Partners;

/// <summary>What a caller asks of a partner system.</summary>
public enum PartnerVerb
{
    /// <summary>Create a document.</summary>
    Post,

    /// <summary>Look a document up by its business key; changes nothing.</summary>
    Find,

    /// <summary>Withdraw a document by its business key.</summary>
    Cancel,
}

/// <summary>One request to a partner system, free of the transport that brought it.</summary>
/// <param name="Verb">What is asked.</param>
/// <param name="Collection">Kind of document, such as <c>orders</c> or <c>releases</c>.</param>
/// <param name="Key">Business key; empty when the caller gave none.</param>
/// <param name="Content">The body as it was sent; empty for a look-up.</param>
public sealed record PartnerCall(PartnerVerb Verb, string Collection, string Key, ReadOnlyMemory<byte> Content)
{
    private readonly Lazy<JsonElement?> _body = new(() => Parse(Content));

    /// <summary>Header fields the system looks at, by lower-case name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body as JSON, or null when it is none.</summary>
    public JsonElement? Body => _body.Value;

    /// <summary>Name used by fault rules: <c>orders.post</c>, <c>releases.find</c>.</summary>
    public string Operation => $"{Collection}.{JsonNamingPolicy.KebabCaseLower.ConvertName(Verb.ToString())}";

    /// <summary>A call that creates <paramref name="document"/>; the key is the document's own <c>key</c>.</summary>
    public static PartnerCall Post(string collection, object document)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(document, SandboxJson.Options);
        return new PartnerCall(PartnerVerb.Post, collection, Parse(content)?.Text("key") ?? "", content);
    }

    /// <summary>A call that looks a document up.</summary>
    public static PartnerCall Find(string collection, string key) =>
        new(PartnerVerb.Find, collection, key, ReadOnlyMemory<byte>.Empty);

    /// <summary>A call that withdraws a document.</summary>
    public static PartnerCall Cancel(string collection, string key) =>
        new(PartnerVerb.Cancel, collection, key, ReadOnlyMemory<byte>.Empty);

    private static JsonElement? Parse(ReadOnlyMemory<byte> content)
    {
        if (content.IsEmpty)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
