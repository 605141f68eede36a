using System.Text.Json.Serialization;
using OrderGrid.Identity;

namespace OrderGrid.Channels;

/// <summary>A sales channel: a web shop, a marketplace, a B2B portal, an EDI partner.</summary>
[GenerateSerializer, Immutable, Alias("ChannelId")]
[JsonConverter(typeof(IdentifierJsonConverter<ChannelId>))]
public readonly record struct ChannelId([property: Id(0)] string Value) : IIdentifier<ChannelId>
{
    /// <inheritdoc/>
    public static int MaxLength => 32;

    /// <inheritdoc/>
    public static ChannelId Create(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
