using System.Collections.Immutable;
using System.Globalization;
using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>Names of a world. Order numbers fall into a few feed partitions, so that few lanes have to run.</summary>
internal sealed class WorldNames
{
    private const int Partitions = 4;

    public static UnitOfMeasure Unit { get; } = new("EA");

    public WorldNames(Parameters parameters)
    {
        Skus = [.. Enumerable.Range(1, parameters.Skus).Select(number => new Sku($"SKU-{number}"))];
        Nodes = [.. Enumerable.Range(1, parameters.Nodes).Select(number => new NodeId($"N{number}"))];
        Orders = [.. Candidates().Where(Falls).Take(parameters.Orders)];
    }

    public ImmutableArray<Sku> Skus { get; }

    public ImmutableArray<NodeId> Nodes { get; }

    public ImmutableArray<OrderKey> Orders { get; }

    public static ImmutableArray<ChannelId> Channels { get; } = [new("shop"), new("market")];

    public IEnumerable<PositionKey> Positions =>
        from sku in Skus from node in Nodes select new PositionKey(sku, node);

    public static IEnumerable<int> FeedPartitions => Enumerable.Range(0, Partitions);

    public ChannelConfiguration Configuration => new(
        ChannelFormats.Canonical,
        new("EUR"),
        Nodes,
        48,
        Skus.ToImmutableDictionary(
            sku => new ChannelSku(sku.Value),
            sku => new Listing(sku, ImmutableDictionary<UnitOfMeasure, int>.Empty.Add(Unit, 1))));

    private static bool Falls(OrderKey key) =>
        new StreamName(StreamCategory.Order, key.ToString()).Partition < Partitions;

    private static IEnumerable<OrderKey> Candidates() => Enumerable.Range(1, int.MaxValue - 1)
        .Select(number => new OrderKey(
            Channels[number % Channels.Length], new(number.ToString("D6", CultureInfo.InvariantCulture))));
}
