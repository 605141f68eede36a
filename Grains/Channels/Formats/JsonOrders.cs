using System.Collections.Immutable;
using System.Text.Json;

namespace OrderGrid.Channels.Formats;

/// <summary>
/// Takes a document apart into JSON objects: one, or several one after the other, as in NDJSON. Strict: no comments,
/// no trailing commas, no member twice, at most 32 deep.
/// </summary>
internal static class JsonOrders
{
    private const int MaxDepth = 32;

    private static readonly JsonDocumentOptions Options =
        new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>Reads each object with the format's own reading. What follows a syntax error is not read.</summary>
    public static ImmutableArray<ReadOrder> Read(
        ReadOnlySpan<byte> content, Func<JsonElement, DocumentFaults, ReadOrder> readOne)
    {
        var orders = ImmutableArray.CreateBuilder<ReadOrder>();
        var reader = new Utf8JsonReader(content, new() { AllowMultipleValues = true, MaxDepth = MaxDepth });
        try
        {
            while (orders.Count <= ChannelDocument.MaxOrders && reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                orders.Add(ReadValue(content[start..(int)reader.BytesConsumed], readOne));
            }
        }
        catch (JsonException exception)
        {
            orders.Add(ReadOrder.Unreadable(
                $"Not JSON from line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} on."));
        }

        return orders.ToImmutable();
    }

    private static ReadOrder ReadValue(
        ReadOnlySpan<byte> value, Func<JsonElement, DocumentFaults, ReadOrder> readOne)
    {
        try
        {
            using var json = JsonDocument.Parse(value.ToArray(), Options);
            return readOne(json.RootElement, new());
        }
        catch (JsonException)
        {
            return ReadOrder.Unreadable("Each member of an object must be there once: an order has one twice.");
        }
    }
}
