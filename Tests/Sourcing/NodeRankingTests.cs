using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Sourcing;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Sourcing.SourcingSamples;

namespace OrderGrid.Tests.Sourcing;

public sealed class NodeRankingTests
{
    private static readonly RankingQuestion Question = new(new("market"), Germany, Middle, [], Nodes, []);

    public static TheoryData<string, string> Filters { get; } = new()
    {
        { "none", "" },
        { "except", "BER Excepted" },
        { "other channel", "LYS Channel" },
        { "region", "RTM Region, LYS Region" },
        { "country", "BER Region, LYS Region" },
        { "served", "LYS NotServed" },
        { "capability", "RTM Capability, LYS Capability" },
        { "item's capability", "RTM Capability, LYS Capability" },
        { "full", "RTM Capacity" },
        { "full, and nobody asks", "" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void A_node_that_may_not_ship_says_why(string what, string expected)
    {
        var (rules, question) = what switch
        {
            "none" => (new(), Question),
            "except" => (With(new(Except: [Ber])), Question),
            "other channel" => (new(), Question with { Channel = new("shop") }),
            "region" => (With(new(Regions: [new("EAST")])), Question),
            "country" => (With(new(Regions: [new("NL")])), Question),
            "served" => (With(new(OnlyServed: true)), Question),
            "capability" => (With(new(Capabilities: [Cold])), Question),
            "item's capability" => (new(), Question with { Requires = [Cold] }),
            "full" => (With(new(CapacityLeft: true)), Question with { Full = [Rtm] }),
            _ => (new SourcingRules(), Question with { Full = [Rtm] }),
        };

        var barred = NodeRanking.Rank(rules, question).Where(candidate => candidate.Filtered is not null);

        string.Join(", ", barred.Select(candidate => $"{candidate.Node} {candidate.Filtered}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData(SourcingCriterion.Priority, "BER 1000, RTM 500, LYS 0")]
    [InlineData(SourcingCriterion.Cost, "RTM 1000, LYS 500, BER 0")]
    [InlineData(SourcingCriterion.Transit, "BER 1000, LYS 0, RTM 0")]
    [InlineData(SourcingCriterion.Distance, "BER 1000, RTM 657, LYS 0")]
    public void The_best_node_scores_a_thousand_and_the_worst_nothing(SourcingCriterion by, string expected) =>
        Told(new SourcingRules(Ranking: [new(by, 1)])).ShouldBe(expected);

    [Fact]
    public void Criteria_count_by_their_weights() =>
        Told(new SourcingRules(Ranking: [new(SourcingCriterion.Priority, 3), new(SourcingCriterion.Cost, 2)]))
            .ShouldBe("RTM 3500, BER 3000, LYS 1000");

    [Fact]
    public void Nodes_of_the_same_total_follow_their_ids()
    {
        ImmutableArray<NodeFacts> same = [new(Rtm, CostPerShipment: 1), new(Ber, CostPerShipment: 1)];

        var ranked = NodeRanking.Rank(
            new(Ranking: [new(SourcingCriterion.Cost, 1)]), Question with { Nodes = same });

        ranked.Select(candidate => candidate.Node).ShouldBe([Ber, Rtm]);
    }

    private static SourcingRules With(NodeFilters filters) => new(filters);

    private static string Told(SourcingRules rules) => string.Join(
        ", ", NodeRanking.Rank(rules, Question).Select(candidate => $"{candidate.Node} {candidate.Total}"));
}
