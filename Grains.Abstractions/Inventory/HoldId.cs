using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>A hold on one position, made by whoever asks for it; repeating it repeats the first answer.</summary>
[GenerateSerializer, Immutable, Alias("HoldId")]
[JsonConverter(typeof(IdentifierJsonConverter<HoldId>))]
public readonly record struct HoldId([property: Id(0)] string Value) : IIdentifier<HoldId>
{
    /// <inheritdoc/>
    public static int MaxLength => 128;

    /// <inheritdoc/>
    public static HoldId Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
