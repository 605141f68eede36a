using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Orders;

namespace OrderGrid.Sourcing;

/// <summary>
/// What nodes have for a line. Of a kit it is whole kits, as the scarcest component allows; what an earlier decision
/// recorded of the kit itself goes before that. Pure.
/// </summary>
internal static class LineStock
{
    /// <summary>The positions that a line takes from at a node.</summary>
    public static IEnumerable<PositionKey> Positions(OrderLine line, NodeId node) => line.Kit is { } kit
        ? kit.Components.Select(component => new PositionKey(component.Sku, node))
        : [new PositionKey(line.Sku, node)];

    /// <summary>What is left at a node for a line; null when nothing is known of it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="node">The node.</param>
    /// <param name="stock">What was there; null when nothing is known.</param>
    /// <param name="taken">What the order's other lines take of it; null: nothing.</param>
    public static Quantity? Available(
        OrderLine line,
        NodeId node,
        IReadOnlyDictionary<PositionKey, Quantity>? stock,
        IReadOnlyDictionary<PositionKey, Quantity>? taken = null)
    {
        if (Left(new(line.Sku, node), stock, taken) is { } left)
        {
            return left;
        }

        Quantity? most = null;
        foreach (var component in line.Kit?.Components ?? [])
        {
            var kits = WholeKits(component, Left(new(component.Sku, node), stock, taken));
            most = kits is { } some && (most is null || some < most) ? some : most;
        }

        return most;
    }

    /// <summary>The component that keeps a node from having a line in full; null when none does.</summary>
    public static Sku? FindShort(
        OrderLine line, NodeId node, IReadOnlyDictionary<PositionKey, Quantity> stock) => line.Kit?.Components
        .Select(component => (component.Sku, Kits: WholeKits(component, Left(new(component.Sku, node), stock, null))))
        .Where(component => component.Kits < line.Quantity)
        .OrderBy(component => component.Kits!.Value.Pieces)
        .Select(component => (Sku?)component.Sku)
        .FirstOrDefault();

    /// <summary>Notes that a line takes pieces, or kits, of a node.</summary>
    public static void Take(OrderLine line, NodeId node, Quantity part, Dictionary<PositionKey, Quantity> taken)
    {
        var own = new PositionKey(line.Sku, node);
        taken[own] = taken.GetValueOrDefault(own) + part;
        foreach (var component in line.Kit?.Components ?? [])
        {
            var position = new PositionKey(component.Sku, node);
            var pieces = taken.GetValueOrDefault(position).Pieces + component.In(part).Pieces;
            taken[position] = new(Math.Min(pieces, Quantity.MaxPieces));
        }
    }

    private static Quantity? WholeKits(KitComponent component, Quantity? pieces) =>
        pieces is { } some ? new Quantity(some.Pieces / component.PerKit.Pieces) : null;

    private static Quantity? Left(
        PositionKey position,
        IReadOnlyDictionary<PositionKey, Quantity>? stock,
        IReadOnlyDictionary<PositionKey, Quantity>? taken)
    {
        if (stock is null || !stock.TryGetValue(position, out var known))
        {
            return null;
        }

        return taken is not null && taken.TryGetValue(position, out var before)
            ? known - Quantity.Min(before, known)
            : known;
    }
}
