using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

public sealed class ReservationDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private static readonly CommandContext Context = new(new("c"), new("c"), null);

    private static readonly PlaceReservation Place = new(
        Context, "hash", [new(1, new("mug"), new("MUG"), new(5))], [new("BER")], Now.AddMinutes(10), Longest, true);

    private static readonly ImmutableArray<ReservedLine> Held =
        [new(1, new("mug"), new("MUG"), new(5), [new(new("BER"), new(5), new("h"))])];

    private static readonly Reservation Requested = After(
        Reservation.None, new ReservationRequested("hash", Place.Lines, Place.Nodes, Place.ExpiresAt));

    private static readonly Reservation Placed = After(Requested, new ReservationPlaced(Held));

    public static TheoryData<string, ReservationAnswer> Repeats => new()
    {
        { "requested", ReservationAnswer.Done },
        { "placed", ReservationAnswer.Repeated },
        { "refused", ReservationAnswer.InsufficientStock },
        { "converted", ReservationAnswer.Repeated },
        { "released", ReservationAnswer.Repeated },
        { "expired", ReservationAnswer.Repeated },
        { "released before it was placed", ReservationAnswer.Released },
        { "expired before it was placed", ReservationAnswer.Expired },
    };

    public static TheoryData<string, ReservationAnswer> Ends => new()
    {
        { "none", ReservationAnswer.UnknownReservation },
        { "requested", ReservationAnswer.UnknownReservation },
        { "placed", ReservationAnswer.Done },
        { "refused", ReservationAnswer.UnknownReservation },
        { "converted", ReservationAnswer.Converted },
        { "released", ReservationAnswer.Released },
        { "expired", ReservationAnswer.Expired },
    };

    [Theory]
    [MemberData(nameof(Repeats))]
    public void A_repeated_request_has_its_first_answer_and_no_event(string state, ReservationAnswer answer)
    {
        var late = Place with { ExpiresAt = Now.AddYears(-1), HasRoom = false };

        ReservationDecisions.DecidePlace(In(state), late, Now).ShouldBe(ReservationDecision.Nothing(answer));
        ReservationDecisions.DecidePlace(In(state), late with { ContentHash = "other" }, Now).Answer
            .ShouldBe(ReservationAnswer.IdReusedWithOtherContent);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Only_a_placed_reservation_can_be_extended_or_handed_over(string state, ReservationAnswer answer)
    {
        var extend = new ExtendReservation(Context, "hash", Now.AddMinutes(20), Longest);
        var convert = new ConvertReservation(Context, new("A-2"), Now.AddMinutes(15));

        ReservationDecisions.DecideExtend(In(state), extend, Now).Answer.ShouldBe(answer);
        ReservationDecisions.DecideConvert(In(state), convert, Now).Answer.ShouldBe(answer);
    }

    [Fact]
    public void A_reservation_that_is_due_has_expired_whether_or_not_it_was_told()
    {
        var convert = new ConvertReservation(Context, new("A-1"), Now.AddMinutes(15));

        ReservationDecisions.DecideConvert(Placed, convert, Placed.ExpiresAt).Answer
            .ShouldBe(ReservationAnswer.Expired);
        ReservationDecisions.DecideConvert(Placed, convert, Placed.ExpiresAt - TimeSpan.FromTicks(1)).Answer
            .ShouldBe(ReservationAnswer.Done);
    }

    [Fact]
    public void The_order_that_has_it_gets_it_again_and_no_other_does()
    {
        var convert = new ConvertReservation(Context, new("A-1"), Now.AddMinutes(15));

        ReservationDecisions.DecideConvert(In("converted"), convert, Now.AddYears(1))
            .ShouldBe(ReservationDecision.Nothing(ReservationAnswer.Repeated));
        ReservationDecisions.DecideConvert(In("converted"), convert with { Order = new("A-2") }, Now).Answer
            .ShouldBe(ReservationAnswer.Converted);
    }

    [Theory]
    [InlineData(0, ReservationAnswer.ExpiryOutOfRange)]
    [InlineData(1, ReservationAnswer.Done)]
    [InlineData(1_800, ReservationAnswer.Done)]
    [InlineData(1_801, ReservationAnswer.ExpiryOutOfRange)]
    public void An_expiry_lies_within_the_longest_hold(int seconds, ReservationAnswer answer)
    {
        var expiresAt = Now.AddSeconds(seconds);

        ReservationDecisions.DecidePlace(Reservation.None, Place with { ExpiresAt = expiresAt }, Now).Answer
            .ShouldBe(answer);
        ReservationDecisions.DecideExtend(Placed, new(Context, "hash", expiresAt, Longest), Now).Answer
            .ShouldBe(answer);
    }

    [Fact]
    public void Without_room_a_new_reservation_is_turned_away_and_leaves_nothing() =>
        ReservationDecisions.DecidePlace(Reservation.None, Place with { HasRoom = false }, Now)
            .ShouldBe(ReservationDecision.Nothing(ReservationAnswer.TooManyReservations));

    [Fact]
    public void One_line_short_refuses_all()
    {
        var some = Held[0] with { Line = 2, Allocations = [new(new("BER"), new(4), new("i"))] };

        var none = ImmutableDictionary<int, Sku>.Empty;
        ReservationDecisions.Conclude(Held, none, ImmutableHashSet<int>.Empty).ShouldBeOfType<ReservationPlaced>();
        ReservationDecisions.Conclude([Held[0], some], none, ImmutableHashSet<int>.Empty)
            .ShouldBeOfType<ReservationRefused>().Short.ShouldBe([new(2, new(4))]);
    }

    [Fact]
    public void A_cart_that_a_cap_refused_has_that_answer_whenever_it_is_asked_again()
    {
        var none = ImmutableDictionary<int, Sku>.Empty;
        var fewer = Held[0] with { Allocations = [Held[0].Allocations[0] with { Quantity = new(1) }] };

        var refused = After(Requested, ReservationDecisions.Conclude([fewer], none, ImmutableHashSet.Create(1)));

        ReservationDecisions.DecidePlace(refused, Place, Now).Answer.ShouldBe(ReservationAnswer.BuyerCapReached);
        ReservationDecisions.Refusals(refused).ShouldHaveSingleItem().Reason
            .ShouldBe(LineRefusalReason.BuyerCapReached);
    }

    [Fact]
    public void Ids_of_holds_are_never_those_of_another_reservation() =>
        ReservationDecisions.HoldOf(new(new("a:b"), new("c")), 1, 0)
            .ShouldNotBe(ReservationDecisions.HoldOf(new(new("a"), new("b:c")), 1, 0));

    private static Reservation In(string state) => state switch
    {
        "none" => Reservation.None,
        "requested" => Requested,
        "placed" => Placed,
        "refused" => After(Requested, new ReservationRefused([new(1, new(2))])),
        "converted" => After(Placed, new ReservationConverted(new("A-1"))),
        "released" => After(Placed, new ReservationReleased()),
        "expired" => After(Placed, new ReservationExpired()),
        "released before it was placed" => After(Requested, new ReservationReleased()),
        "expired before it was placed" => After(Requested, new ReservationExpired()),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };

    private static Reservation After(Reservation state, ReservationEvent happening) =>
        ReservationEvents.Evolve(state, happening);
}
