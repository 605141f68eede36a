using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Sourcing;
using OrderGrid.Tests.Channels;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Sourcing.SourcingSamples;

namespace OrderGrid.Tests.Sourcing;

public sealed class SourcingRuleCheckTests
{
    private static readonly ChannelConfiguration Channel =
        FormatSamples.Channel(ChannelFormats.Webshop) with { Nodes = [Ber, Rtm] };

    public static TheoryData<SourcingRules, string> Bad { get; } = new()
    {
        { new(new(Regions: [new("EAST"), new("MOON")])), "/filters/regions/1" },
        { new(new(Regions: [])), "/filters/regions" },
        { new(new(Capabilities: [new("hazmat")])), "/filters/capabilities/0" },
        { new(new(Except: [Lys])), "/filters/except/0" },
        { new(Ranking: []), "/ranking" },
        { new(Ranking: [new(SourcingCriterion.Cost, 0)]), "/ranking/0/weight" },
        { new(Ranking: [new(SourcingCriterion.Cost, 1_001)]), "/ranking/0/weight" },
        { new(Ranking: [new(SourcingCriterion.Cost, 1), new(SourcingCriterion.Cost, 1)]), "/ranking/1/by" },
        { new(Split: new(0)), "/split/maxShipments" },
        { new(Split: new(33)), "/split/maxShipments" },
        { new(Split: new(2, ShipComplete: true)), "/split/shipComplete" },
        { new(Split: new(MinValuePerShipment: new(1, new("USD")))), "/split/minValuePerShipment/currency" },
        { new(Split: new(MinValuePerShipment: new(0, new("EUR")))), "/split/minValuePerShipment/amount" },
        { new(Split: new(ShipComplete: true), Backorder: BackorderPolicy.Allow), "/backorder" },
        { new(BackorderDays: 7), "/backorderDays" },
        { new(Backorder: BackorderPolicy.Allow, BackorderDays: 0), "/backorderDays" },
        { new(Backorder: BackorderPolicy.Allow, BackorderDays: 366), "/backorderDays" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_cannot_work_is_pointed_at(SourcingRules rules, string pointer) =>
        SourcingRuleCheck.FindFaults(rules, Channel, Catalogue).ShouldHaveSingleItem().Pointer.ShouldBe(pointer);

    [Fact]
    public void Rules_at_the_limits_can_be_in_force() => SourcingRuleCheck.FindFaults(
        new(
            new([new("EAST")], true, [Cold], true, [Rtm]),
            [new(SourcingCriterion.Cost, 1), new(SourcingCriterion.StockBalance, SourcingLimits.MaxWeight)],
            new(SourcingLimits.MaxShipments, new(0.01m, new("EUR"))),
            BackorderPolicy.Allow,
            StockLimits.HorizonDays),
        Channel,
        Catalogue).ShouldBeEmpty();

    [Fact]
    public void Rules_need_nodes_that_the_grid_knows() =>
        SourcingRuleCheck.FindFaults(new(), Channel with { Nodes = [Ber, new("OSL")] }, Catalogue)
            .ShouldHaveSingleItem().Detail.ShouldContain("'OSL'");
}
