using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>A cart's reservation, named by its channel; repeating it repeats the first answer.</summary>
[GenerateSerializer, Immutable, Alias("ReservationId")]
[JsonConverter(typeof(IdentifierJsonConverter<ReservationId>))]
public readonly record struct ReservationId([property: Id(0)] string Value) : IIdentifier<ReservationId>
{
    /// <inheritdoc/>
    public static int MaxLength => 64;

    /// <inheritdoc/>
    public static ReservationId Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
