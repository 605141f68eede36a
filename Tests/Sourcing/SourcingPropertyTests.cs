using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Sourcing;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Sourcing;

/// <summary>What holds for any rules and any problem: each case is drawn from its own seed.</summary>
public sealed class SourcingPropertyTests
{
    private const int Cases = 2_000;

    [Fact]
    public void A_plan_never_ships_more_than_was_ordered_or_is_there() => ForEach((_, problem, plan, seed) =>
    {
        foreach (var line in plan.Lines)
        {
            line.Parts.Sum(part => part.Quantity.Pieces).ShouldBeLessThanOrEqualTo(line.Line.Quantity.Pieces, seed);
            line.Parts.ShouldAllBe(part => part.Quantity.Pieces > 0, seed);
            line.Parts.Select(part => part.Node).ShouldBeUnique(seed);
        }

        var taken = plan.Lines
            .SelectMany(line => line.Parts.Select(part => (new PositionKey(line.Line.Sku, part.Node), part.Quantity)))
            .GroupBy(part => part.Item1, part => part.Quantity.Pieces);
        taken.ShouldAllBe(position => position.Sum() <= problem.Stock![position.Key].Pieces, seed);
    });

    [Fact]
    public void A_plan_that_can_be_carried_out_ships_everything() => ForEach((_, _, plan, seed) =>
        (plan.Verdict is SourcingVerdict.NoNode or SourcingVerdict.ShortOfStock
            || plan.Lines.All(line => line.Missing == Quantity.Zero)).ShouldBeTrue(seed));

    [Fact]
    public void A_filtered_node_never_ships() => ForEach((_, _, plan, seed) =>
        plan.Lines.ShouldAllBe(
            line => line.Parts.All(part => line.Decision.Candidates
                .Single(candidate => candidate.Node == part.Node).Filtered == null),
            seed));

    [Fact]
    public void A_plan_keeps_to_the_split_policy() => ForEach((rules, problem, plan, seed) =>
    {
        if (plan.Verdict != SourcingVerdict.Planned || rules.Split is not { } split)
        {
            return;
        }

        var nodes = plan.Nodes.ToList();
        nodes.Count.ShouldBeLessThanOrEqualTo(split.Limit ?? int.MaxValue, seed);
        if (nodes.Count > 1 && split.MinValuePerShipment is { } least)
        {
            nodes.ShouldAllBe(node => ValueAt(problem, plan, node) >= least.Amount, seed);
        }
    });

    [Fact]
    public void The_same_rules_and_problem_give_the_same_plan() => ForEach((rules, problem, plan, seed) =>
        SourcingSamples.Told(SourcingDecisions.Plan(rules, problem)).ShouldBe(SourcingSamples.Told(plan), seed));

    private static decimal ValueAt(SourcingProblem problem, SourcingPlan plan, NodeId node) => plan.Lines
        .Zip(problem.Lines)
        .Sum(pair => pair.First.Parts.Where(part => part.Node == node)
            .Sum(part => pair.Second.Value * part.Quantity.Pieces / pair.First.Line.Quantity.Pieces));

    private static void ForEach(Action<SourcingRules, SourcingProblem, SourcingPlan, string> check)
    {
        for (var seed = 1; seed <= Cases; seed++)
        {
            var dice = new Random(seed);
            var problem = DrawProblem(dice);
            var rules = DrawRules(dice, problem);
            check(rules, problem, SourcingDecisions.Plan(rules, problem), $"seed {seed}");
        }
    }

    private static SourcingProblem DrawProblem(Random dice)
    {
        ImmutableArray<NodeFacts> nodes =
        [
            .. Enumerable.Range(1, 1 + dice.Next(6)).Select(number => new NodeFacts(
                new($"N{number}"),
                Capabilities: dice.Next(3) == 0 ? [SourcingSamples.Cold] : null,
                CostPerShipment: dice.Next(4))),
        ];
        ImmutableArray<SourcingLine> lines =
        [
            .. Enumerable.Range(1, 1 + dice.Next(4)).Select(number => SourcingSamples.Line(
                number,
                $"S{dice.Next(3)}",
                1 + dice.Next(8),
                dice.Next(4) == 0 ? [SourcingSamples.Cold] : [])),
        ];
        var stock = lines.Select(line => line.Line.Sku).Distinct()
            .SelectMany(sku => nodes.Select(node => new PositionKey(sku, node.Node)))
            .ToDictionary(position => position, _ => new Quantity(dice.Next(12)));
        return new(new("market"), null, null, lines, nodes, [], stock);
    }

    private static SourcingRules DrawRules(Random dice, SourcingProblem problem) => new(
        dice.Next(2) == 0 ? null : new(Except: [problem.Nodes[dice.Next(problem.Nodes.Length)].Node]),
        dice.Next(2) == 0
            ? null
            : [new(SourcingCriterion.Cost, 1 + dice.Next(5)), new(SourcingCriterion.StockBalance, 1 + dice.Next(5))],
        dice.Next(4) switch
        {
            0 => null,
            1 => new(1 + dice.Next(3)),
            2 => new(MinValuePerShipment: new(1 + dice.Next(40), new("EUR"))),
            _ => new(2, new(1 + dice.Next(40), new("EUR"))),
        });
}
