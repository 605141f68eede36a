using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Sourcing;

/// <summary>
/// Where goods go or a node stands: a country such as <c>DE</c>, or a postal area of it such as <c>DE-10</c>.
/// </summary>
[GenerateSerializer, Immutable, Alias("RegionCode")]
[JsonConverter(typeof(IdentifierJsonConverter<RegionCode>))]
public readonly record struct RegionCode([property: Id(0)] string Value) : IIdentifier<RegionCode>
{
    /// <inheritdoc/>
    public static int MaxLength => 32;

    /// <inheritdoc/>
    public static RegionCode Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
