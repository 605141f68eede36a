using System.Text.Json;
using OrderGrid.Orders;

namespace OrderGrid.Channels.Formats;

/// <summary>
/// One JSON object as a source of fields. A missing, unknown or mistyped member is told once, with its JSON pointer.
/// </summary>
internal sealed class JsonFields
{
    private const int MaxNameTold = 64;

    private readonly JsonElement? _object;
    private readonly string _pointer;
    private readonly DocumentFaults _faults;

    /// <summary>Opens an order.</summary>
    public JsonFields(JsonElement order, JsonMembers members, DocumentFaults faults)
        : this(order, members, "", faults)
    {
    }

    private JsonFields(JsonElement? element, JsonMembers members, string pointer, DocumentFaults faults)
    {
        _pointer = pointer;
        _faults = faults;
        if (element is { ValueKind: not JsonValueKind.Object })
        {
            faults.Add(pointer.Length == 0 ? "/" : pointer, "an object is expected.");
            element = null;
        }

        _object = element;
        foreach (var member in element?.EnumerateObject() ?? default)
        {
            var name = NameOf(member);
            if (!members.Has(name))
            {
                faults.Add(PlaceOf(Escape(name)), "this member is not known; leave it out.");
            }
        }
    }

    /// <summary>A member that must be a string.</summary>
    public Field String(string name) => FieldOf(name, Find(name), "a string is expected.");

    /// <summary>A member that may be a string, null or absent; the latter two are an empty text.</summary>
    public Field StringOrNull(string name) => FieldOf(name, FindOrNull(name), "a string or null is expected.");

    /// <summary>A member that must be a number; its text is as written.</summary>
    public Field Number(string name)
    {
        var element = Find(name);
        if (element is not { ValueKind: not JsonValueKind.Number })
        {
            return new(element?.GetRawText(), PlaceOf(name), _faults);
        }

        _faults.Add(PlaceOf(name), "a number is expected.");
        return new(null, PlaceOf(name), _faults);
    }

    /// <summary>A member that must be an object.</summary>
    public JsonFields Object(string name, JsonMembers members) =>
        new(Find(name), members, PlaceOf(name), _faults);

    /// <summary>A member that must be an array of 1 to <see cref="OrderLimits.MaxLines"/> objects.</summary>
    public IEnumerable<JsonFields> Lines(string name, JsonMembers members)
    {
        if (Find(name) is not { } array)
        {
            yield break;
        }

        if (array.ValueKind != JsonValueKind.Array || array.GetArrayLength() is 0 or > OrderLimits.MaxLines)
        {
            _faults.Add(PlaceOf(name), $"an array of 1 to {OrderLimits.MaxLines} lines is expected.");
            yield break;
        }

        var index = 0;
        foreach (var element in array.EnumerateArray())
        {
            yield return new(element, members, $"{PlaceOf(name)}/{index++}", _faults);
        }
    }

    private Field FieldOf(string name, JsonElement? element, string expected)
    {
        var place = PlaceOf(name);
        if (element is not { } found)
        {
            return new(null, place, _faults);
        }

        if (found.ValueKind == JsonValueKind.Undefined)
        {
            return new("", place, _faults);
        }

        if (found.ValueKind == JsonValueKind.String && TextOf(found) is { } text)
        {
            return new(text, place, _faults);
        }

        _faults.Add(place, expected);
        return new(null, place, _faults);
    }

    private JsonElement? Find(string name)
    {
        if (_object is not { } source)
        {
            return null;
        }

        if (source.TryGetProperty(name, out var element))
        {
            return element;
        }

        _faults.Add(PlaceOf(name), "this member is missing.");
        return null;
    }

    private JsonElement? FindOrNull(string name) => _object is not { } source
        ? null
        : source.TryGetProperty(name, out var element) && element.ValueKind != JsonValueKind.Null
            ? element
            : default(JsonElement);

    private string PlaceOf(string name) => $"{_pointer}/{name}";

    // A text may be valid JSON and yet hold half of a surrogate pair, which no string can.
    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    private static string Escape(string name) =>
        (name.Length <= MaxNameTold ? name : name[..MaxNameTold])
            .Replace("~", "~0", StringComparison.Ordinal)
            .Replace("/", "~1", StringComparison.Ordinal);
}
