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
        return AssignInTime(
            new(problem.Region, rules.Split, BalanceWeight(rules), [.. terms]),
            [.. problem.Lines.Select(line => line.Line)],
            problem.Stock,
            problem.ToCome);
    }

    /// <summary>
    /// The same as <see cref="Assign"/>; where what is on hand does not do, lines may wait for what is to come.
    /// </summary>
    /// <param name="terms">What the rules made of the order; each line with its candidates.</param>
    /// <param name="lines">The lines, each with its terms.</param>
    /// <param name="stock">As in <see cref="SourcingProblem.Stock"/>.</param>
    /// <param name="toCome">As in <see cref="SourcingProblem.ToCome"/>.</param>
    public static SourcingPlan AssignInTime(
        SourcingTerms terms,
        ImmutableArray<OrderLine> lines,
        IReadOnlyDictionary<PositionKey, Quantity>? stock,
        IReadOnlyDictionary<PositionKey, Quantity>? toCome)
    {
        var plan = Assign(terms, lines, stock);
        if (toCome is null or { Count: 0 }
            || plan.Verdict is not (SourcingVerdict.ShortOfStock or SourcingVerdict.SplitNotAllowed))
        {
            return plan;
        }

        var waiting = Assign(terms, lines, stock, toCome);
        return waiting.Verdict == SourcingVerdict.Planned ? waiting : plan;
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
    /// <param name="toCome">As in <see cref="SourcingProblem.ToCome"/>.</param>
    public static SourcingPlan Assign(
        SourcingTerms terms,
        ImmutableArray<OrderLine> lines,
        IReadOnlyDictionary<PositionKey, Quantity>? stock,
        IReadOnlyDictionary<PositionKey, Quantity>? toCome = null)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var ranked = lines.Select(line => Rank(terms, line, stock, toCome)).ToImmutableArray();
        var search = new SplitSearch(terms, ranked, stock, toCome);
        var plain = search.Fill(null);
        var verdict = ranked.Any(line => line.Free.IsEmpty) ? SourcingVerdict.NoNode
            : !plain.IsComplete ? SourcingVerdict.ShortOfStock
            : SourcingVerdict.Planned;
        if (verdict != SourcingVerdict.Planned || search.Keeps(plain))
        {
            var why = toCome is null ? SourcingReason.Ranking : SourcingReason.Backorder;
            return Describe(verdict, terms, ranked, plain, why);
        }

        return search.Find() is { } kept
            ? Describe(
                SourcingVerdict.Planned,
                terms,
                ranked,
                kept,
                toCome is null ? SourcingReason.SplitPolicy : SourcingReason.Backorder)
            : Describe(SourcingVerdict.SplitNotAllowed, terms, ranked, plain, SourcingReason.SplitPolicy);
    }

    private static RankedLine Rank(
        SourcingTerms terms,
        OrderLine line,
        IReadOnlyDictionary<PositionKey, Quantity>? stock,
        IReadOnlyDictionary<PositionKey, Quantity>? toCome)
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

        if (toCome is not null)
        {
            candidates = [.. candidates.Select(candidate => candidate with
            {
                ToCome = toCome.TryGetValue(new(line.Sku, candidate.Node), out var pieces) ? pieces : null,
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
