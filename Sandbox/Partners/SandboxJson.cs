using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OrderGrid.Sandbox.Partners;

/// <summary>How the sandbox reads and writes JSON: camel case, names in kebab case, unknown members refused.</summary>
public static class SandboxJson
{
    /// <summary>The one set of options.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>A text member, or null when it is absent or not a text.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>The elements of an array member; none when it is absent.</summary>
    public static IReadOnlyList<JsonElement> Items(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray()]
            : [];

    /// <summary>The element at a dotted path such as <c>order.customer.id</c>, or null.</summary>
    public static JsonElement? At(this JsonElement element, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var current = element;
        foreach (var name in path.Split('.'))
        {
            if (current.ValueKind != JsonValueKind.Object || !current.TryGetProperty(name, out current))
            {
                return null;
            }
        }

        return current;
    }

    /// <summary>An element that outlives the node it was made from.</summary>
    public static JsonElement ToElement(this JsonNode node) => JsonSerializer.SerializeToElement(node, Options);
}
