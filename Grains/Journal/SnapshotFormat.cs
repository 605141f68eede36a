using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrderGrid.Journal;

/// <summary>The kept form of one state. A snapshot of another schema, or one that cannot be read, is ignored.</summary>
/// <param name="schema">Number of the state's schema; raise it with every change of the state's JSON.</param>
/// <param name="json">The state's JSON.</param>
public sealed class SnapshotFormat<TState>(int schema, JsonTypeInfo<TState> json) where TState : class
{
    /// <summary>Writes a state.</summary>
    public StreamSnapshot Write(StreamName stream, StreamVersion version, TState state) =>
        new(stream, version, schema, JsonSerializer.SerializeToUtf8Bytes(state, json));

    /// <summary>Reads a state, or null when the whole stream must be read instead.</summary>
    public TState? Read(StreamSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.Schema != schema)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(snapshot.State.Span, json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
