using OrderGrid.Inventory;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

public sealed class HoldExpiryTests
{
    [Theory]
    [InlineData(1, 500)]
    [InlineData(499, 500)]
    [InlineData(500, 500)]
    [InlineData(501, 1_000)]
    public void An_expiry_is_rounded_up_to_the_step(int milliseconds, int rounded)
    {
        var story = new PositionStory(1);
        var place = story.Place("h", 1) with { ExpiresAt = PositionStory.Start.AddMilliseconds(milliseconds) };

        var held = (StockHeld)story.Do(place).Events.Single();

        held.ExpiresAt.ShouldBe(PositionStory.Start.AddMilliseconds(rounded));
    }

    [Fact]
    public void A_hold_expires_at_its_time_and_not_before()
    {
        var story = new PositionStory(5);
        story.With(story.Place("h", 5));
        story.Now += TimeSpan.FromMinutes(15) - TimeSpan.FromTicks(1);
        story.Do(story.Place("late", 1)).Answer.ShouldBe(PositionAnswer.InsufficientStock);

        story.Now += TimeSpan.FromTicks(1);
        story.Do(story.Place("later", 1) with { ExpiresAt = story.Now.AddMinutes(1) }).Answer
            .ShouldBe(PositionAnswer.Done);

        story.Do(story.Commit("h")).Answer.ShouldBe(PositionAnswer.HoldExpired);
    }

    [Fact]
    public void A_committed_hold_never_expires()
    {
        var story = new PositionStory(5);
        story.With(story.Place("h", 5), story.Commit("h"));

        story.Now += TimeSpan.FromDays(365);

        HoldDecisions.ExpireDue(story.State, story.Now).ShouldBeEmpty();
    }

    [Fact]
    public void Holds_that_end_together_leave_one_level_after_the_other()
    {
        var story = new PositionStory(9);
        story.With(story.Place("a", 2), story.Place("b", 3), story.Place("c", 4));
        story.Now += TimeSpan.FromHours(1);

        var expired = HoldDecisions.ExpireDue(story.State, story.Now);

        expired.Length.ShouldBe(3);
        expired[^1].After.ShouldBe(new StockLevels(new(9), default, default));
        story.Expire();
        HoldDecisions.ExpireDue(story.State, story.Now).ShouldBeEmpty();
    }

    [Fact]
    public void The_bound_below_which_nothing_is_due_is_never_late()
    {
        var story = new PositionStory(9);
        story.With(
            story.Place("a", 1) with { ExpiresAt = PositionStory.Start.AddSeconds(1) },
            story.Place("b", 1) with { ExpiresAt = PositionStory.Start.AddSeconds(2) },
            story.Release("a"));

        story.State.EarliestExpiry.ShouldBe(PositionStory.Start.AddSeconds(1));
        PositionEvolution.TightenExpiry(story.State).EarliestExpiry.ShouldBe(PositionStory.Start.AddSeconds(2));
        story.With(story.Release("b"));
        PositionEvolution.TightenExpiry(story.State).EarliestExpiry.ShouldBe(DateTimeOffset.MaxValue);
    }
}
