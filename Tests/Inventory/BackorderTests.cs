using OrderGrid.Inventory;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>Who gets what comes in, and what the others are promised from then on.</summary>
public sealed class BackorderTests
{
    private static readonly DateTimeOffset Day3 = PositionStory.Start.AddDays(3);
    private static readonly DateTimeOffset Day9 = PositionStory.Start.AddDays(9);

    [Fact]
    public void What_comes_goes_to_those_who_were_promised_first()
    {
        var story = Waiting();

        story.With(story.Receive("R1", 5));

        story.WaitOf("a").ShouldBe((0, null, 1));
        story.WaitOf("b").ShouldBe((2, Day9, 1));
        story.WaitOf("c").ShouldBe((4, null, 0));
        story.State.Backorders!.Waiting.Values.Select(id => id.Value).ShouldBe(["b", "c"]);
    }

    [Fact]
    public void Nobody_behind_the_receipts_is_given_a_date() => Waiting().WaitOf("c").ShouldBe((4, null, 0));

    [Fact]
    public void A_receipt_that_slips_moves_those_who_wait_for_it_and_nobody_else()
    {
        var story = Waiting();

        story.With(story.Expect("R2", null, 20));

        var changed = story.Events.OfType<PromisesChanged>().ShouldHaveSingleItem().Changes;
        var change = changed.ShouldHaveSingleItem();
        (change.Hold.Value, change.Promise.PromisedAt, change.Promise.Revision)
            .ShouldBe(("b", PositionStory.Start.AddDays(20), 1));
        story.WaitOf("a").ShouldBe((3, Day3, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_receipt_that_vanishes_or_falls_short_leaves_a_promise_without_a_date(int left)
    {
        var story = Waiting();

        story.With(story.Expect("R2", left, null));

        story.WaitOf("b").ShouldBe((4, null, 1));
        story.State.Levels.Aside!.Backordered.Pieces.ShouldBe(11);
    }

    [Fact]
    public void A_receipt_that_comes_earlier_moves_the_date_forward()
    {
        var story = Waiting();

        story.With(story.Expect("R2", null, 1));

        story.WaitOf("a").At.ShouldBe(PositionStory.Start.AddDays(1));
        story.WaitOf("b").At.ShouldBe(Day3);
    }

    [Fact]
    public void The_same_slip_told_twice_changes_nothing_more()
    {
        var story = Waiting();
        var slip = story.Expect("R2", null, 20);

        story.With(slip, slip, story.Expect("R2", null, 20));

        story.Events.OfType<PromisesChanged>().Count().ShouldBe(1);
    }

    [Fact]
    public void Who_leaves_the_queue_lets_the_others_move_up()
    {
        var story = Waiting();

        story.With(story.Release("b"));

        story.WaitOf("a").ShouldBe((3, Day3, 0));
        story.WaitOf("c").ShouldBe((4, Day9, 1));
        story.State.Levels.Aside!.Backordered.Pieces.ShouldBe(7);
    }

    [Fact]
    public void A_hold_of_what_is_there_that_is_given_back_serves_who_waits()
    {
        var story = new PositionStory(2).Told(s => s.Limit(new(new(9), null)), s => s.Place("have", 2), Back("a", 3));

        story.With(story.Release("have"));

        story.WaitOf("a").ShouldBe((1, null, 1));
    }

    [Fact]
    public void A_backordered_hold_expires_like_any_other()
    {
        var story = Waiting();
        story.With(story.Commit("a"));
        story.Now += TimeSpan.FromHours(1);

        story.Expire();

        story.State.Levels.Aside!.Backordered.Pieces.ShouldBe(3);
        story.State.Backorders!.Waiting.Values.Select(id => id.Value).ShouldBe(["a"]);
    }

    [Fact]
    public void Orders_are_told_of_committed_holds_and_of_the_others_once_they_are()
    {
        var story = Waiting();
        story.With(story.Commit("a"), story.Receive("R1", 5));
        story.State.Backorders!.Untold.Values.Select(id => id.Value).ShouldBe(["a"]);

        story.With(story.Commit("b"));

        story.State.Backorders!.Untold.Values.Select(id => id.Value).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void What_orders_were_told_is_not_told_again_but_what_came_after_it_is()
    {
        var story = Waiting();
        story.With(story.Commit("a"), story.Expect("R1", null, 4));
        var told = new NotePromisesTold(story.Commit("x").Context, [new(new("a"), 1)]);
        story.With(story.Expect("R1", null, 5));

        story.Do(told).Events.ShouldBeEmpty();
        story.Tell();

        story.State.Backorders!.Untold.ShouldBeEmpty();
        story.Events[^1].ShouldBeOfType<PromisesTold>().Told.ShouldBe([new(new("a"), 2)]);
    }

    [Fact]
    public void Goods_that_ship_before_the_books_have_them_are_waited_for_no_longer()
    {
        var story = Waiting();
        story.With(story.Commit("b"), story.Ship("b", "S", 4));

        story.State.Levels.Aside!.Backordered.Pieces.ShouldBe(7);
        (story.State.Levels.OnHand.Pieces, story.State.Levels.Short.Pieces).ShouldBe((0, 0));
    }

    [Fact]
    public void A_count_that_shows_less_takes_nothing_from_those_who_have_their_pieces()
    {
        var story = Waiting();
        story.With(story.Receive("R1", 5), story.Count(3, story.Now));

        story.WaitOf("a").Pieces.ShouldBe(0);
        story.State.Levels.Short.Pieces.ShouldBe(2);
        story.WaitOf("b").ShouldBe((2, Day9, 1));
    }

    [Fact]
    public void A_hold_that_must_be_there_by_a_day_is_refused_when_it_is_promised_later_or_for_no_day()
    {
        var story = new PositionStory().Told(
            s => s.Limit(new(new(9), null)), s => s.Expect("R1", 2, 3), s => s.Expect("R2", 2, 9));

        story.Do(By(Day3, story.Place("a", 3))).Answer.ShouldBe(PositionAnswer.InsufficientStock);
        story.Do(By(Day3, story.Place("b", 3, partial: true))).Quantity.Pieces.ShouldBe(2);
        story.Do(By(Day9, story.Place("c", 2))).Promise!.PromisedAt.ShouldBe(Day9);
        story.Do(By(Day9, story.Place("d", 1))).Answer.ShouldBe(PositionAnswer.InsufficientStock);
    }

    [Fact]
    public void A_preorder_without_receipts_is_promised_for_the_day_it_comes_on_the_market()
    {
        var story = new PositionStory().Told(s => s.Limit(preorder: new(new(5), Day3)));

        story.Do(By(Day3.AddDays(-1), story.Place("a", 2))).Answer.ShouldBe(PositionAnswer.InsufficientStock);
        story.Do(By(Day3, story.Place("b", 2))).Promise!.PromisedAt.ShouldBe(Day3);
    }

    [Fact]
    public void The_limit_is_the_limit_also_when_a_part_of_it_has_come()
    {
        var story = new PositionStory().Told(s => s.Limit(new(new(5), null)), Back("a", 5));
        story.Do(Backordered(story.Place("b", 1))).Answer.ShouldBe(PositionAnswer.InsufficientStock);

        story.With(story.Receive("R", 2));

        story.Do(Backordered(story.Place("c", 3))).Answer.ShouldBe(PositionAnswer.InsufficientStock);
        story.Do(Backordered(story.Place("d", 2))).Answer.ShouldBe(PositionAnswer.Done);
    }

    [Fact]
    public void More_promises_than_one_event_takes_are_changed_by_the_next_ones()
    {
        var count = StockLimits.PromisesPerEvent + 1;
        var story = new PositionStory().Told(s => s.Limit(new(new(count), null)), s => s.Expect("R", count, 3));
        foreach (var number in Enumerable.Range(1, count))
        {
            story.With(Backordered(story.Place($"h{number}", 1)));
        }

        story.With(story.Expect("R", null, 9));

        story.Events.OfType<PromisesChanged>().Select(changed => changed.Changes.Length)
            .ShouldBe([StockLimits.PromisesPerEvent, 1]);
        story.WaitOf($"h{count}").At.ShouldBe(Day9);
    }

    // Nothing is there. Three come on day 3 for a; b waits for R2 on day 9; c has no receipt to wait for.
    private static PositionStory Waiting() => new PositionStory().Told(
        s => s.Limit(new(new(20), null)),
        s => s.Expect("R1", 3, 3),
        s => s.Expect("R2", 4, 9),
        Back("a", 3),
        Back("b", 4),
        Back("c", 4));

    private static Func<PositionStory, PositionCommand> Back(string hold, long pieces) =>
        story => Backordered(story.Place(hold, pieces));

    private static PlaceHold Backordered(PlaceHold place) => place with { Backorder = true };

    private static PlaceHold By(DateTimeOffset latest, PlaceHold place) =>
        place with { Backorder = true, PromiseBy = latest };
}
