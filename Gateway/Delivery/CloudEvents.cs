using System.Buffers;
using System.Globalization;
using System.Text.Json;
using OrderGrid.Journal;

namespace OrderGrid.Gateway.Delivery;

/// <summary>Writes journalled events as CloudEvents 1.0, JSON format.</summary>
internal static class CloudEvents
{
    public const string BatchType = "application/cloudevents-batch+json";

    private const string Source = "urn:ordergrid";
    private const string TypePrefix = "ordergrid.";

    /// <summary>
    /// Whose events they are; null for those that are not shown. A cart may have the name of an order, and a node that
    /// of a connector: what makes an event's id one of its kind is the source beside it.
    /// </summary>
    public static string? SourceOf(StreamCategory category) => category switch
    {
        StreamCategory.Order or StreamCategory.Position or StreamCategory.Delivery => Source,
        StreamCategory.Reservation => $"{Source}:reservations",
        StreamCategory.Reconciliation => $"{Source}:reconciliation",
        StreamCategory.NodeSchedule => $"{Source}:schedules",
        StreamCategory.Channel or StreamCategory.IdempotencyKey or StreamCategory.Kit => null,
    };

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
        json.WriteString("source"u8, SourceOf(one.Record.Stream.Category));
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
