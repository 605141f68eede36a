using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Orders;

/// <summary>The buyer as the channel names it.</summary>
[GenerateSerializer, Immutable, Alias("CustomerId")]
[JsonConverter(typeof(IdentifierJsonConverter<CustomerId>))]
public readonly record struct CustomerId([property: Id(0)] string Value) : IIdentifier<CustomerId>
{
    /// <inheritdoc/>
    public static int MaxLength => 64;

    /// <inheritdoc/>
    public static CustomerId Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
