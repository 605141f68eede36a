using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Inventory;

namespace OrderGrid.Sourcing;

/// <summary>What nodes are ranked for.</summary>
/// <param name="Channel">The channel that sells.</param>
/// <param name="Region">Where the order goes; null when unknown.</param>
/// <param name="Middle">That region's middle; null when unknown.</param>
/// <param name="Requires">Capabilities that the item needs.</param>
/// <param name="Nodes">The channel's nodes, in its order.</param>
/// <param name="Full">Nodes whose daily capacity is used up.</param>
public sealed record RankingQuestion(
    ChannelId Channel,
    RegionCode? Region,
    RegionFacts? Middle,
    ImmutableArray<Capability> Requires,
    ImmutableArray<NodeFacts> Nodes,
    ImmutableHashSet<NodeId> Full);

/// <summary>Filters and scores nodes by everything but their stock. Pure.</summary>
public static class NodeRanking
{
    /// <summary>The best score of a criterion.</summary>
    public const int BestScore = 1_000;

    private static readonly ImmutableArray<RankingCriterion> ByPriority = [new(SourcingCriterion.Priority, 1)];

    /// <summary>The nodes, best first; those that may not ship come last, in the channel's order.</summary>
    public static ImmutableArray<Candidate> Rank(SourcingRules rules, RankingQuestion question)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(question);
        var filtered = question.Nodes.Select(node => (Node: node, Filter: FindFilter(rules.Filters, question, node)));
        var (barred, free) = (new List<Candidate>(), new List<NodeFacts>());
        foreach (var (node, filter) in filtered)
        {
            if (filter is null)
            {
                free.Add(node);
            }
            else
            {
                barred.Add(new(node.Node, filter));
            }
        }

        var criteria = (rules.Ranking ?? ByPriority).Where(criterion => criterion.By != SourcingCriterion.StockBalance);
        return [.. Score([.. criteria], question, free).Order(BestFirst), .. barred];
    }

    /// <summary>A higher total first; the same total by node id.</summary>
    public static Comparer<Candidate> BestFirst { get; } = Comparer<Candidate>.Create((left, right) =>
        left.Total != right.Total
            ? Nullable.Compare(right.Total, left.Total)
            : string.CompareOrdinal(left.Node.Value, right.Node.Value));

    private static NodeFilter? FindFilter(NodeFilters? filters, RankingQuestion question, NodeFacts node)
    {
        var has = node.Capabilities ?? [];
        var needs = (filters?.Capabilities ?? []).Concat(question.Requires);
        var isServed = question.Region is { } region && node.TransitDays?.ContainsKey(region) == true;
        return filters?.Except?.Contains(node.Node) == true ? NodeFilter.Excepted
            : node.Channels?.Contains(question.Channel) == false ? NodeFilter.Channel
            : filters?.Regions is { } regions && !regions.Any(asked => asked == node.Country || asked == node.Region)
                ? NodeFilter.Region
            : filters is { OnlyServed: true } && !isServed ? NodeFilter.NotServed
            : needs.Any(need => !has.Contains(need)) ? NodeFilter.Capability
            : filters is { CapacityLeft: true } && question.Full.Contains(node.Node) ? NodeFilter.Capacity
            : null;
    }

    private static IEnumerable<Candidate> Score(
        ImmutableArray<RankingCriterion> criteria, RankingQuestion question, List<NodeFacts> free)
    {
        var columns = criteria
            .Select(criterion => Scale(free.ConvertAll(node => Measure(criterion.By, question, node))))
            .ToArray();
        for (var index = 0; index < free.Count; index++)
        {
            var scores = criteria
                .Select((criterion, column) => new CriterionScore(criterion.By, columns[column][index]))
                .ToImmutableArray();
            var total = scores.Select((score, column) => (long)score.Score * criteria[column].Weight).Sum();
            yield return new(free[index].Node, null, scores, total);
        }
    }

    // Less is better for every measure.
    private static decimal? Measure(SourcingCriterion by, RankingQuestion question, NodeFacts node) => by switch
    {
        SourcingCriterion.Priority => question.Nodes.IndexOf(node),
        SourcingCriterion.Distance => question.Middle?.KilometresTo(node),
        SourcingCriterion.Transit => question.Region is { } region
            && node.TransitDays?.TryGetValue(region, out var days) == true ? days : null,
        SourcingCriterion.Cost => node.CostPerShipment,
        SourcingCriterion.StockBalance =>
            throw new InvalidOperationException("Stock is no fact of a node: it is scored when it is known."),
    };

    /// <summary>Scores from least to most: the least gets the best score, an unknown measure none.</summary>
    private static int[] Scale(List<decimal?> measures)
    {
        var (least, most) = (measures.Min(), measures.Max());
        return
        [
            .. measures.Select(measure => measure is null ? 0
                : least == most ? BestScore
                : (int)decimal.Truncate(BestScore * (most!.Value - measure.Value) / (most.Value - least!.Value))),
        ];
    }
}
