using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrderGrid.Inventory;

/// <summary>Holds in a position's snapshot: one object, its members named by the holds' ids.</summary>
internal sealed class HoldsJson : JsonConverter<VersionedMap<HoldId, Hold>>
{
    /// <inheritdoc/>
    public override VersionedMap<HoldId, Hold> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Holds must be an object.");
        }

        var holds = default(VersionedMap<HoldId, Hold>);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var id = HoldId.Create(reader.GetString()!);
            reader.Read();
            var hold = JsonSerializer.Deserialize(ref reader, PositionJson.Default.Hold);
            holds = holds.SetItem(id, hold ?? throw new JsonException($"Hold '{id}' must not be null."));
        }

        holds.Settle();
        return holds;
    }

    /// <inheritdoc/>
    public override void Write(
        Utf8JsonWriter writer, VersionedMap<HoldId, Hold> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (id, hold) in value)
        {
            writer.WritePropertyName(id.Value);
            JsonSerializer.Serialize(writer, hold, PositionJson.Default.Hold);
        }

        writer.WriteEndObject();
    }
}
