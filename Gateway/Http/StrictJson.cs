using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OrderGrid.Gateway.Http;

/// <summary>Reads JSON that its type describes in full, and says where it does not fit.</summary>
internal static class StrictJson
{
    // What the serializer says, and what the caller is told: its own words name types of this program.
    private static readonly (string Said, string Told)[] Meanings =
    [
        ("could not be mapped to any .NET member", "This member is not known."),
        ("Duplicate propert", "This member is there twice."),
        ("could not be converted", "The value is not of the type expected here, or out of its range."),
        ("maximum configured depth", "The body is nested deeper than 32 levels."),
        ("doesn't allow null", "A value is expected here, not null."),
        ("cannot be null", "A value is expected here, not null."),
    ];

    public static bool TryRead<T>(ReadOnlySequence<byte> json, out T? value, out RequestFault? fault)
        where T : class
    {
        value = null;
        fault = null;
        var rented = json.IsSingleSegment ? null : ArrayPool<byte>.Shared.Rent((int)json.Length);
        try
        {
            value = JsonSerializer.Deserialize(Contiguous(json, rented), Wire.Of<T>());
            fault = value is null ? RequestFault.At("", "A JSON object is expected.") : null;
        }
        catch (JsonException exception)
        {
            fault = RequestFault.At(Pointer(exception.Path), Tell(exception));
        }
        catch (NotSupportedException)
        {
            // The only type of the surface that the serializer will not make is an event without its kind.
            fault = RequestFault.At("/type", "The member that says which kind of event this is is missing.");
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }

        return fault is null;
    }

    /// <summary>The serializer's path, <c>$.lines[2].sku</c>, as a JSON pointer, <c>/lines/2/sku</c>.</summary>
    public static string Pointer(string? path)
    {
        var pointer = new StringBuilder();
        var rest = (path ?? "$").AsSpan(1);
        while (!rest.IsEmpty)
        {
            var quoted = rest.StartsWith("['", StringComparison.Ordinal);
            var start = quoted ? 2 : 1;
            var length = quoted ? rest[start..].IndexOf("']", StringComparison.Ordinal)
                : rest[0] == '[' ? rest[start..].IndexOf(']')
                : rest[start..].IndexOfAny('.', '[');
            length = length < 0 ? rest.Length - start : length;
            pointer.Append('/').Append(Escape(rest.Slice(start, length).ToString()));
            var closing = quoted ? 2 : rest[0] == '[' ? 1 : 0;
            rest = rest[Math.Min(start + length + closing, rest.Length)..];
        }

        return pointer.ToString();
    }

    private static ReadOnlySpan<byte> Contiguous(ReadOnlySequence<byte> json, byte[]? rented)
    {
        if (rented is null)
        {
            return json.FirstSpan;
        }

        json.CopyTo(rented);
        return rented.AsSpan(0, (int)json.Length);
    }

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Tell(JsonException exception)
    {
        var said = exception.Message;
        foreach (var (words, told) in Meanings)
        {
            if (said.Contains(words, StringComparison.Ordinal))
            {
                return told;
            }
        }

        var missing = said.IndexOf("including: ", StringComparison.Ordinal);
        if (missing >= 0)
        {
            var names = said[(missing + "including: ".Length)..].Split(". ")[0].TrimEnd('.');
            return $"Required members are missing: {names}.";
        }

        // Words of our own converters carry no position of their own; syntax errors of the reader do.
        return exception.LineNumber is { } line && said.Contains("LineNumber", StringComparison.Ordinal)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The body is not valid JSON at line {line + 1}, byte {(exception.BytePositionInLine ?? 0) + 1}.")
            : said;
    }
}
