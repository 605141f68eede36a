using System.Collections.Immutable;
using System.Text.Json;
using OrderGrid.Inventory;
using OrderGrid.Sandbox.Ledgers;

namespace OrderGrid.Simulated;

/// <summary>What physically happens to one SKU at one node: the truth that the books must come to.</summary>
internal sealed class Shelf(GridWorld world, PositionKey position)
{
    private const string EventPrefix = "evt_";
    private const string ShipmentPrefix = "SHP-";

    private readonly Dictionary<string, long> _changes = new(StringComparer.Ordinal);
    private long _untold;

    /// <summary>Pieces turn up, and nobody will ever tell: only a report of what is there shows them.</summary>
    public void Find(long pieces)
    {
        _untold += pieces;
        Sum();
    }

    /// <summary>Pieces came or went. A change that is planned but has not happened is one of 0.</summary>
    public void Change(string reference, long pieces)
    {
        _changes[reference] = pieces;
        Sum();
    }

    /// <summary>What is there now, and every change that this includes.</summary>
    public (long Count, ImmutableArray<IncludedChange> Included) Count()
    {
        var shipped = Shipped().ToList();
        var count = world.History.Received[position] - shipped.Sum(one => one.Pieces);
        return (count,
        [
            .. _changes.Select(change => new IncludedChange(change.Key, change.Value)),
            .. shipped.GroupBy(one => one.Shipment, StringComparer.Ordinal)
                .Select(group => new IncludedChange(group.Key, -group.Sum(one => one.Pieces))),
        ]);
    }

    private void Sum() =>
        world.History.Received[position] = world.Parameters.StockPerPosition + _untold + _changes.Values.Sum();

    private IEnumerable<(string Shipment, long Pieces)> Shipped() =>
        from entry in world.Partners.Warehouse(position.Node.Value)!.Entries
        where entry.Kind == LedgerEntryKind.StockShipped
        from line in entry.Content!.Value.EnumerateArray()
        where line.GetProperty("sku").GetString() == position.Sku.Value
        select (ShipmentPrefix + entry.Number![EventPrefix.Length..], line.GetProperty("quantity").GetInt64());
}
