using System.Diagnostics;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

public sealed class ReservationEventsTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Kit Set = new(2, [new(new("CUP"), new(1)), new(new("LID"), new(3))]);

    private static readonly ReservationEvent[] Samples =
    [
        new ReservationRequested("hash", [new(1, new("mug"), new("MUG"), new(5))], [new("BER"), new("RTM")], Time),
        new ReservationPlaced(
            [new(1, new("mug"), new("MUG"), new(5), [new(new("BER"), new(5), new("r4:shop:cart-1:1:0"))])]),
        new ReservationRefused([new(1, new(3))]),
        new ReservationExtended(new("extend:k1"), "hash", Time),
        new ReservationConverted(new("A-1")),
        new ReservationReleased(),
        new ReservationExpired(),
    ];

    [Fact]
    public void Every_kind_of_event_has_a_golden_sample() =>
        GoldenEvents.ShouldCover(Samples, ReservationEvents.Format);

    [Fact]
    public void A_released_schema_never_changes() => GoldenEvents.ShouldMatch(Samples, ReservationEvents.Format);

    [Fact]
    public void A_reservation_of_a_kit_says_what_it_is_made_of() => GoldenEvents.ShouldMatchVariant(
        ReservationEvents.Format,
        ("kit", new ReservationRequested("hash", [new(1, new("set"), new("SET"), new(5), Set)], [new("BER")], Time)),
        ("kit", new ReservationPlaced([new(
            1, new("set"), new("SET"), new(5), [new(new("BER"), new(5), new("r4:shop:cart-1:1:0"))], Set)])),
        ("kit", new ReservationRefused([new(1, new(3), new("LID"))])));

    [Fact]
    public void A_cart_whose_buyer_is_known_says_so() => GoldenEvents.ShouldMatchVariant(
        ReservationEvents.Format,
        ("customer", new ReservationRequested("hash", [new(1, new("mug"), new("MUG"), new(5))], [new("BER")], Time)
        {
            Customer = new("C-1"),
        }),
        ("capped", new ReservationRefused([new(1, new(3)) { Capped = true }])));

    [Fact]
    public void A_reservation_under_rules_says_where_each_line_may_be_held() => GoldenEvents.ShouldMatchVariant(
        ReservationEvents.Format,
        ("ruled", new ReservationRequested(
            "hash",
            [new(1, new("mug"), new("MUG"), new(5)) { Nodes = [new("RTM")] }],
            [new("BER"), new("RTM")],
            Time)));

    [Fact]
    public void An_event_nobody_knows_is_a_defect() =>
        Should.Throw<UnreachableException>(() => ReservationEvents.Evolve(Reservation.None, new Unheard()));

    [Fact]
    public void Extensions_are_remembered_up_to_the_limit()
    {
        var state = Enumerable.Range(0, ReservationLimits.RememberedExtensions + 1)
            .Select(number => new ReservationExtended(new($"k{number}"), "hash", Time))
            .Aggregate(Reservation.None, ReservationEvents.Evolve);

        state.Extensions.Length.ShouldBe(ReservationLimits.RememberedExtensions);
        state.Extensions[0].Command.Value.ShouldBe("k1");
    }

    private sealed record Unheard : ReservationEvent;
}
