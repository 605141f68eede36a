using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrderGrid.Identity;

namespace OrderGrid.Journal;

/// <summary>
/// How the events of one record are stored: our own versioned JSON, independent of every serializer's defaults.
/// <c>{"v":2,"events":[{"type":…,"body":{…},"command":…,"correlation":…,"traceparent":…,"time":…}]}</c>.
/// An event after the first leaves out each of the last four that is as in the first event; a traceparent that only
/// the first one has is then <c>null</c>. In shape 1 every event has them all, but for a traceparent it lacks.
/// Written once, read for ever: a change of shape is a new <c>v</c> that is read beside the old ones.
/// </summary>
public static class RecordCodec
{
    /// <summary>The shape this release writes.</summary>
    public const int Version = 2;

    private const int Oldest = 1;
    private const int FirstThatLeavesOut = 2;

    private const int LargestKeptBuffer = 256 * 1024;

    private static readonly JsonEncodedText VersionName = JsonEncodedText.Encode("v");
    private static readonly JsonEncodedText EventsName = JsonEncodedText.Encode("events");
    private static readonly JsonEncodedText TypeName = JsonEncodedText.Encode("type");
    private static readonly JsonEncodedText BodyName = JsonEncodedText.Encode("body");
    private static readonly JsonEncodedText CommandName = JsonEncodedText.Encode("command");
    private static readonly JsonEncodedText CorrelationName = JsonEncodedText.Encode("correlation");
    private static readonly JsonEncodedText TraceParentName = JsonEncodedText.Encode("traceparent");
    private static readonly JsonEncodedText TimeName = JsonEncodedText.Encode("time");

    // The structure below is fixed, so the writer's own checks are skipped; bodies from elsewhere are checked.
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static Scratch? t_scratch;

    /// <summary>The stored form of a record's events.</summary>
    /// <exception cref="ArgumentException">A body is not one JSON object.</exception>
    public static byte[] Encode(IReadOnlyList<JournalEvent> events) =>
        Encode(events, static written => written.ToArray());

    /// <summary>
    /// The same in memory of the shared pool, for whoever is done with it soon and then gives it back.
    /// </summary>
    /// <exception cref="ArgumentException">A body is not one JSON object.</exception>
    public static ArraySegment<byte> EncodeRented(IReadOnlyList<JournalEvent> events) =>
        Encode(events, static written =>
        {
            var rented = ArrayPool<byte>.Shared.Rent(written.Length);
            written.CopyTo(rented);
            return new ArraySegment<byte>(rented, 0, written.Length);
        });

    private static TEncoded Encode<TEncoded>(
        IReadOnlyList<JournalEvent> events, Func<ReadOnlySpan<byte>, TEncoded> keep)
    {
        var scratch = t_scratch ??= new Scratch();
        scratch.Buffer.ResetWrittenCount();
        var writer = scratch.Writer;
        writer.Reset(scratch.Buffer);
        writer.WriteStartObject();
        writer.WriteNumber(VersionName, Version);
        writer.WriteStartArray(EventsName);
        for (var i = 0; i < events.Count; i++)
        {
            Write(writer, events[i], i == 0 ? null : events[0]);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        var encoded = keep(scratch.Buffer.WrittenSpan);
        if (scratch.Buffer.Capacity > LargestKeptBuffer)
        {
            t_scratch = null;
        }

        return encoded;
    }

    /// <summary>Reads what any release up to this one wrote. Bodies share <paramref name="stored"/>'s memory.</summary>
    /// <exception cref="JsonException">The bytes are damaged, or of a later release.</exception>
    public static IReadOnlyList<JournalEvent> Decode(ReadOnlyMemory<byte> stored)
    {
        var reader = new Utf8JsonReader(stored.Span);
        Expect(ref reader, JsonTokenType.StartObject);
        ExpectName(ref reader, VersionName);
        Expect(ref reader, JsonTokenType.Number);
        var version = reader.GetInt32();
        if (version is < Oldest or > Version)
        {
            throw new JsonException(
                $"A record of shape {version} is of a later release; this one knows {Oldest} to {Version}.");
        }

        ExpectName(ref reader, EventsName);
        Expect(ref reader, JsonTokenType.StartArray);
        var events = new List<JournalEvent>(1);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var before = events.Count == 0 ? null : events[^1];
            var first = events.Count == 0 || version < FirstThatLeavesOut ? null : events[0];
            events.Add(ReadEvent(ref reader, stored, before, first));
        }

        if (events.Count == 0 || reader.TokenType != JsonTokenType.EndArray)
        {
            throw new JsonException($"A record must have events up to byte {reader.TokenStartIndex}.");
        }

        Expect(ref reader, JsonTokenType.EndObject);
        return reader.Read() ? throw new JsonException("A record must end with its last brace.") : events;
    }

    private static void Write(Utf8JsonWriter writer, JournalEvent @event, JournalEvent? first)
    {
        writer.WriteStartObject();
        writer.WriteString(TypeName, @event.Type);
        writer.WritePropertyName(BodyName);
        WriteBody(writer, @event);
        if (first is null || @event.Command != first.Command)
        {
            writer.WriteString(CommandName, @event.Command.Value);
        }

        if (first is null || @event.Correlation != first.Correlation)
        {
            writer.WriteString(CorrelationName, @event.Correlation.Value);
        }

        if (!string.Equals(@event.TraceParent, first?.TraceParent, StringComparison.Ordinal))
        {
            writer.WriteString(TraceParentName, @event.TraceParent);
        }

        if (first is null || @event.Time != first.Time)
        {
            writer.WriteString(TimeName, @event.Time.UtcDateTime);
        }

        writer.WriteEndObject();
    }

    private static void WriteBody(Utf8JsonWriter writer, JournalEvent @event)
    {
        var body = @event.Body.Span;
        if (body.Length == 0 || body[0] != (byte)'{')
        {
            throw new ArgumentException($"The body of a {@event.Type} must be one JSON object.", nameof(@event));
        }

        try
        {
            writer.WriteRawValue(body, skipInputValidation: @event.HasSerializedBody);
        }
        catch (JsonException malformed)
        {
            throw new ArgumentException($"The body of a {@event.Type} is not JSON.", nameof(@event), malformed);
        }
    }

    // What is left out is the first event's. Text that is as in the event before is not made again.
    private static JournalEvent ReadEvent(
        ref Utf8JsonReader reader, ReadOnlyMemory<byte> stored, JournalEvent? before, JournalEvent? first)
    {
        string? type = null, command = first?.Command.Value, correlation = first?.Correlation.Value;
        var traceParent = first?.TraceParent;
        var time = first?.Time ?? default;
        ReadOnlyMemory<byte> body = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(BodyName.EncodedUtf8Bytes))
            {
                body = ReadBody(ref reader, stored);
                continue;
            }

            if (reader.ValueTextEquals(TypeName.EncodedUtf8Bytes)) { type = ReadText(ref reader, before?.Type); }
            else if (reader.ValueTextEquals(CommandName.EncodedUtf8Bytes))
            {
                command = ReadText(ref reader, before?.Command.Value);
            }
            else if (reader.ValueTextEquals(CorrelationName.EncodedUtf8Bytes))
            {
                correlation = ReadText(ref reader, before?.Correlation.Value);
            }
            else if (reader.ValueTextEquals(TraceParentName.EncodedUtf8Bytes))
            {
                traceParent = ReadTextOrNull(ref reader, before?.TraceParent);
            }
            else if (reader.ValueTextEquals(TimeName.EncodedUtf8Bytes)) { time = ReadTime(ref reader); }
            else { reader.Skip(); }
        }

        if (type is null || command is null || correlation is null || body.IsEmpty || time == default)
        {
            throw new JsonException("An event lacks type, body, command, correlation or time.");
        }

        return new JournalEvent(
            type, body, CommandId.Create(command), CorrelationId.Create(correlation), traceParent, time);
    }

    private static ReadOnlyMemory<byte> ReadBody(ref Utf8JsonReader reader, ReadOnlyMemory<byte> stored)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        var start = checked((int)reader.TokenStartIndex);
        reader.Skip();
        return stored[start..checked((int)reader.BytesConsumed)];
    }

    private static string ReadText(ref Utf8JsonReader reader, string? before)
    {
        Expect(ref reader, JsonTokenType.String);
        return Text(ref reader, before);
    }

    private static string? ReadTextOrNull(ref Utf8JsonReader reader, string? before)
    {
        if (!reader.Read() || reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
        {
            throw new JsonException($"A record must have a text or null at byte {reader.TokenStartIndex}.");
        }

        return reader.TokenType == JsonTokenType.Null ? null : Text(ref reader, before);
    }

    private static string Text(ref Utf8JsonReader reader, string? before) =>
        before is not null && reader.ValueTextEquals(before) ? before : reader.GetString()!;

    private static DateTimeOffset ReadTime(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.String);
        return reader.TryGetDateTimeOffset(out var time) ? time : throw new JsonException("An event has no time.");
    }

    private static void ExpectName(ref Utf8JsonReader reader, JsonEncodedText name)
    {
        Expect(ref reader, JsonTokenType.PropertyName);
        if (!reader.ValueTextEquals(name.EncodedUtf8Bytes))
        {
            throw new JsonException($"A record must have '{name}' at byte {reader.TokenStartIndex}.");
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
        {
            throw new JsonException($"A record must have a {token} at byte {reader.TokenStartIndex}.");
        }
    }

    private sealed class Scratch
    {
        public Scratch() => Writer = new Utf8JsonWriter(Buffer, WriterOptions);

        public ArrayBufferWriter<byte> Buffer { get; } = new(1024);

        public Utf8JsonWriter Writer { get; }
    }
}
