using System.Collections.Frozen;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrderGrid.Identity;

namespace OrderGrid.Journal;

/// <summary>The journalled form of one event family: canonical type name and JSON body per event.</summary>
public sealed class EventFormat<TEvent> where TEvent : class
{
    private readonly FrozenDictionary<Type, (string Name, JsonTypeInfo Json)> _byClass;
    private readonly FrozenDictionary<string, JsonTypeInfo> _byName;
    private readonly (string Name, JsonTypeInfo Json)[] _members;

    /// <summary>Makes one from the family's members; a name or class used twice throws.</summary>
    public EventFormat(params (string Name, JsonTypeInfo Json)[] members)
    {
        _members = members;
        _byClass = members.ToFrozenDictionary(member => member.Json.Type);
        _byName = members.ToFrozenDictionary(member => member.Name, member => member.Json, StringComparer.Ordinal);
    }

    /// <summary>Every canonical type name of the family.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>The canonical type name of an event class.</summary>
    public string NameOf(Type eventClass) => _byClass[eventClass].Name;

    /// <summary>Writes an event with what its command carries.</summary>
    public JournalEvent Write(TEvent @event, CommandContext context, DateTimeOffset time)
    {
        var (name, json) = _byClass[@event.GetType()];
        var body = JsonSerializer.SerializeToUtf8Bytes(@event, json);
        return new(name, body, context.Command, context.Correlation, context.TraceParent, time) { Serialized = body };
    }

    /// <summary>Reads an event. An unknown type is an error: an older release read a newer journal.</summary>
    public TEvent Read(JournalEvent journalled) => Read(journalled.Type, journalled.Body.Span);

    /// <summary>A canonical type's number in the family: short, and of this process only.</summary>
    internal byte NumberOf(string type) =>
        checked((byte)Array.FindIndex(_members, one => string.Equals(one.Name, type, StringComparison.Ordinal)));

    /// <summary>The event whose type has a number, from its body.</summary>
    internal TEvent Read(byte number, ReadOnlySpan<byte> body) =>
        (TEvent)JsonSerializer.Deserialize(body, _members[number].Json)!;

    /// <summary>Reads an event of a canonical type from its body.</summary>
    public TEvent Read(string type, ReadOnlySpan<byte> body) =>
        _byName.TryGetValue(type, out var json)
            ? (TEvent)JsonSerializer.Deserialize(body, json)!
            : throw new UnreachableException($"The journal holds '{type}', which this release does not know.");
}
