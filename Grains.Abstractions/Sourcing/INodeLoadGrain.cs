using OrderGrid.Orders;

namespace OrderGrid.Sourcing;

/// <summary>
/// Counts the orders given to a node in a UTC day, for rules that ask for capacity left. Key: the node. It counts in
/// memory: orders sourced at the same moment may pass together, and after its silo was lost the day begins anew. So a
/// capacity is a target and no promise. It calls nobody.
/// </summary>
[Alias("INodeLoadGrain")]
public interface INodeLoadGrain : IGrainWithStringKey
{
    /// <summary>Orders of a day so far; a day that is over has none.</summary>
    [Alias("GetLoad")]
    Task<int> GetLoad(DateOnly day);

    /// <summary>Counts an order, once; the first order of a later day begins that day.</summary>
    [Alias("Add")]
    Task Add(DateOnly day, OrderKey order);
}
