using System.Collections.Concurrent;

namespace OrderGrid.Inventory;

/// <summary>
/// References to positions, each made once. Making one costs more than a call that finds it made: names are looked up,
/// a key is written as text, and what the reference has learned of the way to its grain is lost with it. A process has
/// one of these.
/// </summary>
public sealed class PositionReferences(IGrainFactory grains)
{
    /// <summary>Most that are kept; beyond it all are let go, and those in use are soon here again.</summary>
    private const int MaxKept = 65_536;

    private readonly ConcurrentDictionary<PositionKey, IInventoryPositionGrain> _kept = new();

    /// <summary>The position of an item at a node.</summary>
    public IInventoryPositionGrain Of(Sku sku, NodeId node) => Of(new(sku, node));

    /// <summary>The position of a key.</summary>
    public IInventoryPositionGrain Of(PositionKey key)
    {
        if (_kept.TryGetValue(key, out var kept))
        {
            return kept;
        }

        if (_kept.Count >= MaxKept)
        {
            _kept.Clear();
        }

        return _kept.GetOrAdd(key, grains.GetGrain<IInventoryPositionGrain>(key.ToString()));
    }
}
