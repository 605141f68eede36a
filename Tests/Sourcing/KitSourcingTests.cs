using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Sourcing;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Sourcing.SourcingSamples;

namespace OrderGrid.Tests.Sourcing;

/// <summary>Plans with kits of two mugs and a pen.</summary>
public sealed class KitSourcingTests
{
    private static readonly SourcingRules Cheapest =
        new(Ranking: [new(SourcingCriterion.Cost, 1)], Split: new(MaxShipments: 2));

    private static readonly Kit Set = new(1, [new(new("MUG"), new(2)), new(new("PEN"), new(1))]);

    [Fact]
    public void A_node_gives_as_many_whole_kits_as_its_scarcest_component_allows()
    {
        var plan = Plan([("SET", 3)], ("MUG@RTM", 5), ("PEN@RTM", 9), ("MUG@LYS", 9), ("PEN@LYS", 9));

        Told(plan).ShouldBe("1: 2 RTM, 1 LYS");
        var rotterdam = plan.Lines[0].Decision.Candidates[0];
        (rotterdam.Available!.Value.Pieces, rotterdam.Short).ShouldBe((2L, new Sku("MUG")));
        plan.Lines[0].Decision.Candidates[1].Short.ShouldBeNull();
    }

    [Fact]
    public void A_kit_and_its_component_share_what_there_is()
    {
        (string, int)[] stock = [("MUG@RTM", 5), ("PEN@RTM", 1), ("MUG@LYS", 2), ("PEN@LYS", 0)];

        Told(Plan([("MUG", 5), ("SET", 1)], stock)).ShouldBe("1: 3 RTM, 2 LYS; 2: 1 RTM");
        Plan([("MUG", 6), ("SET", 1)], stock).Verdict.ShouldBe(SourcingVerdict.ShortOfStock);
    }

    [Fact]
    public void Two_kits_share_a_component()
    {
        var plan = Plan([("SET", 1), ("SET", 1)], ("MUG@RTM", 3), ("PEN@RTM", 9), ("MUG@LYS", 2), ("PEN@LYS", 1));

        Told(plan).ShouldBe("1: 1 RTM; 2: 1 LYS");
    }

    private static SourcingPlan Plan((string Sku, int Pieces)[] lines, params (string Position, int Pieces)[] stock)
    {
        var problem = Problem(lines).With([("MUG@BER", 0), ("PEN@BER", 0), .. stock]);
        return SourcingDecisions.Plan(Cheapest, problem with
        {
            Lines =
            [
                .. problem.Lines.Select(line => line.Line.Sku.Value == "SET"
                    ? line with { Line = line.Line with { Kit = Set } }
                    : line),
            ],
        });
    }
}
