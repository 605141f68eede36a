using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Orders;

/// <summary>A shipment as the node that sent it names it.</summary>
[GenerateSerializer, Immutable, Alias("ShipmentId")]
[JsonConverter(typeof(IdentifierJsonConverter<ShipmentId>))]
public readonly record struct ShipmentId([property: Id(0)] string Value) : IIdentifier<ShipmentId>
{
    /// <inheritdoc/>
    public static int MaxLength => 64;

    /// <inheritdoc/>
    public static ShipmentId Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
