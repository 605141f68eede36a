using System.Text.Json;

namespace OrderGrid.Load.Landscape;

/// <summary>Opening stock of one item at one node.</summary>
internal sealed record StockRow(string Sku, string Node, long OnHand)
{
    /// <summary>One line of <c>stock.ndjson</c>.</summary>
    public static StockRow Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        return new(
            json.RootElement.GetProperty("sku").GetString()!,
            json.RootElement.GetProperty("node").GetString()!,
            json.RootElement.GetProperty("onHand").GetInt64());
    }
}
