using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Delivery;

/// <summary>A configured connection to one partner system, such as erp or wms-ber.</summary>
[GenerateSerializer, Immutable, Alias("ConnectorName")]
[JsonConverter(typeof(IdentifierJsonConverter<ConnectorName>))]
public readonly record struct ConnectorName([property: Id(0)] string Value) : IIdentifier<ConnectorName>
{
    /// <inheritdoc/>
    public static int MaxLength => 32;

    /// <inheritdoc/>
    public static ConnectorName Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
