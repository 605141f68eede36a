using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>Stock on its way to a node: a line of a purchase order, a ship notice, or a transfer.</summary>
[GenerateSerializer, Immutable, Alias("ReceiptId")]
[JsonConverter(typeof(IdentifierJsonConverter<ReceiptId>))]
public readonly record struct ReceiptId([property: Id(0)] string Value) : IIdentifier<ReceiptId>
{
    /// <inheritdoc/>
    public static int MaxLength => 64;

    /// <inheritdoc/>
    public static ReceiptId Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
