using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>A place that holds stock and ships: a warehouse, a 3PL site, a shop.</summary>
[GenerateSerializer, Immutable, Alias("NodeId")]
[JsonConverter(typeof(IdentifierJsonConverter<NodeId>))]
public readonly record struct NodeId([property: Id(0)] string Value) : IIdentifier<NodeId>
{
    /// <inheritdoc/>
    public static int MaxLength => 32;

    /// <inheritdoc/>
    public static NodeId Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
