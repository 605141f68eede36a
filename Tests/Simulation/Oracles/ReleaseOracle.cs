using System.Text.Json;
using OrderGrid.Connectors;
using OrderGrid.Inventory;

namespace OrderGrid.Simulated;

/// <summary>I7, at the warehouses: no node is ever asked to ship more of an item than has come to it.</summary>
internal sealed class ReleaseOracle(GridWorld world)
{
    private readonly Dictionary<string, (string Order, NodeId Node, Dictionary<Sku, long> Pieces)> _asked = [];

    public List<string> Faults { get; } = [];

    /// <summary>Judges a document that is on its way, by what is on the shelves at that moment.</summary>
    public void Sent(PartnerDocument document)
    {
        if (document.Kind != WmsRoute.ReleaseKind || _asked.ContainsKey(document.Key))
        {
            return;
        }

        using var json = JsonDocument.Parse(document.Body);
        var order = json.RootElement.GetProperty("orderKey").GetString()!;
        var node = new NodeId(document.Key[(order.Length + 1)..].Split('/')[0]);
        var pieces = json.RootElement.GetProperty("lines").EnumerateArray()
            .SelectMany(line => line.TryGetProperty("components", out var picked)
                ? picked.EnumerateArray().ToArray()
                : [line])
            .GroupBy(line => new Sku(line.GetProperty("sku").GetString()!))
            .ToDictionary(lines => lines.Key, lines => lines.Sum(line => line.GetProperty("quantity").GetInt64()));
        _asked.Add(document.Key, (order, node, pieces));
        foreach (var sku in pieces.Keys)
        {
            Judge(document.Key, new(sku, node));
        }
    }

    private void Judge(string document, PositionKey position)
    {
        var there = world.History.Received.GetValueOrDefault(position);
        if (Asked(position, _ => true) > there
            && Asked(position, order => !HasRejected(order, position.Node)) is var asked && asked > there)
        {
            Faults.Add($"I7: with {document} {position} was asked for {asked} pieces, and {there} ever came there.");
        }
    }

    private long Asked(PositionKey position, Func<string, bool> counts) => _asked.Values
        .Where(asked => asked.Node == position.Node && counts(asked.Order))
        .Sum(asked => asked.Pieces.GetValueOrDefault(position.Sku));

    // What a node rejected it does not ship, and others may have been promised it since.
    private bool HasRejected(string order, NodeId node) => JournalScan.OrderOf(world.Journal, order)
        .Rejections.Any(rejection => rejection.Node == node);
}
