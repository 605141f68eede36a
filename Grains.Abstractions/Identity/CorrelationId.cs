using System.Text.Json.Serialization;

namespace OrderGrid.Identity;

/// <summary>Follows one request of the outside world through every event and delivery it causes.</summary>
[GenerateSerializer, Immutable, Alias("CorrelationId")]
[JsonConverter(typeof(ComposedIdJsonConverter<CorrelationId>))]
public readonly record struct CorrelationId([property: Id(0)] string Value) : IIdentifier<CorrelationId>
{
    /// <inheritdoc/>
    public static int MaxLength => 128;

    /// <inheritdoc/>
    public static CorrelationId Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
