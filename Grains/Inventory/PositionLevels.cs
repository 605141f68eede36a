using System.Text.Json;
using OrderGrid.Journal;

namespace OrderGrid.Inventory;

/// <summary>Reads where a position stands from its last record alone, whatever happened in it.</summary>
internal static class PositionLevels
{
    /// <summary>The levels after a record. Every position event ends with them.</summary>
    /// <exception cref="JsonException">The record is not a position's.</exception>
    public static StockLevels After(JournalRecord record)
    {
        var body = new Utf8JsonReader(record.Events[^1].Body.Span);
        body.Read();
        while (body.Read() && body.TokenType == JsonTokenType.PropertyName)
        {
            var found = body.ValueTextEquals("after"u8);
            body.Read();
            if (found)
            {
                return JsonSerializer.Deserialize(ref body, PositionJson.Default.StockLevels);
            }

            body.Skip();
        }

        throw new JsonException($"{record.Stream} ends with a {record.Events[^1].Type}, which tells no levels.");
    }
}
