using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Sourcing;

/// <summary>Something a node can do and an item may need, such as <c>cold</c> or <c>hazmat</c>.</summary>
[GenerateSerializer, Immutable, Alias("Capability")]
[JsonConverter(typeof(IdentifierJsonConverter<Capability>))]
public readonly record struct Capability([property: Id(0)] string Value) : IIdentifier<Capability>
{
    /// <inheritdoc/>
    public static int MaxLength => 32;

    /// <inheritdoc/>
    public static Capability Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
