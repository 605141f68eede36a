using OrderGrid.Inventory;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>Counts that arrive late, and what they do and do not know.</summary>
public sealed class StockSnapshotTests
{
    private static readonly DateTimeOffset Noon = PositionStory.Start;

    // 20 on hand at noon, 6 of them committed; whatever comes next comes a minute later each.
    private static PositionStory Open()
    {
        var story = new PositionStory(20);
        return story.With(story.Place("h", 6), story.Commit("h"));
    }

    private static PositionStory Minute(PositionStory story, params Func<PositionStory, PositionCommand>[] commands)
    {
        foreach (var command in commands)
        {
            story.Now += TimeSpan.FromMinutes(1);
            story.With(command(story));
        }

        return story;
    }

    [Fact]
    public void What_was_recorded_after_a_count_is_applied_to_it_again()
    {
        var story = Minute(Open(), s => s.Change(5), s => s.Ship("h", "S1", 2), s => s.Receive("R", 3));

        // Counted after the difference, before shipment and receipt: 18 were there, not the 25 we believed.
        var counted = story.Do(story.Count(18, Noon.AddMinutes(1)));

        counted.Quantity.Pieces.ShouldBe(18 - 2 + 3);
        counted.Events.OfType<StockCounted>().Single().Reapplied.ShouldBe(1);
    }

    [Fact]
    public void A_shipment_that_the_count_includes_is_not_taken_off_twice()
    {
        var story = Minute(Open(), s => s.Ship("h", "S1", 2));

        // It left before the count and was heard of after it.
        story.Do(story.Count(18, Noon.AddSeconds(30), new IncludedChange("S1"))).Quantity.Pieces.ShouldBe(18);
    }

    [Fact]
    public void A_shipment_that_was_counted_before_it_was_heard_of_is_taken_off_once()
    {
        var story = Open();

        story.Do(story.Count(18, Noon, new IncludedChange("S1", -2))).Quantity.Pieces.ShouldBe(20);
        story.With(story.Ship("h", "S1", 2));

        story.State.Levels.OnHand.Pieces.ShouldBe(18);
        story.Do(story.Count(18, story.Now, new IncludedChange("S1", -2))).Quantity.Pieces.ShouldBe(18);
    }

    [Fact]
    public void A_receipt_that_was_counted_before_it_was_booked_is_added_once()
    {
        var story = Open();
        story.With(story.Count(25, Noon, new IncludedChange("R1", 5)), story.Receive("R1", 5));

        story.State.Levels.OnHand.Pieces.ShouldBe(25);
    }

    [Fact]
    public void Pieces_found_by_a_shipment_are_no_movement_that_a_count_could_miss()
    {
        var story = Open();
        story.With(story.Count(2, Noon));
        Minute(story, s => s.Ship("h", "S1", 6));

        story.Do(story.Count(0, story.Now, new IncludedChange("S1", -6))).Quantity.ShouldBe(Quantity.Zero);
    }

    [Fact]
    public void A_count_older_than_the_newest_is_stale_and_so_is_one_older_than_a_level()
    {
        var story = Minute(Open(), s => s.Count(19, s.Now), s => s.Set(18));

        story.Do(story.Count(1, Noon.AddMinutes(1).AddTicks(-1))).Answer.ShouldBe(PositionAnswer.StaleStock);
        story.Do(story.Count(1, Noon.AddMinutes(1).AddTicks(1))).Answer.ShouldBe(PositionAnswer.StaleStock);
        story.Do(story.Count(17, Noon.AddMinutes(2))).Answer.ShouldBe(PositionAnswer.Done);
    }

    [Fact]
    public void A_count_below_what_is_promised_is_the_truth_and_nothing_is_promised_while_pieces_are_short()
    {
        var story = Open();

        var counted = story.Do(story.Count(4, Noon));

        counted.Events.OfType<ShortfallChanged>().Single().Short.Pieces.ShouldBe(2);
        story.State.Levels.AvailableToPromise.ShouldBe(Quantity.Zero);
        story.State.Levels.Committed.Pieces.ShouldBe(6);
    }

    [Fact]
    public void A_count_is_refused_when_what_happened_since_is_no_longer_known()
    {
        var story = new PositionStory();
        for (var change = 0; change <= StockLimits.Entries; change++)
        {
            Minute(story, s => s.Change(1));
        }

        story.State.Entries!.Count.ShouldBe(StockLimits.Entries);
        story.Do(story.Count(1, Noon.AddSeconds(59))).Answer.ShouldBe(PositionAnswer.TimeOutOfRange);
        story.Do(story.Count(1, Noon.AddMinutes(1))).Quantity.Pieces.ShouldBe(1 + StockLimits.Entries);
    }

    [Fact]
    public void Changes_of_yesterday_are_forgotten_once_others_have_come()
    {
        var story = Minute(new PositionStory(), s => s.Change(1));
        story.Now += StockLimits.EntryAge + TimeSpan.FromMinutes(1);

        story.With(story.Change(1));

        story.State.Entries!.Count.ShouldBe(1);
    }

    [Fact]
    public void A_clock_a_little_ahead_is_taken_for_now()
    {
        var story = Open();

        story.Do(story.Count(19, story.Now + StockLimits.ClockTolerance)).Quantity.Pieces.ShouldBe(19);
    }
}
