using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using OrderGrid.Sourcing;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Orders.OrderStory;

namespace OrderGrid.Tests.Orders;

/// <summary>A third node, Lyon, is there to take what Berlin or Rotterdam reject.</summary>
public sealed class OrderReassignmentTests
{
    private static readonly NodeId Lys = new("LYS");

    [Fact]
    public void A_rejection_is_recorded_once_and_other_nodes_are_to_be_asked()
    {
        var story = new OrderStory();

        story.Report(Rejected(Ber)).Events.ShouldHaveSingleItem()
            .ShouldBe(new FulfilmentRejected(Ber, "fire", Reassign: true));
        story.Report(Rejected(Ber)).Answer.ShouldBe(ReportAnswer.AlreadyRecorded);
        story.State.HoldReason.ShouldBeNull();
    }

    [Fact]
    public void A_node_the_order_never_asked_cannot_reject_it() =>
        new OrderStory().Report(Rejected(Lys)).Answer.ShouldBe(ReportAnswer.UnknownSubject);

    [Fact]
    public void The_last_node_that_may_reject_holds_the_order()
    {
        var story = new OrderStory();
        foreach (var number in Enumerable.Range(1, SourcingLimits.MaxRejections - 1))
        {
            story.Happened(new FulfilmentRejected(new NodeId($"N{number}"), "full", true));
        }

        story.Report(Rejected(Ber)).Events.Length.ShouldBe(2);
        story.State.HoldReason!.ShouldStartWith("BER rejected: fire");
        story.State.Rejections[^1].IsOpen.ShouldBeFalse();
    }

    [Fact]
    public void Everything_the_node_has_not_shipped_is_asked_for_anew()
    {
        var story = new OrderStory().With(Shipped("S1", Ber, (1, 2), (2, 2)), Rejected(Ber));

        OrderReassignment.FindLines(story.State, Ber).Select(line => (line.Line.Line.Line, line.Open.Pieces))
            .ShouldBe([(1, 3L)]);
    }

    [Fact]
    public void Neither_a_node_that_rejected_nor_one_in_use_is_asked()
    {
        var story = new OrderStory().With(Rejected(Ber));
        var lines = OrderReassignment.FindLines(story.State, Ber);

        OrderReassignment.Ask(Submit.Order, story.State, lines, Context).Nodes.ShouldBeEmpty();
    }

    [Fact]
    public void Other_nodes_are_told_who_buys()
    {
        var story = new OrderStory().With(Rejected(Ber));
        var lines = OrderReassignment.FindLines(story.State, Ber);

        OrderReassignment.Ask(Submit.Order, story.State, lines, Context).Buyer.ShouldBe(Submit.Customer);
    }

    [Fact]
    public void What_was_found_replaces_what_was_rejected_and_the_old_holds_are_given_up()
    {
        var story = Moved(new OrderStory().With(Rejected(Ber)), full: true);

        story.State.Lines[0].Allocations.ShouldBe([new(Lys, new(5), new("n1"))]);
        story.State.Lines[1].Allocations.Select(held => held.Hold.Value).ShouldBe(["h3", "n2"]);
        story.State.GivenUp.Select(given => given.Hold.Value).ShouldBe(["h1", "h2"]);
        story.State.Lines[0].Decision!.InsteadOf.ShouldBe(Ber);
        story.State.HoldReason.ShouldBeNull();
        OrderReassignment.FindOpen(story.State).ShouldBeNull();
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(3, null)]
    [InlineData(2, 1L)]
    [InlineData(0, 3L)]
    public void What_the_node_had_shipped_of_later_pieces_stays_known_as_later(long first, long? later)
    {
        var came = new BackorderPromise(default, null, 1) { Later = new(5 - first) };
        var story = new OrderStory()
            .Happened(new LineSourced(1, [new(Ber, new(5), new("h1")) { Backorder = came }], Now))
            .With(Shipped("S1", Ber, (1, 3)), Rejected(Ber));

        Moved(story, full: true);

        var kept = story.State.Lines[0].Allocations[0];
        (kept.Quantity.Pieces, kept.Backorder?.Later.Pieces).ShouldBe((3, later));
    }

    [Fact]
    public void Pieces_without_another_node_hold_the_order_and_say_so()
    {
        var story = Moved(new OrderStory().With(Rejected(Ber)), full: false);

        story.State.HoldReason.ShouldBe(
            "Line 1: no node is left for 5 pieces; Line 2: no node is left for 2 pieces; BER rejected: fire");
        story.State.GivenUp.Length.ShouldBe(2);
    }

    [Fact]
    public void What_the_node_did_ship_stays_with_its_hold_and_counts_as_settled()
    {
        var story = Moved(new OrderStory().With(Shipped("S1", Ber, (1, 2)), Rejected(Ber)), full: true);

        story.State.Lines[0].Allocations.ShouldBe([new(Ber, new(2), new("h1")), new(Lys, new(3), new("n1"))]);
        var commit = OrderSettlement.Steps(story.State)[0];
        OrderSettlement.Read(story.State, commit, PositionAnswer.HoldReleased).ShouldBe(Settlement.Done);
    }

    [Fact]
    public void A_hold_that_was_given_up_is_committed_as_it_is_whatever_the_line_still_counts_on()
    {
        var story = Moved(new OrderStory().With(Shipped("S1", Ber, (1, 2)), Rejected(Ber)), full: true);

        var commit = OrderSettlement.Command(OrderSettlement.Steps(story.State)[0], Context);

        commit.ShouldBeOfType<CommitHold>().Quantity.ShouldBeNull();
    }

    [Fact]
    public void Goods_of_a_node_that_rejected_are_not_taken_for_the_orders() =>
        Moved(new OrderStory().With(Rejected(Ber)), full: true).Report(Shipped("S1", Ber, (1, 5)))
            .Answer.ShouldBe(ReportAnswer.UnknownSubject);

    [Fact]
    public void A_ranked_line_keeps_its_ranking_and_a_limit_of_shipments_counts_nodes_in_use()
    {
        var decision = new SourcingDecision(
            SourcingReason.Ranking, [new(Ber, Total: 9), new(Lys, Total: 5), new(Rtm, Total: 1)]);
        var story = new OrderStory().Happened(
            new OrderReceived(
                "h", Submit.Customer, Submit.Currency, Submit.ShipTo, Submit.Lines, Submit.Nodes,
                Sourcing: new(null, new(2), 0, [])),
            new LineSourced(1, [new(Ber, new(5), new("h1"))], Now, decision));
        story.With(Rejected(Ber));

        var lines = OrderReassignment.FindLines(story.State, Ber).RemoveAll(line => line.Line.Line.Line == 2);
        var terms = OrderReassignment.Ask(Submit.Order, story.State, lines, Context).Terms!;

        terms.Split!.Limit.ShouldBe(1);
        terms.Lines[0].Candidates!.Value.Select(candidate => candidate.Filtered)
            .ShouldBe([NodeFilter.Rejected, null, NodeFilter.InUse]);
    }

    private static ReportFulfilmentRejected Rejected(NodeId node) => new(Context, Now, node, "fire");

    private static OrderStory Moved(OrderStory story, bool full)
    {
        var rejection = OrderReassignment.FindOpen(story.State)!;
        var lines = OrderReassignment.FindLines(story.State, rejection.Node);
        var found = lines.Select(line => new SourcedLine(
            line.Line.Line with { Quantity = line.Open },
            full ? [new(Lys, line.Open, new($"n{line.Line.Line.Line}"))] : ImmutableArray<Allocation>.Empty,
            Now));
        return story.Happened(
            OrderReassignment.Decide(story.State, rejection, lines, new([.. found], PositionAnswer.Done)));
    }
}
