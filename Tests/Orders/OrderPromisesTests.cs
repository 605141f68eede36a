using OrderGrid.Inventory;
using OrderGrid.Orders;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Orders.OrderStory;

namespace OrderGrid.Tests.Orders;

/// <summary>An order of which two pieces of line 1 wait at Berlin until the third day.</summary>
public sealed class OrderPromisesTests
{
    private static readonly DateTimeOffset Day3 = Now.AddDays(3);
    private static readonly DateTimeOffset Day9 = Now.AddDays(9);

    [Fact]
    public void An_accepted_order_says_which_of_its_lines_wait_and_until_when()
    {
        var events = OrderDecisions.Accept(Submit, [Waiting, Sourced[1]], Now);

        events.OfType<LineBackordered>().ShouldHaveSingleItem()
            .ShouldBe(new LineBackordered(1, Ber, new("h1"), new(2), Day3));
        OrderDecisions.Accept(Submit, Sourced, Now).OfType<LineBackordered>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, 9)]
    public void Another_date_is_told_with_the_old_one_and_the_new_one(int revision, int? days)
    {
        var story = Story();
        var to = days is { } ahead ? Now.AddDays(ahead) : (DateTimeOffset?)null;

        story.Report(Promise(2, to, revision)).Events.ShouldHaveSingleItem()
            .ShouldBe(new LineRepromised(1, Ber, new("h1"), new(2), Day3, to, revision));
        Backorder(story).ShouldBe(new(new(2), to, revision));
    }

    [Fact]
    public void A_promise_that_is_known_or_older_than_that_changes_nothing()
    {
        var story = Story();
        story.Report(Promise(2, Day9, 2));

        story.Report(Promise(2, Day9, 2)).Answer.ShouldBe(ReportAnswer.AlreadyRecorded);
        story.Report(Promise(2, null, 1)).Answer.ShouldBe(ReportAnswer.AlreadyRecorded);
        Backorder(story).PromisedAt.ShouldBe(Day9);
    }

    [Fact]
    public void What_comes_before_the_ERP_has_the_order_goes_with_the_rest()
    {
        var story = Story();

        story.Report(Promise(0, null, 1)).Events.ShouldHaveSingleItem()
            .ShouldBeOfType<LineArrived>().Later.ShouldBeNull();
        Backorder(story).ShouldBe(new(default, null, 1));
    }

    [Fact]
    public void What_comes_later_is_asked_for_apart_once_everything_before_it_has_left()
    {
        var story = Story().With(Posted());
        story.Report(Promise(1, Day3, 1)).Events.OfType<FulfilmentDue>().ShouldBeEmpty();

        story.Report(Shipped("S1", Ber, (1, 2), (2, 2))).Events.Length.ShouldBe(1);
        var events = story.Report(Shipped("S2", Ber, (1, 1))).Events;

        var due = events[^1].ShouldBeOfType<FulfilmentDue>();
        (due.Node, due.Part, due.Pieces.Single()).ShouldBe((Ber, 1, new DuePieces(1, new("h1"), new(1))));
        story.Report(Promise(0, null, 2)).Events.OfType<FulfilmentDue>().ShouldBeEmpty();
        story.Report(Shipped("S3", Ber, (1, 1))).Events[^1].ShouldBeOfType<FulfilmentDue>().Part.ShouldBe(2);
    }

    [Fact]
    public void What_comes_to_a_node_with_nothing_else_to_ship_is_asked_for_at_once()
    {
        var story = new OrderStory().Happened(new LineSourced(
            2, [new(Rtm, new(4), new("h3")) { Backorder = new(new(4), Day3) }], Day3)).With(Posted());

        story.Report(new ReportPromise(Context, Now, new("h3"), new(new(1), Day3, 1))).Events[^1]
            .ShouldBeOfType<FulfilmentDue>().Pieces.Single().Quantity.Pieces.ShouldBe(3);
    }

    [Fact]
    public void What_comes_later_is_counted_apart_and_its_rest_is_promised_anew()
    {
        var story = Story().With(Posted());

        story.Report(Promise(1, Day9, 1)).Events.Select(happening => happening.GetType())
            .ShouldBe([typeof(LineArrived), typeof(LineRepromised)]);
        Backorder(story).ShouldBe(new(new(1), Day9, 1) { Later = new(1) });
        story.Report(Promise(0, null, 2));
        Backorder(story).Later.Pieces.ShouldBe(2);
    }

    [Fact]
    public void A_hold_that_the_order_gave_up_is_nothing_to_it() =>
        Story().Report(new ReportPromise(Context, Now, new("other"), new(default, null, 1)))
            .Answer.ShouldBe(ReportAnswer.UnknownSubject);

    [Fact]
    public void An_order_that_waits_is_not_released_in_full()
    {
        var story = Story().With(Posted(), Requested(Ber), Requested(Rtm, "T2"));
        OrderProjection.StatusOf(story.State).ShouldBe(OrderStatus.Posted);

        story.Report(Promise(0, null, 1));

        OrderProjection.StatusOf(story.State).ShouldBe(OrderStatus.Released);
    }

    [Fact]
    public void A_node_is_asked_once_for_each_part()
    {
        var story = Story().With(Posted(), Requested(Ber));
        var part = Requested(Ber, "T9") with { Part = 1 };

        story.Report(part).Answer.ShouldBe(ReportAnswer.Recorded);
        story.Report(part).Answer.ShouldBe(ReportAnswer.AlreadyRecorded);
        story.Report(part with { Task = new("T10") }).Answer.ShouldBe(ReportAnswer.Contradiction);
        story.State.Requests.Select(request => request.Part).ShouldBe([null, 1]);
    }

    [Fact]
    public void A_line_is_promised_for_after_its_last_known_date() => OrderPromises
        .ShipBy(Now, [.. Waiting.Allocations, new(Rtm, new(1), new("h2")) { Backorder = new(new(1), null) }], Within)
        .ShouldBe(Day3 + Within);

    private static TimeSpan Within => TimeSpan.FromHours(24);

    private static SourcedLine Waiting => Sourced[0] with
    {
        Allocations = [new(Ber, new(5), new("h1")) { Backorder = new(new(2), Day3) }],
    };

    private static OrderStory Story() => new OrderStory().Happened(
        new LineSourced(1, Waiting.Allocations, Waiting.ShipBy));

    private static ReportPromise Promise(long left, DateTimeOffset? at, int revision) =>
        new(Context, Now, new("h1"), new(new(left), at, revision));

    private static BackorderPromise Backorder(OrderStory story) => story.State.Lines[0].Allocations[0].Backorder!;
}
