using System.Collections.Immutable;
using System.Globalization;
using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Kits;
using OrderGrid.Orders;
using OrderGrid.Sourcing;

namespace OrderGrid.Simulated;

/// <summary>Names of a world. Order numbers fall into a few feed partitions, so that few lanes have to run.</summary>
internal sealed class WorldNames
{
    /// <summary>Whom an order number is sent again for that was sent for somebody else.</summary>
    public static CustomerId OtherCustomer { get; } = new("C-OTHER");

    private const int Partitions = 4;

    public static UnitOfMeasure Unit { get; } = new("EA");

    private readonly Parameters _parameters;

    public WorldNames(Parameters parameters)
    {
        _parameters = parameters;
        Skus = [.. Enumerable.Range(1, parameters.Skus).Select(number => new Sku($"SKU-{number}"))];
        Kits = [.. Enumerable.Range(0, parameters.Kits).Select(KitOf)];
        Nodes = [.. Enumerable.Range(1, parameters.Nodes).Select(number => new NodeId($"N{number}"))];
        Orders = [.. Candidates().Where(Falls).Take(parameters.Orders)];
    }

    public ImmutableArray<Sku> Skus { get; }

    /// <summary>Kits of two items each, which are sold singly as well.</summary>
    public ImmutableArray<(Sku Sku, ImmutableArray<KitComponent> Components)> Kits { get; }

    /// <summary>Everything that channels sell.</summary>
    public ImmutableArray<Sku> Items => [.. Skus, .. Kits.Select(kit => kit.Sku)];

    public ImmutableArray<NodeId> Nodes { get; }

    public ImmutableArray<OrderKey> Orders { get; }

    public static ImmutableArray<ChannelId> Channels { get; } = [new("shop"), new("market")];

    public IEnumerable<PositionKey> Positions =>
        from sku in Skus from node in Nodes select new PositionKey(sku, node);

    public static IEnumerable<int> FeedPartitions => Enumerable.Range(0, Partitions);

    /// <summary>Later nodes are cheaper, so that a ranking by cost is another order than the channel's.</summary>
    public NodeCatalogue Catalogue => new(
        Nodes.Select((node, index) => new NodeFacts(node, CostPerShipment: 10 - index)), []);

    /// <summary>
    /// The first channel has no rules; the second ranks, in some worlds limits how it splits, and in some waits for
    /// what is to come.
    /// </summary>
    public ChannelConfiguration ConfigurationOf(ChannelId channel) => channel == Channels[0]
        ? Configuration
        : Configuration with
        {
            Sourcing = new(
                Ranking: [new(SourcingCriterion.Cost, 2), new(SourcingCriterion.Priority, 1)],
                Split: _parameters.MaxShipments == 0 ? null : new(_parameters.MaxShipments),
                Backorder: _parameters.BackorderLimit == 0 ? BackorderPolicy.Never : BackorderPolicy.Allow),
        };

    private ChannelConfiguration Configuration => new(
        ChannelFormats.Canonical,
        new("EUR"),
        Nodes,
        48,
        Items.ToImmutableDictionary(
            sku => new ChannelSku(sku.Value),
            sku => new Listing(sku, ImmutableDictionary<UnitOfMeasure, int>.Empty.Add(Unit, 1))));

    private (Sku Sku, ImmutableArray<KitComponent> Components) KitOf(int number) => (
        new($"KIT-{number + 1}"),
        [new(Skus[number], new(1)), new(Skus[(number + 1) % Skus.Length], new(2 - number))]);

    private static bool Falls(OrderKey key) =>
        new StreamName(StreamCategory.Order, key.ToString()).Partition < Partitions;

    private static IEnumerable<OrderKey> Candidates() => Enumerable.Range(1, int.MaxValue - 1)
        .Select(number => new OrderKey(
            Channels[number % Channels.Length], new(number.ToString("D6", CultureInfo.InvariantCulture))));
}
