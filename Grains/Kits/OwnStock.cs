using OrderGrid.Inventory;
using OrderGrid.Sourcing;

namespace OrderGrid.Kits;

/// <summary>Looks whether an item that is to be a kit has stock, which nobody could sell any more.</summary>
public sealed class OwnStock(IGrainFactory grains, KitDirectory kits, NodeCatalogue catalogue)
{
    /// <summary>
    /// A node of the grid where the item is on hand or promised; null when there is none, or it is a kit already.
    /// </summary>
    public async Task<NodeId?> FindAsync(Sku sku)
    {
        if ((await kits.GetAsync()).Find(sku) is not null)
        {
            return null;
        }

        var found = await Task.WhenAll(catalogue.Select(node =>
            grains.GetGrain<IInventoryPositionGrain>(new PositionKey(sku, node).ToString()).GetAvailability()));
        return found.FirstOrDefault(position => position.Levels.OnHand + position.Levels.Pending
            + position.Levels.Committed > Quantity.Zero)?.Position.Node;
    }
}
