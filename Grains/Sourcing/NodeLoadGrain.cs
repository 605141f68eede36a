using OrderGrid.Orders;

namespace OrderGrid.Sourcing;

/// <summary>Shell of a node's count of the day.</summary>
public sealed class NodeLoadGrain : Grain, INodeLoadGrain
{
    private readonly HashSet<OrderKey> _orders = [];
    private DateOnly _day;

    /// <inheritdoc/>
    public Task<int> GetLoad(DateOnly day) => Task.FromResult(day == _day ? _orders.Count : 0);

    /// <inheritdoc/>
    public Task Add(DateOnly day, OrderKey order)
    {
        if (day > _day)
        {
            _day = day;
            _orders.Clear();
        }

        if (day == _day)
        {
            _orders.Add(order);
            DelayDeactivation(TimeSpan.FromDays(1));
        }

        return Task.CompletedTask;
    }
}
