using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrderGrid.Inventory;

/// <summary>A number of pieces in an item's stock unit: 0 to 1,000,000,000 inclusive. Arithmetic is checked.</summary>
[GenerateSerializer, Immutable, Alias("Quantity")]
[JsonConverter(typeof(QuantityJsonConverter))]
public readonly record struct Quantity([property: Id(0)] long Pieces) : IComparable<Quantity>
{
    /// <summary>Largest quantity, inclusive.</summary>
    public const long MaxPieces = 1_000_000_000;

    /// <summary>Nothing.</summary>
    public static Quantity Zero => default;

    /// <summary>True for a count inside the range.</summary>
    public static bool TryCreate(long pieces, out Quantity quantity)
    {
        quantity = new(Math.Clamp(pieces, 0, MaxPieces));
        return quantity.Pieces == pieces;
    }

    /// <summary>The smaller of two.</summary>
    public static Quantity Min(Quantity left, Quantity right) => left <= right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Pieces.CompareTo(other.Pieces);

    /// <summary>Sum; throws <see cref="OverflowException"/> beyond <see cref="MaxPieces"/>.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => Checked(left.Pieces + right.Pieces);

    /// <summary>Difference; throws <see cref="OverflowException"/> below zero.</summary>
    public static Quantity operator -(Quantity left, Quantity right) => Checked(left.Pieces - right.Pieces);

    /// <summary>Less than.</summary>
    public static bool operator <(Quantity left, Quantity right) => left.Pieces < right.Pieces;

    /// <summary>More than.</summary>
    public static bool operator >(Quantity left, Quantity right) => left.Pieces > right.Pieces;

    /// <summary>Less than or the same.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left.Pieces <= right.Pieces;

    /// <summary>More than or the same.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left.Pieces >= right.Pieces;

    /// <inheritdoc/>
    public override string ToString() => Pieces.ToString(CultureInfo.InvariantCulture);

    private static Quantity Checked(long pieces) =>
        TryCreate(pieces, out var quantity)
            ? quantity
            : throw new OverflowException($"A quantity of {pieces} is outside 0 to {MaxPieces}.");
}

/// <summary>Writes a quantity as a JSON integer; one outside the range is a <see cref="JsonException"/>.</summary>
public sealed class QuantityJsonConverter : JsonConverter<Quantity>
{
    /// <inheritdoc/>
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
        && reader.TryGetInt64(out var pieces)
        && Quantity.TryCreate(pieces, out var quantity)
            ? quantity
            : throw new JsonException($"A whole number from 0 to {Quantity.MaxPieces} is expected.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Pieces);
}
