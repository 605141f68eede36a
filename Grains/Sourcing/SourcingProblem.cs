using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Sourcing;

/// <summary>An order to be sourced, and everything a plan may depend on.</summary>
/// <param name="Channel">The channel that sells.</param>
/// <param name="Region">Where the order goes; null when unknown.</param>
/// <param name="Middle">That region's middle; null when unknown.</param>
/// <param name="Lines">What is ordered.</param>
/// <param name="Nodes">The channel's nodes, in its order.</param>
/// <param name="Full">Nodes whose daily capacity is used up.</param>
/// <param name="Stock">
/// Pieces available per position; a position that is not in it is taken to have enough. Null: nothing is known.
/// </param>
public sealed record SourcingProblem(
    ChannelId Channel,
    RegionCode? Region,
    RegionFacts? Middle,
    ImmutableArray<SourcingLine> Lines,
    ImmutableArray<NodeFacts> Nodes,
    ImmutableHashSet<NodeId> Full,
    IReadOnlyDictionary<PositionKey, Quantity>? Stock)
{
    /// <summary>
    /// Pieces per position that may be promised of what is to come; a position that is not in it has none. Null: lines
    /// must not wait.
    /// </summary>
    public IReadOnlyDictionary<PositionKey, Quantity>? ToCome { get; init; }
}

/// <summary>A line to be sourced.</summary>
/// <param name="Line">The line.</param>
/// <param name="Value">Its price in full, in the order's currency.</param>
/// <param name="Requires">Capabilities that its item needs.</param>
public sealed record SourcingLine(OrderLine Line, decimal Value, ImmutableArray<Capability> Requires);

/// <summary>What became of a plan. Refusals stand in their order of precedence.</summary>
public enum SourcingVerdict
{
    /// <summary>Every line has its nodes.</summary>
    Planned,

    /// <summary>For some line no node may ship.</summary>
    NoNode,

    /// <summary>The nodes that may ship do not have enough.</summary>
    ShortOfStock,

    /// <summary>There is enough, but not within the split policy.</summary>
    SplitNotAllowed,
}

/// <summary>Which node ships what.</summary>
/// <param name="Verdict">Whether it can be carried out.</param>
/// <param name="Lines">One per line of the problem; as far as it came when it cannot be carried out.</param>
public sealed record SourcingPlan(SourcingVerdict Verdict, ImmutableArray<LinePlan> Lines)
{
    /// <summary>Nodes that ship, each once.</summary>
    public IEnumerable<NodeId> Nodes => Lines.SelectMany(line => line.Parts).Select(part => part.Node).Distinct();
}

/// <summary>Which nodes ship a line.</summary>
/// <param name="Line">The line.</param>
/// <param name="Parts">Node and pieces, best node first; never more than ordered.</param>
/// <param name="Decision">Why.</param>
public sealed record LinePlan(OrderLine Line, ImmutableArray<PlannedPart> Parts, SourcingDecision Decision)
{
    /// <summary>Pieces that no node is planned for.</summary>
    public Quantity Missing => Parts.Aggregate(Line.Quantity, (left, part) => left - part.Quantity);
}

/// <summary>What one node ships of a line.</summary>
/// <param name="Node">The node.</param>
/// <param name="Quantity">Pieces, at least 1.</param>
public readonly record struct PlannedPart(NodeId Node, Quantity Quantity);
