using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrid.Inventory;

namespace OrderGrid.Sourcing;

/// <summary>Why a line ships from where it ships: kept in the journal with the choice.</summary>
/// <param name="Why">The rule that decided.</param>
/// <param name="Candidates">
/// The nodes looked at, best first. Without a rule set only those that were asked; with one all of the channel's.
/// </param>
/// <param name="Region">Where the order goes, as the rules see it; null without a rule set or when unknown.</param>
/// <param name="InsteadOf">The node that rejected the line; null for a first choice.</param>
[GenerateSerializer, Immutable, Alias("SourcingDecision")]
public sealed record SourcingDecision(
    [property: Id(0)] SourcingReason Why,
    [property: Id(1)] ImmutableArray<Candidate> Candidates,
    [property: Id(2)] RegionCode? Region = null,
    [property: Id(3)] NodeId? InsteadOf = null)
{
    /// <summary>True when a rule set made it: then its candidates are all of the channel's nodes.</summary>
    [JsonIgnore]
    public bool IsRuled => Why == SourcingReason.Reservation
        ? Candidates.Any(candidate => candidate.Scores is not null || candidate.Filtered is not null)
        : Why != SourcingReason.Order;
}

/// <summary>A node that was looked at.</summary>
/// <param name="Node">The node.</param>
/// <param name="Filtered">Why it may not ship; null when it may.</param>
/// <param name="Scores">0 to 1,000 per criterion; null when it may not ship or nothing was scored.</param>
/// <param name="Total">The scores times their weights; null when there are none.</param>
/// <param name="Available">
/// What it could promise of the item, in pieces: before the plan, or as its answer told; null when it was not asked.
/// For a kit, whole kits.
/// </param>
/// <param name="Short">The component of a kit that kept it from promising more; null when nothing did.</param>
[GenerateSerializer, Immutable, Alias("Candidate")]
public sealed record Candidate(
    [property: Id(0)] NodeId Node,
    [property: Id(1)] NodeFilter? Filtered = null,
    [property: Id(2)] ImmutableArray<CriterionScore>? Scores = null,
    [property: Id(3)] long? Total = null,
    [property: Id(4)] Quantity? Available = null,
    [property: Id(5)] Sku? Short = null)
{
    /// <summary>
    /// What it could promise of what is to come, in pieces, before the plan or as its answer told; null when it was not
    /// asked for that.
    /// </summary>
    [Id(6)]
    public Quantity? ToCome { get; init; }
}

/// <summary>What a node scored.</summary>
/// <param name="By">The criterion.</param>
/// <param name="Score">0 to 1,000.</param>
[GenerateSerializer, Immutable, Alias("CriterionScore")]
public sealed record CriterionScore([property: Id(0)] SourcingCriterion By, [property: Id(1)] int Score);

/// <summary>Why a node may not ship; the first that applies.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NodeFilter>))]
public enum NodeFilter
{
    /// <summary>The rules except it.</summary>
    Excepted,

    /// <summary>It does not ship for this channel.</summary>
    Channel,

    /// <summary>It stands in none of the regions asked for.</summary>
    Region,

    /// <summary>It has no transit time to where the order goes.</summary>
    NotServed,

    /// <summary>It lacks a capability.</summary>
    Capability,

    /// <summary>Its daily capacity is used up.</summary>
    Capacity,

    /// <summary>It has rejected this order.</summary>
    Rejected,

    /// <summary>It already ships a part of this order, and an order is released to a node once.</summary>
    InUse,
}

/// <summary>The rule that chose the nodes of a line.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SourcingReason>))]
public enum SourcingReason
{
    /// <summary>The channel has no rule set: its nodes in order, as far as each has stock.</summary>
    Order,

    /// <summary>The best-ranked nodes, as far as each has stock.</summary>
    Ranking,

    /// <summary>The ranking alone would have broken the split policy: the fewest nodes that keep to it.</summary>
    SplitPolicy,

    /// <summary>The nodes do not have all of it: what is on hand first, the rest waits for what is to come.</summary>
    Backorder,

    /// <summary>
    /// The reservation that the order names held it, all or a part. The candidates are all of the channel's nodes under
    /// a rule set, else those that held it.
    /// </summary>
    Reservation,
}
