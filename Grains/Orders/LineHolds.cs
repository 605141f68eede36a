using System.Collections.Immutable;
using System.Globalization;
using OrderGrid.Inventory;
using OrderGrid.Kits;

namespace OrderGrid.Orders;

/// <summary>
/// The holds that stand behind an allocation: its own, or for a kit one on each component's position. Their ids come
/// from the allocation's, so that nothing but it has to be kept.
/// </summary>
public static class LineHolds
{
    /// <summary>The holds of an allocation.</summary>
    public static ImmutableArray<AcceptedHold> Of(Sku sku, Kit? kit, Allocation allocation)
    {
        ArgumentNullException.ThrowIfNull(allocation);
        return kit is null
            ? [new(sku, allocation.Node, allocation.Hold, allocation.Quantity)]
            : [
                .. kit.Components.Select((component, index) => new AcceptedHold(
                    component.Sku, allocation.Node, IdOf(allocation.Hold, index), component.In(allocation.Quantity))),
            ];
    }

    /// <summary>The holds of all of a line's allocations.</summary>
    public static IEnumerable<AcceptedHold> Of(SourcedLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Allocations.SelectMany(allocation => Of(line.Line.Sku, line.Line.Kit, allocation));
    }

    /// <summary>The holds of all of a reserved line's allocations.</summary>
    public static IEnumerable<AcceptedHold> Of(ReservedLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Allocations.SelectMany(allocation => Of(line.Sku, line.Kit, allocation));
    }

    /// <summary>The id of the hold of one of a kit's components.</summary>
    public static HoldId IdOf(HoldId whole, int component) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{whole}.{component}"));
}
