using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>A unit an item is counted in, such as EA or CASE.</summary>
[GenerateSerializer, Immutable, Alias("UnitOfMeasure")]
[JsonConverter(typeof(IdentifierJsonConverter<UnitOfMeasure>))]
public readonly record struct UnitOfMeasure([property: Id(0)] string Value) : IIdentifier<UnitOfMeasure>
{
    /// <inheritdoc/>
    public static int MaxLength => 16;

    /// <inheritdoc/>
    public static UnitOfMeasure Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
