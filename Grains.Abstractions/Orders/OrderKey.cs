using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrid.Channels;
using OrderGrid.Identity;

namespace OrderGrid.Orders;

/// <summary>
/// An order of a channel. Its text, <c>channel/number</c>, is the grain key and the subject of its events.
/// </summary>
[GenerateSerializer, Immutable, Alias("OrderKey")]
[JsonConverter(typeof(OrderKeyJsonConverter))]
public readonly record struct OrderKey([property: Id(0)] ChannelId Channel, [property: Id(1)] OrderNumber Number)
{
    /// <summary>Takes a grain key apart; false for any other text.</summary>
    public static bool TryParse(string? key, out OrderKey order)
    {
        order = default;
        var slash = key?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0
            || !Identifier.TryParse(key![..slash], out ChannelId channel)
            || !Identifier.TryParse(key[(slash + 1)..], out OrderNumber number))
        {
            return false;
        }

        order = new(channel, number);
        return true;
    }

    /// <summary>Takes a grain key apart; throws <see cref="FormatException"/> for any other text.</summary>
    public static OrderKey Parse(string key) =>
        TryParse(key, out var order)
            ? order
            : throw new FormatException($"'{key}' is not an order: channel/number expected.");

    /// <inheritdoc/>
    public override string ToString() => $"{Channel}/{Number}";
}

/// <summary>Writes an order key as <c>channel/number</c>.</summary>
public sealed class OrderKeyJsonConverter : JsonConverter<OrderKey>
{
    /// <inheritdoc/>
    public override OrderKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        OrderKey.TryParse(reader.GetString(), out var order)
            ? order
            : throw new JsonException("An order as channel/number is expected.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, OrderKey value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
