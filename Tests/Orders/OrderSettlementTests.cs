using System.Diagnostics;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Orders.OrderStory;

namespace OrderGrid.Tests.Orders;

public sealed class OrderSettlementTests
{
    [Fact]
    public void An_accepted_order_commits_every_hold() =>
        Told(new OrderStory()).ShouldBe(["commit h1 5", "commit h2 2", "commit h3 4"]);

    [Fact]
    public void What_has_left_is_shipped_after_its_line_was_committed()
    {
        var story = new OrderStory().With(Shipped("S1", Ber, (1, 2), (2, 2)), Shipped("S2", Ber, (1, 3)));

        Told(story).ShouldBe(
            ["commit h1 5", "S1 h1 2", "S2 h1 3", "commit h2 2", "commit h3 4", "S1 h2 2"]);
    }

    [Fact]
    public void A_shipment_over_two_holds_of_a_node_takes_the_same_pieces_each_time()
    {
        var story = new OrderStory().Happened(
            new LineSourced(1, [new(Ber, new(2), new("h1")), new(Ber, new(3), new("h9"))], Now));

        story.With(Shipped("S1", Ber, (1, 1)), Shipped("S2", Ber, (1, 4)));

        Told(story).Where(step => step.StartsWith('S')).ShouldBe(["S1 h1 1", "S2 h1 1", "S2 h9 3"]);
    }

    [Fact]
    public void A_step_has_the_same_command_each_time()
    {
        var steps = OrderSettlement.Steps(new OrderStory().With(Shipped("S1", Ber, (1, 2))).State);

        OrderSettlement.Command(steps[0], Context).ShouldBe(new CommitHold(Context, new("h1"), new(5)));
        OrderSettlement.Command(steps[1], Context).ShouldBe(new ShipHold(
            Context with { Command = new("command:ship-h1-S1") }, new("h1"), new("S1"), new(2)));
    }

    [Theory]
    [InlineData(PositionAnswer.Done, Settlement.Done)]
    [InlineData(PositionAnswer.HoldExpired, Settlement.HoldLost)]
    [InlineData(PositionAnswer.HoldReleased, Settlement.HoldLost)]
    [InlineData(PositionAnswer.UnknownHold, Settlement.HoldLost)]
    [InlineData(PositionAnswer.NotWritten, Settlement.TryAgain)]
    [InlineData(PositionAnswer.OutcomeUnknown, Settlement.TryAgain)]
    public void An_answer_means_what_it_means_for_the_order(PositionAnswer answer, Settlement meaning)
    {
        var story = new OrderStory();

        OrderSettlement.Read(story.State, OrderSettlement.Steps(story.State)[0], answer).ShouldBe(meaning);
    }

    [Theory]
    [InlineData(PositionAnswer.IdReusedWithOtherContent)]
    [InlineData(PositionAnswer.HoldNotCommitted)]
    [InlineData(PositionAnswer.MoreThanHeld)]
    [InlineData(PositionAnswer.QuantityOutOfRange)]
    [InlineData(PositionAnswer.ExpiryOutOfRange)]
    [InlineData(PositionAnswer.InsufficientStock)]
    [InlineData(PositionAnswer.BelowHolds)]
    public void An_answer_that_cannot_be_is_a_defect(PositionAnswer answer)
    {
        var story = new OrderStory();
        var step = OrderSettlement.Steps(story.State)[0];

        Should.Throw<UnreachableException>(() => OrderSettlement.Read(story.State, step, answer));
    }

    // The position remembers finished holds up to a limit, so one that shipped long ago may be forgotten.
    [Fact]
    public void A_forgotten_hold_that_has_shipped_is_settled_while_its_line_still_waits()
    {
        var story = new OrderStory().With(Shipped("S1", Ber, (2, 2)));
        var steps = OrderSettlement.Steps(story.State);

        Read("h2").ShouldBe(Settlement.Done);
        Read("h3").ShouldBe(Settlement.HoldLost);
        return;

        Settlement Read(string hold) => OrderSettlement.Read(
            story.State, steps.First(step => step.Allocation.Hold.Value == hold), PositionAnswer.UnknownHold);
    }

    [Fact]
    public void A_lost_hold_placed_anew_takes_its_place()
    {
        var story = new OrderStory();
        var lost = OrderSettlement.Steps(story.State)[1];

        story.Happened(OrderSettlement.Resource(lost, Found(lost, new Allocation(Rtm, new(2), new("h9")))));

        story.State.Lines[1].Allocations.Select(allocation => allocation.Hold.Value).ShouldBe(["h3", "h9"]);
        story.State.HoldReason.ShouldBeNull();
    }

    [Fact]
    public void A_lost_hold_without_stock_left_holds_the_order()
    {
        var story = new OrderStory();
        var lost = OrderSettlement.Steps(story.State)[1];

        story.Happened(OrderSettlement.Resource(lost, Found(lost, new Allocation(Rtm, new(1), new("h9")))));

        story.State.Lines[1].Allocated.Pieces.ShouldBe(5);
        story.State.HoldReason!.ShouldContain("1 pieces are missing");
    }

    private static SourcedLine Found(StockStep lost, Allocation allocation) =>
        new(lost.Line.Line, [allocation], lost.Line.ShipBy);

    private static IEnumerable<string> Told(OrderStory story) => OrderSettlement.Steps(story.State)
        .Select(step => $"{step.Shipment?.Value ?? "commit"} {step.Allocation.Hold} {step.Quantity}");
}
