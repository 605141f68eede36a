using OrderGrid.Sourcing;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Sourcing.SourcingSamples;

namespace OrderGrid.Tests.Sourcing;

public sealed class SourcingDecisionsTests
{
    private static readonly SourcingRules Default = new();

    [Fact]
    public void Without_rules_the_channels_order_decides_and_a_line_splits() =>
        Told(Default, Problem(("MUG", 5), ("PEN", 1)).With(("MUG@BER", 3), ("MUG@RTM", 9), ("PEN@BER", 1)))
            .ShouldBe("Planned Ranking 1: 3 BER, 2 RTM; 2: 1 BER");

    [Fact]
    public void Without_stock_the_best_node_is_planned_for_everything() =>
        Told(Default, Problem(("MUG", 5))).ShouldBe("Planned Ranking 1: 5 BER");

    [Fact]
    public void Two_lines_of_one_item_share_its_stock() =>
        Told(Default, Problem(("MUG", 5), ("MUG", 5)).With(("MUG@BER", 6), ("MUG@RTM", 4), ("MUG@LYS", 0)))
            .ShouldBe("Planned Ranking 1: 5 BER; 2: 1 BER, 4 RTM");

    [Fact]
    public void More_than_there_is_is_short_of_stock()
    {
        var plan = SourcingDecisions.Plan(
            Default, Problem(("MUG", 5)).With(("MUG@BER", 1), ("MUG@RTM", 1), ("MUG@LYS", 1)));

        plan.Verdict.ShouldBe(SourcingVerdict.ShortOfStock);
        plan.Lines[0].Missing.Pieces.ShouldBe(2);
    }

    [Fact]
    public void An_item_that_no_node_may_ship_has_no_node()
    {
        var problem = Problem(("MUG", 1)) with { Lines = [Line(1, "ACID", 1, new Capability("hazmat"))] };

        SourcingDecisions.Plan(Default, problem).Verdict.ShouldBe(SourcingVerdict.NoNode);
    }

    [Fact]
    public void A_limit_of_shipments_prefers_one_node_that_has_everything() =>
        Told(new(Split: new(MaxShipments: 1)), Problem(("MUG", 5), ("PEN", 1))
                .With(("MUG@BER", 9), ("PEN@BER", 0), ("MUG@RTM", 5), ("PEN@RTM", 1), ("MUG@LYS", 9), ("PEN@LYS", 9)))
            .ShouldBe("Planned SplitPolicy 1: 5 RTM; 2: 1 RTM");

    [Fact]
    public void A_complete_order_leaves_one_node_or_none() =>
        Told(new(Split: new(ShipComplete: true)), Problem(("MUG", 5))
                .With(("MUG@BER", 3), ("MUG@RTM", 3), ("MUG@LYS", 3)))
            .ShouldBe("SplitNotAllowed SplitPolicy 1: 3 BER, 2 RTM");

    [Fact]
    public void A_limit_the_ranking_keeps_to_changes_nothing() =>
        Told(new(Split: new(MaxShipments: 2)), Problem(("MUG", 5)).With(("MUG@BER", 3), ("MUG@RTM", 3)))
            .ShouldBe("Planned Ranking 1: 3 BER, 2 RTM");

    [Fact]
    public void A_shipment_of_little_value_is_avoided() =>
        Told(new(Split: new(MinValuePerShipment: new(30m, new("EUR")))), Problem(("MUG", 5))
                .With(("MUG@BER", 4), ("MUG@RTM", 5), ("MUG@LYS", 5)))
            .ShouldBe("Planned SplitPolicy 1: 5 RTM");

    [Fact]
    public void A_single_shipment_may_be_of_any_value() =>
        Told(new(Split: new(MinValuePerShipment: new(30m, new("EUR")))), Problem(("MUG", 1)).With(("MUG@BER", 4)))
            .ShouldBe("Planned Ranking 1: 1 BER");

    [Fact]
    public void Stock_balance_prefers_the_fullest_node() =>
        Told(new(Ranking: [new(SourcingCriterion.StockBalance, 1)]), Problem(("MUG", 5))
                .With(("MUG@BER", 10), ("MUG@RTM", 30), ("MUG@LYS", 20)))
            .ShouldBe("Planned Ranking 1: 5 RTM");

    [Fact]
    public void The_decision_tells_every_candidate_its_scores_its_stock_and_where_the_order_goes()
    {
        var rules = new SourcingRules(new(Except: [Lys]), [new(SourcingCriterion.Cost, 2)]);

        var decision = SourcingDecisions.Plan(rules, Problem(("MUG", 1)).With(("MUG@RTM", 7))).Lines[0].Decision;

        decision.Region.ShouldBe(Germany);
        decision.Candidates.Select(candidate => candidate.Node).ShouldBe([Rtm, Ber, Lys]);
        decision.Candidates[0].Available!.Value.Pieces.ShouldBe(7);
        decision.Candidates[0].Scores!.Value.ShouldHaveSingleItem().ShouldBe(new(SourcingCriterion.Cost, 1_000));
        decision.Candidates[0].Total.ShouldBe(2_000);
        decision.Candidates[2].Filtered.ShouldBe(NodeFilter.Excepted);
    }

    [Fact]
    public void What_is_on_hand_anywhere_comes_first_and_the_rest_waits_at_the_best_node() =>
        Told(Default, Problem(("MUG", 9)).With(("MUG@BER", 2), ("MUG@RTM", 3), ("MUG@LYS", 0))
                .Awaiting(("MUG@BER", 5), ("MUG@RTM", 5)))
            .ShouldBe("Planned Backorder 1: 6 BER, 3 RTM");

    [Fact]
    public void A_line_that_need_not_wait_does_not() =>
        Told(Default, Problem(("MUG", 5)).With(("MUG@BER", 2), ("MUG@RTM", 3)).Awaiting(("MUG@BER", 5)))
            .ShouldBe("Planned Ranking 1: 2 BER, 3 RTM");

    [Fact]
    public void A_limit_of_shipments_lets_a_line_wait_at_the_first_node_that_can_promise_all_of_it() =>
        Told(new(Split: new(MaxShipments: 1)), Problem(("MUG", 5)).With(("MUG@BER", 2), ("MUG@RTM", 3), ("MUG@LYS", 0))
                .Awaiting(("MUG@BER", 2), ("MUG@RTM", 9)))
            .ShouldBe("Planned Backorder 1: 5 RTM");

    [Fact]
    public void What_neither_is_there_nor_will_come_is_short_of_stock() =>
        Told(Default, Problem(("MUG", 9)).With(("MUG@BER", 2), ("MUG@RTM", 3), ("MUG@LYS", 0)).Awaiting(("MUG@RTM", 3)))
            .ShouldBe("ShortOfStock Ranking 1: 2 BER, 3 RTM");

    [Fact]
    public void Two_lines_of_one_item_share_what_is_to_come() =>
        Told(Default, Problem(("MUG", 3), ("MUG", 3)).With(("MUG@BER", 1), ("MUG@RTM", 0), ("MUG@LYS", 0))
                .Awaiting(("MUG@BER", 4), ("MUG@RTM", 1)))
            .ShouldBe("Planned Backorder 1: 3 BER; 2: 2 BER, 1 RTM");

    private static string Told(SourcingRules rules, SourcingProblem problem)
    {
        var plan = SourcingDecisions.Plan(rules, problem);
        return $"{plan.Verdict} {plan.Lines[0].Decision.Why} {SourcingSamples.Told(plan)}";
    }
}
