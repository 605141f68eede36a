using System.Globalization;
using OrderGrid.Inventory;

namespace OrderGrid.Delivery;

/// <summary>Calls pumps, lanes and the deadline sweep, so that those of a lost silo come up again on another. Safe to repeat.</summary>
public sealed class LaneWaker(IGrainFactory grains, ConnectorRegistry connectors)
{
    /// <summary>Calls the sweep, every pump, and every lane of the given partitions, once.</summary>
    public Task WakeAsync(IEnumerable<int> partitions)
    {
        var lanes =
            from connector in connectors.All
            from partition in partitions
            select grains.GetGrain<ILaneGrain>(Key(connector, partition)).EnsureRunning();
        var pumps =
            from number in Enumerable.Range(0, LaneOptions.Pumps)
            select grains.GetGrain<IFeedPumpGrain>(number.ToString(CultureInfo.InvariantCulture)).EnsureRunning();
        var sweep = grains.GetGrain<IDeadlineSweepGrain>(DeadlineSweep.Key).EnsureRunning();
        return Task.WhenAll(lanes.Concat(pumps).Append(sweep));
    }

    private static string Key(LaneConnector connector, int partition) =>
        $"{connector.Name}/{partition.ToString(CultureInfo.InvariantCulture)}";
}
