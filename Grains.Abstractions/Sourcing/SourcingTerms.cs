using System.Collections.Immutable;
using OrderGrid.Inventory;

namespace OrderGrid.Sourcing;

/// <summary>A channel's rule set applied to one order: what is left to decide once stock is known.</summary>
/// <param name="Region">Where the order goes; null when no region is known for it.</param>
/// <param name="Split">How it may be split; null: without limit.</param>
/// <param name="BalanceWeight">Weight of <see cref="SourcingCriterion.StockBalance"/>; 0: it is not ranked by.</param>
/// <param name="Lines">One per line of the order.</param>
[GenerateSerializer, Immutable, Alias("SourcingTerms")]
public sealed record SourcingTerms(
    [property: Id(0)] RegionCode? Region,
    [property: Id(1)] SplitPolicy? Split,
    [property: Id(2)] int BalanceWeight,
    [property: Id(3)] ImmutableArray<LineTerms> Lines)
{
    /// <summary>How lines may wait for what is to come; null: not at all.</summary>
    [Id(4)]
    public BackorderAllowance? Backorder { get; init; }

    /// <summary>
    /// Nodes that hold a part of the order already and count against <see cref="Split"/>; null: none. Never in the
    /// journal.
    /// </summary>
    [Id(5)]
    public ImmutableArray<NodeId>? InUse { get; init; }

    /// <summary>True when positions must be asked before holds are taken.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool NeedsStock => BalanceWeight > 0 || Split is { IsLimit: true };
}

/// <summary>An order's lines may wait for what is to come.</summary>
/// <param name="Days">Within so many days, 1 to <see cref="StockLimits.HorizonDays"/>; null: however long.</param>
[GenerateSerializer, Immutable, Alias("BackorderAllowance")]
public sealed record BackorderAllowance([property: Id(0)] int? Days)
{
    /// <summary>The latest time at which pieces may be expected, UTC; null for any.</summary>
    public DateTimeOffset? Latest(DateTimeOffset now) => Days is { } days ? now.AddDays(days) : null;
}

/// <summary>What is known of one line before its stock.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="Value">Its price in full, in the order's currency; null where no rule asks for it.</param>
/// <param name="Candidates">
/// The channel's nodes, best first, those that may not ship last; null in the journal, where the line's decision has
/// them.
/// </param>
[GenerateSerializer, Immutable, Alias("LineTerms")]
public sealed record LineTerms(
    [property: Id(0)] int Line,
    [property: Id(1)] decimal? Value,
    [property: Id(2)] ImmutableArray<Candidate>? Candidates);
