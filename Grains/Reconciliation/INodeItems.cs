using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Reconciliation;

/// <summary>Which items a node has, or ever had.</summary>
public interface INodeItems
{
    /// <summary>
    /// Up to <paramref name="max"/> items behind <paramref name="after"/> (null: from the first on), in an order that
    /// stays the same; fewer at the end. Sees every committed append.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The store could not be reached; try again later.</exception>
    Task<IReadOnlyList<Sku>> ReadAsync(NodeId node, Sku? after, int max, CancellationToken cancellation);
}

/// <summary>The items of a journal in memory.</summary>
public sealed class VolatileNodeItems(VolatileJournal journal) : INodeItems
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<Sku>> ReadAsync(NodeId node, Sku? after, int max, CancellationToken cancellation)
    {
        var positions = journal.Streams
            .Where(stream => stream.Category == StreamCategory.Position)
            .Select(stream => PositionKey.Parse(stream.Key))
            .Where(position => position.Node == node)
            .Select(position => position.Sku);
        return Task.FromResult<IReadOnlyList<Sku>>(
        [
            .. positions.Where(sku => after is not { } last || string.CompareOrdinal(sku.Value, last.Value) > 0)
                .OrderBy(sku => sku.Value, StringComparer.Ordinal)
                .Take(max),
        ]);
    }
}
