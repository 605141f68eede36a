using OrderGrid.Inventory;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

public sealed class HoldDecisionsTests
{
    [Fact]
    public void A_part_of_a_hold_is_committed_and_the_rest_is_back_on_sale_with_the_same_event()
    {
        var story = new PositionStory(10);
        story.With(story.Place("h", 6));

        var committed = story.Do(story.Commit("h", 4)).Events.ShouldHaveSingleItem().ShouldBeOfType<HoldCommitted>();

        (committed.Quantity, committed.Released).ShouldBe((new Quantity(4), new Quantity(2)));
        story.State.Levels.ShouldBe(new(new(10), default, new(4)));
        story.With(story.Ship("h", "S1", 4));
        story.State.Holds[new("h")].Phase.ShouldBe(HoldPhase.Shipped);
    }

    [Fact]
    public void A_repeated_commit_says_what_the_first_one_committed()
    {
        var story = new PositionStory(10);
        story.With(story.Place("h", 6), story.Commit("h", 4), story.Ship("h", "S1", 4));

        story.Do(story.Commit("h", 4)).ShouldBe(PositionDecision.Repeat(new(4)));
        story.Do(story.Commit("h")).ShouldBe(PositionDecision.Repeat(new(4)));
        story.Do(story.Place("h", 6)).ShouldBe(PositionDecision.Repeat(new(6)));
    }

    [Fact]
    public void An_extended_hold_outlives_its_first_expiry_and_ends_at_the_new_one()
    {
        var story = new PositionStory(5);
        story.With(story.Place("h", 5), story.Extend("h", TimeSpan.FromMinutes(20)));

        story.Now += TimeSpan.FromMinutes(19);
        story.Expire();
        story.State.Levels.Pending.Pieces.ShouldBe(5);

        story.Now += TimeSpan.FromMinutes(1);
        story.Expire();
        story.State.Levels.AvailableToPromise.Pieces.ShouldBe(5);
    }

    [Fact]
    public void An_extension_to_an_earlier_time_changes_nothing()
    {
        var story = new PositionStory(5);
        story.With(story.Place("h", 5), story.Extend("h", TimeSpan.FromMinutes(20)));

        story.Do(story.Extend("h", TimeSpan.FromMinutes(1))).ShouldBe(PositionDecision.Repeat(new(5)));

        story.State.Holds[new("h")].ExpiresAt.ShouldBe(PositionStory.Start.AddMinutes(20));
    }

    [Fact]
    public void A_hold_that_is_due_is_not_committed_even_when_it_was_not_given_back_yet()
    {
        var story = new PositionStory(5);
        story.With(story.Place("h", 5));
        story.Now += TimeSpan.FromMinutes(15);

        story.Decide(story.Commit("h")).Answer.ShouldBe(PositionAnswer.HoldExpired);
        story.Decide(story.Extend("h", TimeSpan.FromMinutes(1))).Answer.ShouldBe(PositionAnswer.HoldExpired);
    }

    [Fact]
    public void A_remembered_refusal_is_the_answer_for_ever_though_stock_came_in()
    {
        var story = new PositionStory(1);
        var place = story.Place("h", 5) with { RememberRefusal = true };
        var first = story.Do(place);
        story.With(story.Change(100));

        var second = story.Do(place);

        first.Events.ShouldHaveSingleItem().ShouldBeOfType<StockRefused>();
        (second.Answer, second.Events.Length).ShouldBe((PositionAnswer.InsufficientStock, 0));
        story.Do(story.Place("h", 4)).Answer.ShouldBe(PositionAnswer.IdReusedWithOtherContent);
        story.State.Levels.ShouldBe(new(new(101), default, default));
    }

    [Fact]
    public void Refusals_are_remembered_up_to_the_limit()
    {
        var story = new PositionStory();
        for (var hold = 0; hold <= PositionLimits.RememberedRefusals; hold++)
        {
            story.Do(story.Place($"r{hold}", 1) with { RememberRefusal = true });
        }

        story.With(story.Change(2), story.Place("r0", 1));
        story.Do(story.Place("r1", 1)).Answer.ShouldBe(PositionAnswer.InsufficientStock);
    }

    [Fact]
    public void As_many_holds_expire_at_once_as_a_record_takes_and_the_others_next()
    {
        var story = new PositionStory(PositionLimits.MaxExpiredPerRecord + 1);
        story.With([.. Enumerable.Range(0, PositionLimits.MaxExpiredPerRecord + 1)
            .Select(hold => story.Place($"h{hold}", 1))]);
        story.Now += TimeSpan.FromHours(1);

        var first = new PositionBatch(story.State, story.Now);
        var second = new PositionBatch(first.State, story.Now);

        (first.Events.Count, second.Events.Count).ShouldBe((PositionLimits.MaxExpiredPerRecord, 1));
        second.State.Levels.Pending.ShouldBe(Quantity.Zero);
    }
}
