using OrderGrid.Inventory;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>Attempts at the same order, one after the other, at one position.</summary>
public sealed class HoldSeriesTests
{
    private static readonly TimeSpan HoldTime = OrderLimits.HoldTime;

    private readonly PositionStory _story = new(5);

    [Fact]
    public void The_first_attempt_places_the_first_hold_with_one_event()
    {
        var placed = _story.Do(Ask(5));

        (placed.Answer, placed.Quantity, placed.Hold).ShouldBe((PositionAnswer.Done, new(5), null));
        placed.Events.ShouldHaveSingleItem().ShouldBeOfType<StockHeld>();
    }

    [Fact]
    public void The_next_attempt_goes_on_with_the_hold_of_one_that_broke_off()
    {
        _story.With(Ask(5));
        _story.Now += TimeSpan.FromMinutes(10);

        var resumed = _story.Do(Ask(5));

        (resumed.Answer, resumed.Quantity, resumed.Hold).ShouldBe((PositionAnswer.Done, new(5), new HoldId("s")));
        _story.State.Levels.Pending.Pieces.ShouldBe(5);
        _story.State.Holds[new("s")].ExpiresAt.ShouldBe(_story.Now + HoldTime);
    }

    [Fact]
    public void A_hold_is_gone_on_with_for_longer_only_once_and_not_near_its_end()
    {
        _story.With(Ask(3), Ask(3));
        var end = _story.State.Holds[new("s")].ExpiresAt;
        _story.Now = end - PositionLimits.LeastToResume - TimeSpan.FromSeconds(1);
        _story.Do(Ask(3)).Hold.ShouldBe(new HoldId("s"));

        _story.Now += TimeSpan.FromSeconds(1);

        _story.State.Holds[new("s")].ExpiresAt.ShouldBe(end);
        _story.Do(Ask(2)).Hold.ShouldBe(new HoldId("s.1"));
    }

    [Fact]
    public void A_hold_that_was_given_back_or_ran_out_keeps_its_answer_and_the_next_id_is_taken()
    {
        _story.With(Ask(5), _story.Release("s"));
        _story.Do(Ask(5)).Hold.ShouldBe(new HoldId("s.1"));
        _story.Now += HoldTime;

        var third = _story.Do(Ask(4));

        third.Hold.ShouldBe(new HoldId("s.2"));
        _story.State.Holds[new("s")].Phase.ShouldBe(HoldPhase.Released);
        _story.State.Holds[new("s.1")].Phase.ShouldBe(HoldPhase.Expired);
        _story.State.Levels.Pending.Pieces.ShouldBe(4);
    }

    [Theory]
    [InlineData(3, true, 3, "s")]
    [InlineData(3, false, 3, "s")]
    [InlineData(5, true, 4, "s")]
    [InlineData(5, false, 0, "s.1")]
    public void An_attempt_that_needs_another_quantity_takes_what_there_is_of_the_hold(
        int asked, bool partial, int given, string hold)
    {
        _story.With(Ask(4));

        var outcome = _story.Do(Ask(asked) with { AllowPartial = partial });

        (outcome.Quantity.Pieces, outcome.Hold).ShouldBe((given, new HoldId(hold)));
        _story.State.Levels.Pending.Pieces.ShouldBe(4);
    }

    [Fact]
    public void What_an_attempt_gives_back_late_stays_with_the_one_that_went_on_with_it()
    {
        _story.With(Ask(5), Ask(5));

        var late = _story.Do(GiveBack("s"));

        (late.Quantity, late.Events.Length).ShouldBe((Quantity.Zero, 0));
        _story.State.Levels.Pending.Pieces.ShouldBe(5);
    }

    [Fact]
    public void An_attempt_gives_back_its_own_hold_but_not_one_that_an_acceptance_made_final()
    {
        _story.With(Ask(2), GiveBack("s"), Ask(2), _story.Commit("s.1"));

        _story.Do(GiveBack("s.1")).Events.ShouldBeEmpty();

        _story.State.Levels.ShouldBe(new(new(5), default, new(2)));
    }

    [Fact]
    public void An_accepted_order_that_is_asked_for_again_holds_nothing_more()
    {
        _story.With(Ask(4), _story.Commit("s"));

        var again = _story.Do(Ask(4));

        (again.Answer, again.Quantity, again.Events.Length).ShouldBe((PositionAnswer.Done, new(4), 0));
    }

    [Fact]
    public void A_series_is_never_gone_on_with_by_another_order()
    {
        _story.With(Ask(3));

        var other = _story.Do(Ask(2) with { Holder = Holder.Of(new OrderKey(new("shop"), new("2"))) });

        other.Hold.ShouldBe(new HoldId("s.1"));
        _story.State.Levels.Pending.Pieces.ShouldBe(5);
    }

    [Fact]
    public void What_an_order_holds_already_is_told_to_it_and_to_nobody_else()
    {
        var (mine, other) = (Ask(3).Holder, Holder.Of(new OrderKey(new("shop"), new("2"))));
        _story.With(Ask(1), GiveBack("s"), Ask(3));

        HoldSeries.Own(_story.State, [new("s"), new("t")], mine, _story.Now).Pieces.ShouldBe(3);
        HoldSeries.Own(_story.State, [new("s")], other, _story.Now).Pieces.ShouldBe(0);
        HoldSeries.Own(_story.State, [new("s")], mine, _story.Now + HoldTime).Pieces.ShouldBe(0);
    }

    private PlaceHold Ask(long pieces) => _story.Place("s", pieces) with
    {
        Series = true,
        AllowPartial = true,
        ExpiresAt = _story.Now + HoldTime,
    };

    private ReleaseHold GiveBack(string hold) => _story.Release(hold) with { Unaccepted = true };
}
