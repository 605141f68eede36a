using OrderGrid.Inventory;
using OrderGrid.Orders;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Orders.OrderStory;

namespace OrderGrid.Tests.Orders;

public sealed class OrderDecisionsTests
{
    private static readonly NodeId Lys = new("LYS");

    // Each on an order that is posted as SO-1, requested at BER as T1, and of which S1 (2 of line 1) has left BER.
    private static readonly Dictionary<string, (OrderReport Report, ReportAnswer Answer)> Rows =
        new(StringComparer.Ordinal)
        {
            ["the same ERP number"] = (Posted(), ReportAnswer.AlreadyRecorded),
            ["another ERP number"] = (Posted("SO-2"), ReportAnswer.Contradiction),
            ["an ERP refusal"] = (new ReportErpRefused(Context, Now, "no credit"), ReportAnswer.Recorded),
            ["a request at another node"] = (Requested(Rtm), ReportAnswer.Recorded),
            ["the same request"] = (Requested(Ber), ReportAnswer.AlreadyRecorded),
            ["the request under another task"] = (Requested(Ber, "T2"), ReportAnswer.Contradiction),
            ["a request at a foreign node"] = (Requested(Lys), ReportAnswer.UnknownSubject),
            ["an acknowledgement"] =
                (new ReportFulfilmentAcknowledged(Context, Now, Ber, new("T1")), ReportAnswer.Recorded),
            ["a foreign acknowledgement"] =
                (new ReportFulfilmentAcknowledged(Context, Now, Lys, new("T1")), ReportAnswer.UnknownSubject),
            ["a rejection"] = (new ReportFulfilmentRejected(Context, Now, Rtm, "fire"), ReportAnswer.Recorded),
            ["a foreign rejection"] =
                (new ReportFulfilmentRejected(Context, Now, Lys, "fire"), ReportAnswer.UnknownSubject),
            ["the rest of a line"] = (Shipped("S2", Ber, (1, 3)), ReportAnswer.Recorded),
            ["the same shipment"] = (Shipped("S1", Ber, (1, 2)), ReportAnswer.AlreadyRecorded),
            ["the shipment with other pieces"] = (Shipped("S1", Ber, (1, 99)), ReportAnswer.Contradiction),
            ["the shipment from elsewhere"] = (Shipped("S1", Rtm, (1, 2)), ReportAnswer.Contradiction),
            ["more than is left at the node"] = (Shipped("S2", Ber, (1, 4)), ReportAnswer.MoreThanAllocated),
            ["more than the node's part"] = (Shipped("S2", Ber, (2, 3)), ReportAnswer.MoreThanAllocated),
            ["a line the node does not have"] = (Shipped("S2", Rtm, (1, 99)), ReportAnswer.UnknownSubject),
            ["a line nobody has"] = (Shipped("S2", Ber, (3, 1)), ReportAnswer.UnknownSubject),
            ["a line twice"] = (Shipped("S2", Ber, (1, 1), (1, 1)), ReportAnswer.UnknownSubject),
            ["nothing of a line"] = (Shipped("S2", Ber, (1, 0)), ReportAnswer.UnknownSubject),
            ["an empty shipment"] = (Shipped("S2", Ber), ReportAnswer.UnknownSubject),
            ["an invoice"] = (Invoiced("I1", "S1"), ReportAnswer.Recorded),
            ["an invoice for no shipment"] = (Invoiced("I1", "S9"), ReportAnswer.UnknownSubject),
        };

    public static TheoryData<string> Names => new(Rows.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_report_is_answered_and_its_repeat_adds_nothing(string row)
    {
        var story = new OrderStory().With(Posted(), Requested(Ber), Shipped("S1", Ber, (1, 2)));

        var decision = story.Report(Rows[row].Report);

        decision.Answer.ShouldBe(Rows[row].Answer);
        decision.Events.IsEmpty.ShouldBe(decision.Answer != ReportAnswer.Recorded);
        story.Report(Rows[row].Report).Events.ShouldBeEmpty();
    }

    [Fact]
    public void Every_answer_an_order_can_decide_occurs_in_a_row() =>
        Rows.Values.Select(row => row.Answer).Distinct().ShouldBe(
            Enum.GetValues<ReportAnswer>().Except(
                [ReportAnswer.UnknownOrder, ReportAnswer.NotWritten, ReportAnswer.OutcomeUnknown]),
            ignoreOrder: true);

    [Fact]
    public void An_order_that_was_never_accepted_knows_no_report() =>
        Rows.Values.ShouldAllBe(
            row => OrderDecisions.Decide(Order.None, row.Report).Answer == ReportAnswer.UnknownOrder);

    [Fact]
    public void A_refusal_between_others_is_still_known()
    {
        var refused = new ReportErpRefused(Context, Now, "no credit");
        var story = new OrderStory().With(refused, new ReportErpRefused(Context, Now, "blocked"));

        story.Report(refused).Answer.ShouldBe(ReportAnswer.AlreadyRecorded);

        story.State.HoldReason.ShouldBe("ERP refused: blocked");
    }

    [Fact]
    public void An_invoice_with_another_number_contradicts()
    {
        var story = new OrderStory().With(Shipped("S1", Ber, (1, 2)), Invoiced("I1", "S1"));

        story.Report(Invoiced("I1", "S1")).Answer.ShouldBe(ReportAnswer.AlreadyRecorded);
        story.Report(Invoiced("I2", "S1")).Answer.ShouldBe(ReportAnswer.Contradiction);
    }

    [Fact]
    public void The_last_invoice_of_all_pieces_closes_the_order()
    {
        var story = new OrderStory().With(
            Shipped("S1", Ber, (1, 5), (2, 2)), Shipped("S2", Rtm, (2, 4)), Invoiced("I1", "S1"));
        story.State.Closed.ShouldBeFalse();

        var decision = story.Report(Invoiced("I2", "S2"));

        decision.Events.Select(happening => happening.GetType()).ShouldBe([typeof(InvoicePosted), typeof(OrderClosed)]);
        story.State.Closed.ShouldBeTrue();
    }

    [Fact]
    public void A_number_used_again_is_a_repeat_or_another_order()
    {
        var story = new OrderStory();

        OrderDecisions.DecideRepeat(Order.None, Submit).ShouldBeNull();
        OrderDecisions.DecideRepeat(story.State, Submit).ShouldBe(SubmitAnswer.Repeated);
        OrderDecisions.DecideRepeat(story.State, Submit with { ContentHash = "other" })
            .ShouldBe(SubmitAnswer.DuplicateWithOtherContent);
    }

    [Fact]
    public void A_line_held_in_part_is_short()
    {
        SourcedLine[] sourced = [Sourced[0], Sourced[1] with { Allocations = [Sourced[1].Allocations[0]] }];

        OrderDecisions.FindShort(Submit, Sourced).ShouldBeEmpty();
        OrderDecisions.FindShort(Submit, sourced).Single().ShouldSatisfyAllConditions(
            refusal => refusal.Line.ShouldBe(2),
            refusal => refusal.Reason.ShouldBe(LineRefusalReason.InsufficientStock),
            refusal => refusal.Detail.ShouldContain("6 pieces of pen asked, 2 can be promised"));
    }
}
