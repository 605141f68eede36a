using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderGrid.Sandbox.Ledgers;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Sandbox.Warehouse;

/// <summary>
/// What stands on a node's shelves: counted, less what left. It may go below zero: then more was sent out than was
/// there, which is how an oversell shows.
/// </summary>
internal sealed class WarehouseStock
{
    private readonly SortedDictionary<string, long> _onHand = new(StringComparer.Ordinal);
    private readonly HashSet<string> _counted = [];
    private readonly HashSet<string> _left = [];
    private long _unitsShipped;

    public static string? Problem(JsonElement body)
    {
        var counts = body.Items("counts");
        var valid = counts.Count > 0 && counts.All(count => count.Text("sku") is { Length: > 0 }
            && count.At("onHand") is { ValueKind: JsonValueKind.Number } onHand
            && onHand.TryGetInt64(out var pieces) && pieces >= 0);
        return valid ? null : "The body needs counts of sku and onHand, a whole number of 0 or more.";
    }

    public bool HasLeft(string eventId) => _left.Contains(eventId);

    public void Apply(LedgerEntry entry)
    {
        if (entry.Kind == LedgerEntryKind.StockCounted)
        {
            foreach (var count in entry.Content!.Value.Items("counts"))
            {
                _onHand[count.Text("sku")!] = count.GetProperty("onHand").GetInt64();
                _counted.Add(count.Text("sku")!);
            }
        }
        else if (entry.Kind == LedgerEntryKind.StockShipped)
        {
            _left.Add(entry.Number!);
            foreach (var line in entry.Content!.Value.EnumerateArray())
            {
                var quantity = line.GetProperty("quantity").GetInt64();
                _onHand[line.Text("sku")!] = _onHand.GetValueOrDefault(line.Text("sku")!) - quantity;
                _unitsShipped += quantity;
            }
        }
    }

    public JsonObject Count(string node, DateTimeOffset now, long sequence) => new()
    {
        ["node"] = node,
        ["asOf"] = now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["sequence"] = sequence,
        ["counts"] = new JsonArray([.. _onHand.Select(pair =>
            (JsonNode)new JsonObject { ["sku"] = pair.Key, ["onHand"] = pair.Value })]),
    };

    public JsonObject Describe() => new()
    {
        ["shipments"] = _left.Count,
        ["unitsShipped"] = _unitsShipped,
        ["oversoldSkus"] = new JsonArray([.. _onHand
            .Where(pair => pair.Value < 0 && _counted.Contains(pair.Key))
            .Select(pair => (JsonNode)pair.Key)]),
    };

    public void Clear()
    {
        _onHand.Clear();
        _counted.Clear();
        _left.Clear();
        _unitsShipped = 0;
    }
}
