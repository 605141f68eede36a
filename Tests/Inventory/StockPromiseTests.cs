using OrderGrid.Inventory;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>What is available to whom.</summary>
public sealed class StockPromiseTests
{
    private static readonly Holder Market = Holder.Of(new OrderKey(new("market"), new("1")));

    [Fact]
    public void Safety_and_damaged_pieces_are_not_promised()
    {
        var story = new PositionStory(10).Told(s => s.Safety(2), s => s.Damage(3));

        story.State.Levels.AvailableToPromise.Pieces.ShouldBe(5);
        story.Do(story.Place("h", 6)).Answer.ShouldBe(PositionAnswer.InsufficientStock);
        story.Do(story.Place("h", 9, partial: true)).Quantity.Pieces.ShouldBe(5);
    }

    [Fact]
    public void Pieces_of_one_channel_are_nobody_elses()
    {
        var story = new PositionStory(10).Told(s => s.Allot("market", 6));

        story.Do(story.Place("shop", 9, partial: true)).Quantity.Pieces.ShouldBe(4);
        story.Do(story.Place("market", 6) with { Holder = Market }).Answer.ShouldBe(PositionAnswer.Done);
    }

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 10)]
    public void A_used_up_reservation_overflows_where_that_is_allowed(bool overflow, int most)
    {
        var story = new PositionStory(10).Told(s => s.Allot("market", 6, overflow));

        story.Do(story.Place("m", 20, partial: true) with { Holder = Market }).Quantity.Pieces.ShouldBe(most);
    }

    [Theory]
    [InlineData(false, 6, 4)]
    [InlineData(true, 10, 4)]
    public void The_levels_alone_tell_each_channel_what_a_hold_of_its_own_could_have(
        bool overflow, int market, int others)
    {
        var story = new PositionStory(10).Told(s => s.Allot("market", 6, overflow));

        Told().ShouldBe((market, others));
        story.With(story.Place("m", 2) with { Holder = Market }, story.Place("s", 3));
        Told().ShouldBe((market - (overflow ? 5 : 2), others - 3));
        story.With(story.Release("m"), story.Allot("market", 0, overflow: true));
        Told().ShouldBe((7, 7));

        (long, long) Told() => (
            story.State.Levels.AvailableTo(Market.Channel).Pieces,
            story.State.Levels.AvailableTo(new("shop")).Pieces);
    }

    [Fact]
    public void What_a_channel_gives_back_fills_its_reservation_again_and_what_it_ships_does_not()
    {
        var story = new PositionStory(10).Told(s => s.Allot("market", 6));
        story.With(story.Place("a", 4) with { Holder = Market }, story.Place("b", 2) with { Holder = Market });

        story.With(story.Release("a"), story.Commit("b"), story.Ship("b", "S", 2));

        story.State.Terms!.Allotments.Single().Left.Pieces.ShouldBe(4);
        story.State.Levels.AvailableToPromise.Pieces.ShouldBe(4);
    }

    [Fact]
    public void Scarce_reserved_pieces_go_to_the_channel_that_comes_first()
    {
        var story = new PositionStory(6).Told(s => s.Allot("market", 5), s => s.Allot("shop", 5));

        story.Do(story.Place("m", 9, partial: true) with { Holder = Market }).Quantity.Pieces.ShouldBe(5);
        story.Do(story.Place("s", 9, partial: true)).Quantity.Pieces.ShouldBe(1);
    }

    [Fact]
    public void A_buyer_has_at_most_so_many_however_the_holds_are_cut()
    {
        var story = new PositionStory(100).Told(s => s.Limit(cap: new(new(3), null)));
        story.With(For("anna", story.Place("a", 2)));

        story.Do(For("anna", story.Place("b", 2))).Answer.ShouldBe(PositionAnswer.BuyerCapReached);
        story.Do(For("anna", story.Place("b", 2, partial: true))).Quantity.Pieces.ShouldBe(1);
        story.Do(For("anna", story.Place("c", 1, partial: true))).Answer.ShouldBe(PositionAnswer.BuyerCapReached);
        story.Do(For("bert", story.Place("d", 3))).Answer.ShouldBe(PositionAnswer.Done);
    }

    [Fact]
    public void What_a_buyer_gives_back_may_be_taken_again()
    {
        var story = new PositionStory(100).Told(s => s.Limit(cap: new(new(3), null)));
        story.With(For("anna", story.Place("a", 3)), story.Release("a"));

        story.Do(For("anna", story.Place("b", 3))).Answer.ShouldBe(PositionAnswer.Done);
    }

    [Fact]
    public void A_buyers_window_ends_and_late_returns_do_not_widen_the_next()
    {
        var story = new PositionStory(100).Told(s => s.Limit(cap: new(new(3), 1)));
        story.With(For("anna", story.Place("a", 3)), story.Commit("a"));
        story.Now += TimeSpan.FromHours(1);
        story.With(For("anna", Later(story, story.Place("b", 3))), story.Release("a"));

        story.Do(For("anna", Later(story, story.Place("c", 1)))).Answer.ShouldBe(PositionAnswer.BuyerCapReached);
    }

    [Fact]
    public void Only_so_many_buyers_are_remembered()
    {
        var shares = BuyerShares.None;
        for (var buyer = 0; buyer <= StockLimits.Buyers; buyer++)
        {
            shares = shares.Take(new(new($"b{buyer}"), PositionStory.Start), new(1));
        }

        shares.Takes.Count.ShouldBe(StockLimits.Buyers);
        shares.Takes.ShouldNotContainKey(new CustomerId("b0"));
    }

    [Fact]
    public void Backorders_go_up_to_the_limit_and_only_for_those_who_want_them()
    {
        var story = new PositionStory(2).Told(s => s.Limit(new(new(5), null)));

        story.Do(story.Place("h", 3)).Answer.ShouldBe(PositionAnswer.InsufficientStock);
        story.Do(story.Place("h", 8) with { Backorder = true }).Answer.ShouldBe(PositionAnswer.InsufficientStock);
        story.Do(story.Place("h", 7) with { Backorder = true }).Answer.ShouldBe(PositionAnswer.Done);
        story.State.Levels.Aside!.Backordered.Pieces.ShouldBe(5);
        story.State.Levels.Short.ShouldBe(Quantity.Zero);
    }

    [Fact]
    public void A_backorder_inside_a_horizon_is_promised_for_the_day_its_receipt_comes()
    {
        var story = new PositionStory(1).Told(
            s => s.Limit(new(new(50), 10)), s => s.Expect("R1", 2, 3), s => s.Expect("R2", 4, 9),
            s => s.Expect("R3", 8, 11));

        story.Do(story.Place("x", 8) with { Backorder = true }).Answer.ShouldBe(PositionAnswer.InsufficientStock);
        story.Do(story.Place("a", 3) with { Backorder = true }).Promise!.PromisedAt
            .ShouldBe(PositionStory.Start.AddDays(3));
        story.Do(story.Place("b", 1) with { Backorder = true }).Promise!.PromisedAt
            .ShouldBe(PositionStory.Start.AddDays(9));
    }

    [Fact]
    public void Incoming_pieces_that_somebody_waits_for_are_not_offered_to_others()
    {
        var story = new PositionStory().Told(s => s.Limit(new(new(5), null)));
        story.With(story.Place("h", 4) with { Backorder = true }, story.Receive("R", 6));

        story.State.Levels.Aside.ShouldBeNull();
        story.State.Levels.AvailableToPromise.Pieces.ShouldBe(2);
    }

    [Fact]
    public void A_preorder_ends_when_the_item_comes_on_the_market()
    {
        var story = new PositionStory().Told(
            s => s.Limit(preorder: new(new(5), PositionStory.Start.AddHours(1))));
        story.Do(story.Place("a", 2) with { Backorder = true }).Promise!.PromisedAt
            .ShouldBe(PositionStory.Start.AddHours(1));

        story.Now += TimeSpan.FromHours(1);

        story.Do(Later(story, story.Place("b", 1)) with { Backorder = true }).Answer
            .ShouldBe(PositionAnswer.InsufficientStock);
    }

    private static PlaceHold For(string buyer, PlaceHold place) => place with { Buyer = new CustomerId(buyer) };

    private static PlaceHold Later(PositionStory story, PlaceHold place) =>
        place with { ExpiresAt = story.Now.AddMinutes(15) };
}
