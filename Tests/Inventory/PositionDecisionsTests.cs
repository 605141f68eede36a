using OrderGrid.Inventory;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

public sealed class PositionDecisionsTests
{
    private static readonly Dictionary<string, (Func<PositionStory, PositionCommand> Command, PositionAnswer Answer)>
        Refused = new(StringComparer.Ordinal)
        {
            ["a hold's id with another quantity"] =
                (s => s.Place("pending", 2), PositionAnswer.IdReusedWithOtherContent),
            ["a hold's id for another order"] = (
                s => s.Place("pending", 3) with { Holder = Holder.Of(new OrderKey(new("shop"), new("2"))) },
                PositionAnswer.IdReusedWithOtherContent),
            ["a shipment's id with another quantity"] =
                (s => s.Ship("part-shipped", "S1", 2), PositionAnswer.IdReusedWithOtherContent),
            ["an id reused for nothing, late"] =
                (s => s.Place("pending", 0) with { ExpiresAt = s.Now }, PositionAnswer.IdReusedWithOtherContent),
            ["a commit of no hold"] = (s => s.Commit("none"), PositionAnswer.UnknownHold),
            ["a release of no hold"] = (s => s.Release("none"), PositionAnswer.UnknownHold),
            ["a shipment of nothing from no hold"] = (s => s.Ship("none", "S1", 0), PositionAnswer.UnknownHold),
            ["a commit of an expired hold"] = (s => s.Commit("expired"), PositionAnswer.HoldExpired),
            ["too much from an expired hold"] = (s => s.Ship("expired", "S1", 99), PositionAnswer.HoldExpired),
            ["a commit of a released hold"] = (s => s.Commit("released"), PositionAnswer.HoldReleased),
            ["a shipment from a released hold"] = (s => s.Ship("released", "S1", 1), PositionAnswer.HoldReleased),
            ["a commit of another part"] = (s => s.Commit("committed", 3), PositionAnswer.IdReusedWithOtherContent),
            ["a commit of more than was held"] = (s => s.Commit("pending", 4), PositionAnswer.MoreThanHeld),
            ["a commit of nothing"] = (s => s.Commit("pending", 0), PositionAnswer.QuantityOutOfRange),
            ["an extension of no hold"] = (s => s.Extend("none", TimeSpan.Zero), PositionAnswer.UnknownHold),
            ["an extension of an expired hold"] = (s => s.Extend("expired", TimeSpan.Zero), PositionAnswer.HoldExpired),
            ["an extension of a released hold"] =
                (s => s.Extend("released", TimeSpan.FromHours(1)), PositionAnswer.HoldReleased),
            ["an extension of a committed hold"] =
                (s => s.Extend("committed", TimeSpan.Zero), PositionAnswer.HoldCommitted),
            ["an extension up to now"] = (s => s.Extend("pending", TimeSpan.Zero), PositionAnswer.ExpiryOutOfRange),
            ["an extension by 30 days and a tick"] = (
                s => s.Extend("pending", PositionLimits.MaxHoldTime + TimeSpan.FromTicks(1)),
                PositionAnswer.ExpiryOutOfRange),
            ["a shipment from a pending hold"] = (s => s.Ship("pending", "S1", 99), PositionAnswer.HoldNotCommitted),
            ["more than was held"] = (s => s.Ship("committed", "S1", 5), PositionAnswer.MoreThanHeld),
            ["more than is left"] = (s => s.Ship("part-shipped", "S2", 4), PositionAnswer.MoreThanHeld),
            ["more than all"] = (s => s.Ship("shipped", "S2", 1), PositionAnswer.MoreThanHeld),
            ["a shipment of nothing"] = (s => s.Ship("committed", "S1", 0), PositionAnswer.QuantityOutOfRange),
            ["a hold of nothing, late"] =
                (s => s.Place("new", 0) with { ExpiresAt = s.Now }, PositionAnswer.QuantityOutOfRange),
            ["a level below zero"] = (s => s.Set(-1), PositionAnswer.QuantityOutOfRange),
            ["a level above all"] = (s => s.Set(Quantity.MaxPieces + 1), PositionAnswer.QuantityOutOfRange),
            ["a change above all"] = (s => s.Change(Quantity.MaxPieces), PositionAnswer.QuantityOutOfRange),
            ["a change that would wrap around"] = (s => s.Change(long.MaxValue), PositionAnswer.QuantityOutOfRange),
            ["a hold that ends now, of too much"] =
                (s => s.Place("new", 999) with { ExpiresAt = s.Now }, PositionAnswer.ExpiryOutOfRange),
            ["a hold of 30 days and a tick"] = (
                s => s.Place("new", 1) with { ExpiresAt = s.Now + PositionLimits.MaxHoldTime + TimeSpan.FromTicks(1) },
                PositionAnswer.ExpiryOutOfRange),
            ["a hold of more than there is"] = (s => s.Place("new", 999), PositionAnswer.InsufficientStock),
            ["a level below the holds"] = (s => s.Set(9), PositionAnswer.BelowHolds),
            ["a change below the holds"] = (s => s.Change(-90), PositionAnswer.BelowHolds),
        };

    public static TheoryData<string> Rows => new(Refused.Keys);

    // On hand 95: 3 pending, 4 committed, 3 committed of a hold of which 1 has left; 85 are free.
    private static PositionStory Busy()
    {
        var story = new PositionStory(100);
        story.With(story.Place("expired", 2) with { ExpiresAt = story.Now + PositionLimits.ExpiryStep });
        story.Now += TimeSpan.FromMinutes(1);
        story.Expire();
        return story.With(
            story.Place("pending", 3),
            story.Place("released", 5), story.Release("released"),
            story.Place("committed", 4), story.Commit("committed"),
            story.Place("part-shipped", 4), story.Commit("part-shipped"), story.Ship("part-shipped", "S1", 1),
            story.Place("shipped", 4), story.Commit("shipped"), story.Ship("shipped", "S1", 4));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_refusal_is_the_first_that_applies_and_leaves_no_event(string row)
    {
        var story = Busy();

        var decision = story.Decide(Refused[row].Command(story));

        decision.Answer.ShouldBe(Refused[row].Answer);
        decision.Events.ShouldBeEmpty();
        decision.Quantity.ShouldBe(Quantity.Zero);
    }

    [Fact]
    public void Every_refusal_a_position_can_decide_occurs_in_a_row() =>
        Refused.Values.Select(row => row.Answer).Distinct().ShouldBe(
            Enum.GetValues<PositionAnswer>().Except(
                [PositionAnswer.Done, PositionAnswer.NotWritten, PositionAnswer.OutcomeUnknown]),
            ignoreOrder: true);

    [Fact]
    public void A_hold_goes_from_pending_over_committed_to_shipped()
    {
        var story = new PositionStory(10);

        story.With(story.Place("h", 4));
        story.State.Levels.ShouldBe(new(new(10), new(4), default));
        story.With(story.Commit("h"));
        story.State.Levels.ShouldBe(new(new(10), default, new(4)));
        story.With(story.Ship("h", "S1", 1), story.Ship("h", "S2", 3));
        story.State.Levels.ShouldBe(new(new(6), default, default));
        story.Events.Select(happening => happening.GetType()).ShouldBe(
        [
            typeof(StockAdjusted), typeof(StockHeld), typeof(HoldCommitted), typeof(HoldShipped), typeof(HoldShipped),
        ]);
    }

    [Fact]
    public void A_repeated_command_adds_no_event_and_gets_the_first_answer()
    {
        var story = new PositionStory(10);
        PositionCommand[] commands =
        [
            story.Place("h", 15, partial: true), story.Commit("h"), story.Ship("h", "S1", 2), story.Release("h"),
            story.Place("r", 3), story.Release("r"), story.Set(50), story.Change(-5),
        ];
        foreach (var command in commands)
        {
            var first = story.Do(command);
            first.Events.Length.ShouldBe(1);

            var second = story.Do(command);

            second.Events.ShouldBeEmpty();
            (second.Answer, second.Quantity).ShouldBe((PositionAnswer.Done, first.Quantity));
        }
    }

    [Fact]
    public void A_partial_hold_takes_what_is_there_and_says_how_much()
    {
        var story = new PositionStory(3);

        story.Do(story.Place("h", 5)).Answer.ShouldBe(PositionAnswer.InsufficientStock);
        story.Do(story.Place("h", 5, partial: true)).Quantity.Pieces.ShouldBe(3);
        story.Do(story.Place("i", 1, partial: true)).Answer.ShouldBe(PositionAnswer.InsufficientStock);
    }

    [Fact]
    public void A_release_gives_back_what_has_not_shipped()
    {
        var story = new PositionStory(10);
        story.With(story.Place("h", 6), story.Commit("h"), story.Ship("h", "S1", 2));

        story.Do(story.Release("h")).Quantity.Pieces.ShouldBe(4);

        story.State.Levels.ShouldBe(new(new(8), default, default));
        story.Do(story.Ship("h", "S1", 2)).Answer.ShouldBe(PositionAnswer.Done);
    }

    [Fact]
    public void A_stock_change_named_twice_must_be_the_same()
    {
        var story = new PositionStory();
        var first = story.Set(10);
        story.With(first, story.Change(5));

        story.Do(first).Quantity.Pieces.ShouldBe(10);
        story.Do(first with { Amount = 11 }).Answer.ShouldBe(PositionAnswer.IdReusedWithOtherContent);
        story.Do(first with { Change = StockChange.Delta }).Answer.ShouldBe(PositionAnswer.IdReusedWithOtherContent);
        story.State.Levels.OnHand.Pieces.ShouldBe(15);
    }
}
