using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace OrderGrid.Gateway.Delivery;

/// <summary>Writes journalled events as CloudEvents 1.0, JSON format.</summary>
internal static class CloudEvents
{
    public const string BatchType = "application/cloudevents-batch+json";

    private const string Source = "urn:ordergrid";
    private const string TypePrefix = "ordergrid.";

    public static byte[] Batch(IEnumerable<FedEvent> events)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var one in events)
            {
                Write(json, one);
            }

            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Single(FedEvent one)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, one);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, FedEvent one)
    {
        // Padded, so that sequences of one subject sort as texts too.
        var sequence = one.Sequence.Value.ToString("D10", CultureInfo.InvariantCulture);
        json.WriteStartObject();
        json.WriteString("specversion"u8, "1.0"u8);
        json.WriteString("id"u8, $"{one.Record.Stream.Key}/{sequence}");
        json.WriteString("source"u8, Source);
        json.WriteString("type"u8, TypePrefix + one.Event.Type);
        json.WriteString("subject"u8, one.Record.Stream.Key);
        json.WriteString("sequence"u8, sequence);
        json.WriteString("time"u8, one.Event.Time.UtcDateTime);
        json.WriteString("recordedtime"u8, one.Record.RecordedAt.UtcDateTime);
        json.WriteString("correlationid"u8, one.Event.Correlation.Value);
        if (one.Event.TraceParent is { } trace)
        {
            json.WriteString("traceparent"u8, trace);
        }

        json.WriteString("datacontenttype"u8, "application/json"u8);
        json.WritePropertyName("data"u8);
        json.WriteRawValue(one.Event.Body.Span, skipInputValidation: true);
        json.WriteEndObject();
    }
}
