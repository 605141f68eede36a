using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Channels;

/// <summary>An item as a channel names it; the channel's listing maps it to a Sku.</summary>
[GenerateSerializer, Immutable, Alias("ChannelSku")]
[JsonConverter(typeof(IdentifierJsonConverter<ChannelSku>))]
public readonly record struct ChannelSku([property: Id(0)] string Value) : IIdentifier<ChannelSku>
{
    /// <inheritdoc/>
    public static int MaxLength => 64;

    /// <inheritdoc/>
    public static ChannelSku Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
