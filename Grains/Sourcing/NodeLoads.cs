using System.Collections.Immutable;
using OrderGrid.Delivery;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Sourcing;

/// <summary>The loads of nodes on one day. A count that cannot be reached stops no order.</summary>
internal sealed class NodeLoads(IGrainFactory grains, DateOnly day)
{
    /// <summary>Nodes whose capacity is used up.</summary>
    public async Task<ImmutableHashSet<NodeId>> FindFullAsync(ImmutableArray<NodeFacts> limited)
    {
        if (limited.IsEmpty)
        {
            return [];
        }

        try
        {
            var loads = await Task.WhenAll(limited.Select(node => LoadOf(node.Node).GetLoad(day)));
            return [.. limited.Where((node, index) => loads[index] >= node.DailyCapacity).Select(node => node.Node)];
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            return [];
        }
    }

    /// <summary>Counts an accepted order at its nodes.</summary>
    public async Task CountAsync(
        OrderKey order, ImmutableArray<NodeFacts> limited, ImmutableArray<LinePromise> promises)
    {
        var nodes = promises.SelectMany(promise => promise.Allocations)
            .Select(allocation => allocation.Node)
            .Intersect(limited.Select(node => node.Node));
        try
        {
            await Task.WhenAll(nodes.Select(node => LoadOf(node).Add(day, order)));
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            // The order is accepted, and a capacity is a target: one order too few in the count is no harm.
        }
    }

    private INodeLoadGrain LoadOf(NodeId node) => grains.GetGrain<INodeLoadGrain>(node.Value);
}
