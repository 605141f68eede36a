using System.Globalization;

namespace OrderGrid.Delivery;

/// <summary>Calls pumps and lanes, so that those of a lost silo come up again on another. Safe to repeat.</summary>
public sealed class LaneWaker(IGrainFactory grains, ConnectorRegistry connectors)
{
    /// <summary>Calls every pump, and every lane of the given partitions, once.</summary>
    public Task WakeAsync(IEnumerable<int> partitions)
    {
        var lanes =
            from connector in connectors.All
            from partition in partitions
            select grains.GetGrain<ILaneGrain>(Key(connector, partition)).EnsureRunning();
        var pumps =
            from number in Enumerable.Range(0, LaneOptions.Pumps)
            select grains.GetGrain<IFeedPumpGrain>(number.ToString(CultureInfo.InvariantCulture)).EnsureRunning();
        return Task.WhenAll(lanes.Concat(pumps));
    }

    private static string Key(LaneConnector connector, int partition) =>
        $"{connector.Name}/{partition.ToString(CultureInfo.InvariantCulture)}";
}
