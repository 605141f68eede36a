using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Orders;

/// <summary>An order's number as its channel gave it; unique within the channel only.</summary>
[GenerateSerializer, Immutable, Alias("OrderNumber")]
[JsonConverter(typeof(IdentifierJsonConverter<OrderNumber>))]
public readonly record struct OrderNumber([property: Id(0)] string Value) : IIdentifier<OrderNumber>
{
    /// <inheritdoc/>
    public static int MaxLength => 64;

    /// <inheritdoc/>
    public static OrderNumber Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
