using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrderGrid.Journal;

/// <summary>The kept form of one state. A snapshot of another schema, or one that cannot be read, is ignored.</summary>
/// <param name="schema">Number of the state's schema; raise it with every change of the state's JSON.</param>
/// <param name="json">The state's JSON.</param>
public sealed class SnapshotFormat<TState>(int schema, JsonTypeInfo<TState> json) where TState : class
{
    /// <summary>Writes a state, and the record it was taken behind.</summary>
    public StreamSnapshot Write(StreamName stream, StreamVersion version, StreamVersion lastRecord, TState state)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("lastRecord"u8, lastRecord.Value);
            writer.WritePropertyName("state"u8);
            JsonSerializer.Serialize(writer, state, json);
            writer.WriteEndObject();
        }

        return new(stream, version, schema, buffer.WrittenMemory);
    }

    /// <summary>Reads a state and the record it was taken behind, or null when the whole stream must be read.</summary>
    public (TState State, StreamVersion LastRecord)? Read(StreamSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.Schema != schema)
        {
            return null;
        }

        try
        {
            // Read as it comes, not as a document first: a hot position's snapshot is megabytes.
            var reader = new Utf8JsonReader(snapshot.State.Span);
            var lastRecord = StreamVersion.None;
            TState? state = null;
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isState = reader.ValueTextEquals("state"u8);
                var isLastRecord = reader.ValueTextEquals("lastRecord"u8);
                reader.Read();
                if (isState) { state = JsonSerializer.Deserialize(ref reader, json); }
                else if (isLastRecord) { lastRecord = new(reader.GetInt64()); }
                else { reader.Skip(); }
            }

            return state is null || lastRecord == StreamVersion.None ? null : (state, lastRecord);
        }
        catch (Exception exception) when (exception
            is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
