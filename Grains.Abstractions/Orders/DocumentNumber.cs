using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Orders;

/// <summary>A number a partner system gave to a document: an ERP order, an invoice, a warehouse task.</summary>
[GenerateSerializer, Immutable, Alias("DocumentNumber")]
[JsonConverter(typeof(IdentifierJsonConverter<DocumentNumber>))]
public readonly record struct DocumentNumber([property: Id(0)] string Value) : IIdentifier<DocumentNumber>
{
    /// <inheritdoc/>
    public static int MaxLength => 64;

    /// <inheritdoc/>
    public static DocumentNumber Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
