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
    /// <summary>Most shipments that a report's row names: the newest.</summary>
    public const int MaxIncluded = 64;

    private readonly Dictionary<string, Queue<(string Shipment, long Quantity)>> _shipments = [];
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
                Remember(line.Text("sku")!, entry.Number!, quantity);
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

    /// <summary>
    /// A page of what was counted, an item per line, each with the shipments it is without; the last line says where
    /// the next page is, or that there is none.
    /// </summary>
    public string Report(string after, int rows, DateTimeOffset now)
    {
        var items = _onHand.Where(item => _counted.Contains(item.Key))
            .SkipWhile(item => after.Length > 0 && string.CompareOrdinal(item.Key, after) <= 0)
            .Take(rows + 1)
            .ToList();
        var lines = items.Take(rows).Select(item => Row(item.Key, item.Value, now)).ToList();
        lines.Add(items.Count > rows
            ? new JsonObject { ["next"] = items[rows - 1].Key }
            : new JsonObject { ["end"] = true });
        return string.Concat(lines.Select(line => line.ToJsonString(SandboxJson.Options) + "\n"));
    }

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
        _shipments.Clear();
        _unitsShipped = 0;
    }

    private JsonObject Row(string sku, long onHand, DateTimeOffset now) => new()
    {
        ["sku"] = sku,
        ["onHand"] = Math.Max(0, onHand),
        ["asOf"] = now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        ["included"] = new JsonArray([.. _shipments.GetValueOrDefault(sku, []).Select(one =>
            (JsonNode)new JsonObject { ["reference"] = one.Shipment, ["change"] = -one.Quantity })]),
    };

    private void Remember(string sku, string eventId, long quantity)
    {
        _shipments.TryAdd(sku, []);
        var known = _shipments[sku];
        known.Enqueue((WarehouseSystem.ShipmentOf(eventId), quantity));
        if (known.Count > MaxIncluded)
        {
            known.Dequeue();
        }
    }
}
