using OrderGrid.Inventory;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>When receipts leave a channel more than it may promise now.</summary>
public sealed class ExpectedStockTests
{
    [Fact]
    public void The_next_receipt_tells_when_there_is_more_and_how_much_that_is()
    {
        var story = new PositionStory(3).Told(s => s.Expect("R1", 5, 2), s => s.Expect("R2", 4, 6));

        Told(story).ShouldBe((2, 8));
        story.With(story.Receive("R1", 5));
        Told(story).ShouldBe((6, 12));
        story.With(story.Expect("R2", null, 9));
        Told(story).ShouldBe((9, 12));
        story.With(story.Expect("R2", 0, null));
        Told(story).ShouldBeNull();
    }

    [Fact]
    public void Whoever_waits_and_what_is_kept_back_have_their_pieces_first()
    {
        var story = new PositionStory().Told(
            s => s.Limit(new(new(9), null)),
            s => s.Expect("R1", 5, 2),
            s => s.Expect("R2", 4, 6),
            s => s.Place("h", 4) with { Backorder = true });

        Told(story).ShouldBe((2, 1));
        story.With(story.Safety(3));
        Told(story).ShouldBe((6, 2));
        story.With(story.Safety(5));
        Told(story).ShouldBeNull();
    }

    [Fact]
    public void A_channel_is_told_what_its_own_reservation_will_have_and_no_other_channels()
    {
        var story = new PositionStory().Told(
            s => s.Allot("market", 6), s => s.Expect("R1", 4, 2), s => s.Expect("R2", 5, 6));

        Told(story, "market").ShouldBe((2, 4));
        Told(story).ShouldBe((6, 3));
    }

    [Fact]
    public void Receipts_of_one_day_count_together_and_four_days_are_known()
    {
        var story = new PositionStory().Told(
            s => s.Safety(11), s => s.Expect("R1", 5, 1), s => s.Expect("R2", 4, 1), s => s.Expect("R3", 1, 2));

        story.State.Levels.Aside!.Expected!.Next[0].Quantity.Pieces.ShouldBe(9);
        story.With(story.Expect("R4", 1, 3), story.Expect("R5", 2, 4), story.Expect("R6", 1, 5));
        story.State.Levels.Aside!.Expected!.Next.Length.ShouldBe(ExpectedStock.MaxDates);
        Told(story).ShouldBe((4, 2));
        story.With(story.Safety(13));
        Told(story).ShouldBeNull();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 3)]
    [InlineData(9, 1)]
    public void What_is_told_for_a_day_is_there_when_all_of_its_receipts_have_come(int onHand, int safety)
    {
        var story = new PositionStory(onHand).Told(
            s => s.Limit(new(new(20), null)), s => s.Allot("market", 2, true), s => s.Safety(safety),
            s => s.Expect("R1", 3, 1), s => s.Expect("R2", 6, 2), s => s.Expect("R3", 8, 3),
            s => s.Place("h", 5) with { Backorder = true });
        var told = Told(story)!.Value;

        story.With([.. Enumerable.Range(1, told.Day).Select(day => story.Receive($"R{day}", Brings(day)))]);

        story.State.Levels.AvailableTo(new("shop")).Pieces.ShouldBe(told.Pieces);

        static int Brings(int day) => day switch { 1 => 3, 2 => 6, _ => 8 };
    }

    private static (int Day, long Pieces)? Told(PositionStory story, string channel = "shop") =>
        story.State.Levels.NextFor(new(channel)) is { } next
            ? ((next.At - PositionStory.Start).Days, next.Quantity.Pieces)
            : null;
}
