using System.Text.Json;
using System.Text.Json.Serialization;
using OrderGrid.Channels;
using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>A reservation of a channel. Its text, <c>channel/id</c>, is the grain key.</summary>
[GenerateSerializer, Immutable, Alias("ReservationKey")]
[JsonConverter(typeof(ReservationKeyJsonConverter))]
public readonly record struct ReservationKey(
    [property: Id(0)] ChannelId Channel, [property: Id(1)] ReservationId Reservation)
{
    /// <summary>Takes a grain key apart; false for any other text.</summary>
    public static bool TryParse(string? key, out ReservationKey reservation)
    {
        reservation = default;
        var slash = key?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0
            || !Identifier.TryParse(key![..slash], out ChannelId channel)
            || !Identifier.TryParse(key[(slash + 1)..], out ReservationId id))
        {
            return false;
        }

        reservation = new(channel, id);
        return true;
    }

    /// <summary>Takes a grain key apart; throws <see cref="FormatException"/> for any other text.</summary>
    public static ReservationKey Parse(string key) =>
        TryParse(key, out var reservation)
            ? reservation
            : throw new FormatException($"'{key}' is not a reservation: channel/id expected.");

    /// <inheritdoc/>
    public override string ToString() => $"{Channel}/{Reservation}";
}

/// <summary>Writes a reservation's key as <c>channel/id</c>.</summary>
public sealed class ReservationKeyJsonConverter : JsonConverter<ReservationKey>
{
    /// <inheritdoc/>
    public override ReservationKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ReservationKey.TryParse(reader.GetString(), out var reservation)
            ? reservation
            : throw new JsonException("A reservation as channel/id is expected.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ReservationKey value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
