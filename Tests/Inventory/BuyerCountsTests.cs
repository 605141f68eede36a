using OrderGrid.Inventory;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>A hold that is there already begins to count for a buyer.</summary>
public sealed class BuyerCountsTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_hold_of_nobody_counts_for_the_first_buyer_who_comes_to_it()
    {
        var story = Capped(3).With(Two("cart"));

        story.Do(Claim("anna", "cart")).Answer.ShouldBe(PositionAnswer.Done);

        story.Do(story.Place("more", 2) with { Buyer = new("anna") }).Answer.ShouldBe(PositionAnswer.BuyerCapReached);
        story.Do(story.Place("one", 1) with { Buyer = new("anna") }).Answer.ShouldBe(PositionAnswer.Done);
        story.Do(Claim("bert", "cart")).Answer.ShouldBe(PositionAnswer.BuyerCapReached);
    }

    [Fact]
    public void A_hold_that_the_cap_leaves_no_room_for_counts_for_nobody()
    {
        var story = Capped(3).With(Two("cart"));
        story.With(story.Place("own", 2) with { Buyer = new("anna") });

        story.Do(Claim("anna", "cart")).Answer.ShouldBe(PositionAnswer.BuyerCapReached);

        story.Do(Claim("bert", "cart")).Answer.ShouldBe(PositionAnswer.Done);
    }

    [Fact]
    public void Claiming_again_changes_nothing_and_giving_back_makes_room()
    {
        var story = Capped(3).With(Two("cart"), Claim("anna", "cart"));

        story.Do(Claim("anna", "cart")).Events.ShouldBeEmpty();
        story.With(story.Commit("cart", 1));

        BuyerCounts.Left(story.State, new("anna"), story.Now).ShouldBe(new Quantity(2));
        BuyerCounts.Left(story.State, null, story.Now).ShouldBeNull();
    }

    [Fact]
    public void Without_a_cap_nothing_is_counted_nor_refused()
    {
        var story = new PositionStory(10).With(Two("cart"));

        story.Do(Claim("anna", "cart")).Events.ShouldBeEmpty();

        BuyerCounts.Left(story.State, new("anna"), story.Now).ShouldBeNull();
    }

    [Fact]
    public void A_claim_never_makes_a_hold_last_less_long()
    {
        var story = Capped(3).With(Two("cart"));
        var before = story.State.Holds[new("cart")].ExpiresAt;

        story.With(Claim("anna", "cart"));

        story.State.Holds[new("cart")].ExpiresAt.ShouldBe(before);
    }

    [Fact]
    public void An_attempt_for_another_customer_does_not_go_on_with_what_counts_for_the_first()
    {
        var story = Capped(2).With(Two("try") with { Buyer = new("anna"), Series = true });
        story.With(new PositionStory().Place("own", 2) with { Buyer = new("bert") });

        story.Do(Two("try") with { Buyer = new("bert"), Series = true }).Answer
            .ShouldBe(PositionAnswer.BuyerCapReached);
        story.Do(Two("try") with { Buyer = new("anna"), Series = true }).Hold.ShouldBe(new HoldId("try"));
    }

    private static PositionStory Capped(long most) =>
        new PositionStory(10).Told(story => story.Limit(cap: new(new(most), null)));

    private static PlaceHold Two(string hold) => new PositionStory().Place(hold, 2);

    private static ExtendHold Claim(string buyer, string hold) =>
        new PositionStory().Extend(hold, Soon) with { Buyer = new(buyer) };
}
