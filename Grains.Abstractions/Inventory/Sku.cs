using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>A stock keeping unit in the grid's own catalogue.</summary>
[GenerateSerializer, Immutable, Alias("Sku")]
[JsonConverter(typeof(IdentifierJsonConverter<Sku>))]
public readonly record struct Sku([property: Id(0)] string Value) : IIdentifier<Sku>
{
    /// <inheritdoc/>
    public static int MaxLength => 64;

    /// <inheritdoc/>
    public static Sku Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
