using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrderGrid.Identity;

/// <summary>
/// A name made by somebody: an order number, a SKU, a node. One to <see cref="MaxLength"/> characters of
/// <c>A-Z a-z 0-9 . _ : -</c>. The separators <c>/</c> and <c>@</c> are kept out, so that composed grain keys
/// such as <c>channel/order</c> and <c>sku@node</c> can be taken apart again.
/// </summary>
public interface IIdentifier<TSelf> where TSelf : struct, IIdentifier<TSelf>
{
    /// <summary>The text, as it was given. Never empty in a parsed value.</summary>
    string Value { get; }

    /// <summary>Longest text accepted, in characters, inclusive.</summary>
    static abstract int MaxLength { get; }

    /// <summary>Wraps a text that <see cref="Identifier.IsValid"/> has passed.</summary>
    static abstract TSelf Create(string value);
}

/// <summary>Parsing for every <see cref="IIdentifier{TSelf}"/>: the one place where the alphabet is known.</summary>
public static class Identifier
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    /// <summary>
    /// True when <paramref name="text"/> is 1 to <paramref name="maxLength"/> characters of the alphabet.
    /// </summary>
    public static bool IsValid([NotNullWhen(true)] string? text, int maxLength) =>
        !string.IsNullOrEmpty(text) && text.Length <= maxLength && !text.AsSpan().ContainsAnyExcept(Alphabet);

    /// <summary>Parses without throwing; <paramref name="value"/> is default when the result is false.</summary>
    public static bool TryParse<T>([NotNullWhen(true)] string? text, out T value) where T : struct, IIdentifier<T>
    {
        var valid = IsValid(text, T.MaxLength);
        value = valid ? T.Create(text!) : default;
        return valid;
    }

    /// <summary>Parses or throws <see cref="FormatException"/>: for configuration and tests, not for input.</summary>
    public static T Parse<T>(string? text) where T : struct, IIdentifier<T> =>
        TryParse(text, out T value)
            ? value
            : throw new FormatException(
                $"'{text}' is not a valid {typeof(T).Name}: "
                + $"1 to {T.MaxLength} characters of A-Z a-z 0-9 . _ : - expected.");
}

/// <summary>Writes an identifier as a plain JSON string; an invalid one is a <see cref="JsonException"/>.</summary>
public sealed class IdentifierJsonConverter<T> : JsonConverter<T> where T : struct, IIdentifier<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
        return Identifier.TryParse(text, out T value)
            ? value
            : throw new JsonException(
                $"A {typeof(T).Name} of 1 to {T.MaxLength} characters of A-Z a-z 0-9 . _ : - is expected.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override T ReadAsPropertyName(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}

/// <summary>
/// Writes an id that the grid composes itself as a plain JSON string and reads back whatever was written: what is in
/// the journal must always be readable.
/// </summary>
public sealed class ComposedIdJsonConverter<T> : JsonConverter<T> where T : struct, IIdentifier<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.Create(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Value);
    }

    /// <inheritdoc/>
    public override T ReadAsPropertyName(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.Create(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.Value);
    }
}
