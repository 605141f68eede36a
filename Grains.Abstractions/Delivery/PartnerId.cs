using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Delivery;

/// <summary>A partner system that sends events in, such as wms-ber.</summary>
[GenerateSerializer, Immutable, Alias("PartnerId")]
[JsonConverter(typeof(IdentifierJsonConverter<PartnerId>))]
public readonly record struct PartnerId([property: Id(0)] string Value) : IIdentifier<PartnerId>
{
    /// <inheritdoc/>
    public static int MaxLength => 32;

    /// <inheritdoc/>
    public static PartnerId Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
