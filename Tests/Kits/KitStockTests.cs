using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Kits;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Kits;

public sealed class KitStockTests
{
    private static readonly ChannelId Web = new("web");
    private static readonly DateTimeOffset Today = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableArray<NodeId> Nodes = [new("BER"), new("RTM")];

    [Fact]
    public void A_node_promises_what_its_scarcest_component_allows()
    {
        var kit = Kit(1, ("MUG", 2), ("PEN", 1));

        var found = KitStock.PerNode(Web, kit, Nodes, Known(kit, (9, 1), (3, 1), (4, 1), (9, 1)));

        found.Select(node => (node.Node.Value, node.Available.Pieces)).ShouldBe([("BER", 3L), ("RTM", 2L)]);
    }

    [Fact]
    public void A_channel_has_its_own_reservations_and_no_other_channels()
    {
        var kit = Kit(1, ("MUG", 2), ("PEN", 1));
        var known = Known(kit, (9, 1), (9, 1), (9, 1), (9, 1));
        known[0] = known[0] with { Levels = known[0].Levels with { Aside = Reserved(8) } };

        var ours = KitStock.PerNode(Web, kit, Nodes, known);
        var others = KitStock.PerNode(new("market"), kit, Nodes, known);

        ours.Select(node => node.Available.Pieces).ShouldBe([4L, 4L]);
        others.Select(node => node.Available.Pieces).ShouldBe([0L, 4L]);
    }

    [Fact]
    public void More_kits_are_expected_on_the_day_on_which_the_last_component_that_is_scarce_comes()
    {
        var kit = Kit(1, ("MUG", 2), ("PEN", 1));
        var known = Known(kit, (3, 1), (1, 1), (3, 1), (1, 1));
        known[0] = known[0] with { Levels = known[0].Levels with { Aside = Expected((2, 4)) } };
        known[1] = known[1] with { Levels = known[1].Levels with { Aside = Expected((1, 1), (5, 9)) } };
        known[2] = known[2] with { Levels = known[2].Levels with { Aside = Expected((2, 4)) } };

        var found = KitStock.PerNode(Web, kit, Nodes, known);

        found[0].Next.ShouldBe(new ExpectedPieces(Today.AddDays(2), new(2)));
        found[1].Next.ShouldBeNull();
    }

    [Fact]
    public void A_version_goes_up_with_each_component()
    {
        var kit = Kit(1, ("MUG", 2), ("PEN", 1));
        var before = KitStock.PerNode(Web, kit, Nodes, Known(kit, (9, 4), (3, 7), (0, 0), (0, 0)))[0].Version;

        var after = KitStock.PerNode(Web, kit, Nodes, Known(kit, (9, 4), (2, 8), (0, 0), (0, 0)))[0].Version;

        after.ShouldBe(before.Plus(1));
    }

    [Fact]
    public void A_new_definition_has_a_higher_version_than_the_former_however_often_its_components_changed()
    {
        var (former, next) = (Kit(1, ("MUG", 1), ("PEN", 1)), Kit(2, ("BOX", 1), ("PEN", 1)));
        var before = KitStock.PerNode(Web, former, [Nodes[0]], Known(former, (1, 999_999_999), (1, 999_999_999)));

        var after = KitStock.PerNode(Web, next, [Nodes[0]], Known(next, (1, 0), (1, 999_999_999)));

        after[0].Version.ShouldBeGreaterThan(before[0].Version);
    }

    [Fact]
    public void The_last_version_of_the_last_definition_is_a_number_that_every_JSON_reader_knows()
    {
        var kit = Kit(KitLimits.MaxRevisions, ("MUG", 1));

        var last = KitStock.PerNode(Web, kit, [Nodes[0]], Known(kit, (1, long.MaxValue)))[0].Version;

        last.Value.ShouldBeLessThan(1L << 53);
    }

    private static SetAside Expected(params (int Day, int Pieces)[] receipts) => SetAside.Nothing with
    {
        Expected = new([.. receipts.Select(one => new ExpectedPieces(Today.AddDays(one.Day), new(one.Pieces)))]),
    };

    private static SetAside Reserved(int pieces) => SetAside.Nothing with
    {
        Reserved = new(pieces),
        Shares = new([new(Web, new(pieces), Overflow: false)]),
    };

    private static Kit Kit(int revision, params (string Sku, int PerKit)[] components) =>
        new(revision, [.. components.Select(one => new KitComponent(new(one.Sku), new(one.PerKit)))]);

    private static PositionAvailability[] Known(Kit kit, params (int OnHand, long Version)[] positions) =>
        [.. KitStock.Positions(kit, Nodes).Zip(positions, (key, known) => new PositionAvailability(
            key, new(new(known.OnHand), default, default), new StreamVersion(known.Version)))];
}
