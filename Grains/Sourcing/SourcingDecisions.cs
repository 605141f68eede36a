using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Sourcing;

/// <summary>
/// Chooses nodes. Pure: the same rules and the same problem give the same plan; what is equally good follows the
/// node ids.
/// </summary>
public static class SourcingDecisions
{
    /// <summary>Plans an order under a rule set.</summary>
    public static SourcingPlan Plan(SourcingRules rules, SourcingProblem problem)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(problem);
        var terms = problem.Lines.Select(line => new LineTerms(
            line.Line.Line,
            line.Value,
            NodeRanking.Rank(rules, new(
                problem.Channel, problem.Region, problem.Middle, line.Requires, problem.Nodes, problem.Full))));
        return Assign(
            new(problem.Region, rules.Split, BalanceWeight(rules), [.. terms]),
            [.. problem.Lines.Select(line => line.Line)],
            problem.Stock);
    }

    /// <summary>The weight of stock balance; 0 when it is not ranked by.</summary>
    public static int BalanceWeight(SourcingRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return (rules.Ranking ?? []).FirstOrDefault(one => one.By == SourcingCriterion.StockBalance)?.Weight ?? 0;
    }

    /// <summary>Gives lines to ranked nodes: the second half of a plan, once stock is known.</summary>
    /// <param name="terms">What the rules made of the order; each line with its candidates.</param>
    /// <param name="lines">The lines, each with its terms.</param>
    /// <param name="stock">As in <see cref="SourcingProblem.Stock"/>.</param>
    public static SourcingPlan Assign(
        SourcingTerms terms, ImmutableArray<OrderLine> lines, IReadOnlyDictionary<PositionKey, Quantity>? stock)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var ranked = lines.Select(line => Rank(terms, line, stock)).ToImmutableArray();
        var search = new SplitSearch(terms.Split, ranked, stock);
        var plain = search.Fill(null);
        var verdict = ranked.Any(line => line.Free.IsEmpty) ? SourcingVerdict.NoNode
            : !plain.IsComplete ? SourcingVerdict.ShortOfStock
            : SourcingVerdict.Planned;
        if (verdict != SourcingVerdict.Planned || search.Keeps(plain))
        {
            return Describe(verdict, terms, ranked, plain, SourcingReason.Ranking);
        }

        return search.Find() is { } kept
            ? Describe(SourcingVerdict.Planned, terms, ranked, kept, SourcingReason.SplitPolicy)
            : Describe(SourcingVerdict.SplitNotAllowed, terms, ranked, plain, SourcingReason.SplitPolicy);
    }

    private static RankedLine Rank(
        SourcingTerms terms, OrderLine line, IReadOnlyDictionary<PositionKey, Quantity>? stock)
    {
        var found = terms.Lines.First(known => known.Line == line.Line);
        var candidates = found.Candidates ?? [];
        if (stock is not null)
        {
            candidates = [.. candidates.Select(candidate => candidate with
            {
                Available = LineStock.Available(line, candidate.Node, stock),
                Short = LineStock.FindShort(line, candidate.Node, stock),
            })];
        }

        if (terms.BalanceWeight > 0)
        {
            candidates = Balance(terms.BalanceWeight, candidates);
        }

        return new(line, found.Value ?? 0, candidates);
    }

    // The fullest position scores best; one of which nothing is known scores nothing.
    private static ImmutableArray<Candidate> Balance(int weight, ImmutableArray<Candidate> candidates)
    {
        var free = candidates.Where(candidate => candidate.Filtered is null).ToList();
        var most = free.Max(candidate => candidate.Available?.Pieces) ?? 0;
        var scored = free.Select(candidate =>
        {
            var pieces = candidate.Available?.Pieces ?? 0;
            var score = most == 0 ? 0 : (int)(NodeRanking.BestScore * pieces / most);
            return candidate with
            {
                Scores = (candidate.Scores ?? []).Add(new(SourcingCriterion.StockBalance, score)),
                Total = (candidate.Total ?? 0) + ((long)score * weight),
            };
        });
        return
        [
            .. scored.Order(NodeRanking.BestFirst),
            .. candidates.Where(candidate => candidate.Filtered is not null),
        ];
    }

    private static SourcingPlan Describe(
        SourcingVerdict verdict,
        SourcingTerms terms,
        ImmutableArray<RankedLine> ranked,
        Filling filling,
        SourcingReason why) =>
        new(verdict,
        [
            .. ranked.Select((line, index) => new LinePlan(
                line.Line, filling.Parts[index], new(why, line.Candidates, terms.Region))),
        ]);
}
