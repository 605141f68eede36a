using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrderGrid.Journal;

/// <summary>Writes a <see cref="StreamVersion"/> as a JSON number.</summary>
public sealed class StreamVersionJsonConverter : JsonConverter<StreamVersion>
{
    /// <inheritdoc/>
    public override StreamVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetInt64());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, StreamVersion value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Value);
}
