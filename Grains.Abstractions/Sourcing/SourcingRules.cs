using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrid.Inventory;
using OrderGrid.Pricing;

namespace OrderGrid.Sourcing;

/// <summary>How a channel chooses nodes. A channel without one takes its nodes in order and may split lines.</summary>
/// <param name="Filters">Which nodes may ship at all; null: every node of the channel.</param>
/// <param name="Ranking">
/// What makes one node better than another, 1 to <see cref="SourcingLimits.MaxCriteria"/> criteria, each once;
/// null: the channel's order of nodes. Nodes of the same total follow their ids.
/// </param>
/// <param name="Split">How an order may be split; null: without limit.</param>
/// <param name="Backorder">What becomes of a line that no node has in full.</param>
/// <param name="BackorderDays">
/// With <see cref="BackorderPolicy.Allow"/>: backordered pieces are expected within so many days, 1 to
/// <see cref="StockLimits.HorizonDays"/>, or the line is not backordered; null: whenever they come, and also when
/// nobody knows.
/// </param>
[GenerateSerializer, Immutable, Alias("SourcingRules")]
public sealed record SourcingRules(
    [property: Id(0)] NodeFilters? Filters = null,
    [property: Id(1)] ImmutableArray<RankingCriterion>? Ranking = null,
    [property: Id(2)] SplitPolicy? Split = null,
    [property: Id(3)] BackorderPolicy Backorder = BackorderPolicy.Never,
    [property: Id(4)] int? BackorderDays = null);

/// <summary>Which nodes may ship. What an item's listing requires is asked for besides.</summary>
/// <param name="Regions">The node's country or region is one of these; null: any.</param>
/// <param name="OnlyServed">The node has a transit time for the place the order goes to.</param>
/// <param name="Capabilities">The node has all of these; null: none needed.</param>
/// <param name="CapacityLeft">The node has daily capacity left; a node without a capacity always has.</param>
/// <param name="Except">Nodes of the channel that are not to be used; null: none.</param>
[GenerateSerializer, Immutable, Alias("NodeFilters")]
public sealed record NodeFilters(
    [property: Id(0)] ImmutableArray<RegionCode>? Regions = null,
    [property: Id(1)] bool OnlyServed = false,
    [property: Id(2)] ImmutableArray<Capability>? Capabilities = null,
    [property: Id(3)] bool CapacityLeft = false,
    [property: Id(4)] ImmutableArray<NodeId>? Except = null);

/// <summary>One thing that makes a node better.</summary>
/// <param name="By">What is compared; the best node scores 1,000, the worst, and one without the fact, 0.</param>
/// <param name="Weight">What the score is multiplied by: 1 to <see cref="SourcingLimits.MaxWeight"/>.</param>
[GenerateSerializer, Immutable, Alias("RankingCriterion")]
public sealed record RankingCriterion(
    [property: Id(0)] SourcingCriterion By, [property: Id(1)] int Weight);

/// <summary>What nodes are compared by.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SourcingCriterion>))]
public enum SourcingCriterion
{
    /// <summary>Earlier in the channel's list is better.</summary>
    Priority,

    /// <summary>Nearer to the middle of the region the order goes to is better.</summary>
    Distance,

    /// <summary>Fewer transit days to that region are better.</summary>
    Transit,

    /// <summary>A lower cost per shipment is better.</summary>
    Cost,

    /// <summary>More pieces available is better. Positions are asked first.</summary>
    StockBalance,
}

/// <summary>How an order may be split. Any limit makes the order ask positions before it takes holds.</summary>
/// <param name="MaxShipments">
/// Most nodes that ship for one order: 1 to <see cref="SourcingLimits.MaxShipments"/>; null: no limit.
/// </param>
/// <param name="MinValuePerShipment">
/// Least value of what each node ships, once there are several; in the channel's currency, above zero; null: none.
/// </param>
/// <param name="ShipComplete">The whole order leaves one node; not together with more than one shipment.</param>
[GenerateSerializer, Immutable, Alias("SplitPolicy")]
public sealed record SplitPolicy(
    [property: Id(0)] int? MaxShipments = null,
    [property: Id(1)] Money? MinValuePerShipment = null,
    [property: Id(2)] bool ShipComplete = false)
{
    /// <summary>Most nodes, whichever member says so; null: no limit.</summary>
    [JsonIgnore]
    public int? Limit => ShipComplete ? 1 : MaxShipments;

    /// <summary>True when it limits anything.</summary>
    [JsonIgnore]
    public bool IsLimit => Limit is not null || MinValuePerShipment is not null;
}

/// <summary>What becomes of a line without stock.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BackorderPolicy>))]
public enum BackorderPolicy
{
    /// <summary>The order is refused.</summary>
    Never,

    /// <summary>
    /// What is on hand at any node first; the rest waits at the best node whose position promises it of what is to
    /// come, as far as that position's own limits go.
    /// </summary>
    Allow,
}

/// <summary>Named limits of sourcing.</summary>
public static class SourcingLimits
{
    /// <summary>Most criteria of a ranking.</summary>
    public const int MaxCriteria = 8;

    /// <summary>Largest weight, inclusive.</summary>
    public const int MaxWeight = 1_000;

    /// <summary>Largest limit of shipments, inclusive: a channel has no more nodes.</summary>
    public const int MaxShipments = 32;

    /// <summary>Most regions, capabilities or excepted nodes of a rule set, each.</summary>
    public const int MaxNames = 64;

    /// <summary>How often an order plans anew when a node did not have what it said.</summary>
    public const int MaxReplans = 3;

    /// <summary>Most sets of nodes tried in the search for one that keeps to a split policy.</summary>
    public const int MaxNodeSets = 1_000;

    /// <summary>How many nodes may reject an order before it waits for somebody to decide.</summary>
    public const int MaxRejections = 5;
}
