using System.Diagnostics;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;
using OrderGrid.Sourcing;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Orders.OrderStory;

namespace OrderGrid.Tests.Orders;

public sealed class OrderEventsTests
{
    private static readonly OrderEvent[] Samples =
    [
        new OrderReceived("hash", new("K1"), new("EUR"), Submit.ShipTo, Submit.Lines, [Ber, Rtm]),
        new LineSourced(1, [new(Rtm, new(5), new("h-9"))], Now.AddHours(24)),
        new LineBackordered(1, Rtm, new("h-9"), new(2), Now.AddDays(3)),
        new LineRepromised(1, Rtm, new("h-9"), new(2), Now.AddDays(3), null, 1),
        new LineArrived(1, Rtm, new("h-9"), new(1), new(new(1), Now.AddDays(4), 2), Later: true),
        new OrderAccepted(Now, [new(new("MUG"), Ber, new("h-1"), new(5))]),
        new OrderHeld("credit"),
        new ErpPosted(new("SO-1")),
        new ErpRefused("no credit"),
        new FulfilmentDue(Rtm, 1, [new(1, new("h-9"), new(1))]),
        new FulfilmentRequested(Ber, new("T-1")),
        new FulfilmentAcknowledged(Ber, new("T-1")),
        new FulfilmentRejected(Ber, "fire"),
        new FulfilmentReassigned(Ber, [new(1, Ber, new("h-1"))]),
        new ShipmentDispatched(new("S-1"), Ber, [new(1, new(5))], "TRACK-1"),
        new InvoicePosted(new("I-1"), new("S-1")),
        new OrderClosed(),
    ];

    [Fact]
    public void Every_kind_of_event_has_a_golden_sample() => GoldenEvents.ShouldCover(Samples, OrderEvents.Format);

    [Fact]
    public void A_released_schema_never_changes() => GoldenEvents.ShouldMatch(Samples, OrderEvents.Format);

    // Members that came after the first release are left out where they say nothing, so both forms are in journals.
    private static readonly OrderEvent[] Later =
    [
        new OrderReceived(
            "hash",
            new("K1"),
            new("EUR"),
            Submit.ShipTo,
            Submit.Lines,
            [Ber, Rtm],
            Sourcing: new(new("DE"), new(2, new(20m, new("EUR"))), 3, [new(1, 49.5m, null)])),
        new LineSourced(
            1,
            [new(Rtm, new(5), new("h-9"))],
            Now.AddHours(24),
            new(
                SourcingReason.SplitPolicy,
                [
                    new(Rtm, null, [new(SourcingCriterion.Cost, 1_000)], 2_000, new(7)),
                    new(Ber, NodeFilter.Rejected),
                ],
                new("DE"),
                Ber)),
        new FulfilmentRejected(Ber, "fire", Reassign: true),
    ];

    [Fact]
    public void A_released_schema_with_what_was_added_later_never_changes() =>
        GoldenEvents.ShouldMatch(Later, OrderEvents.Format, "more");

    [Fact]
    public void A_line_of_an_earlier_release_has_no_decision() =>
        ((LineSourced)OrderEvents.Format.Read(
            OrderEvents.Format.Write(new LineSourced(1, [], Now), Context, default))).Decision.ShouldBeNull();

    [Fact]
    public void An_acceptance_of_before_its_holds_were_named_is_read()
    {
        var old = """{"acceptedAt":"2026-03-01T12:00:00+00:00"}"""u8.ToArray();
        var happening = new JournalEvent(OrderEvents.Accepted, old, new("c"), new("k"), null, Now);

        OrderEvents.Format.Read(happening).ShouldBe(new OrderAccepted(Now));
    }

    [Fact]
    public void An_order_of_a_kit_says_what_it_is_made_of() => GoldenEvents.ShouldMatchVariant(
        OrderEvents.Format,
        ("kit", new OrderReceived(
            "hash",
            new("K1"),
            new("EUR"),
            Submit.ShipTo,
            [Submit.Lines[0] with { Kit = new(2, [new(new("CUP"), new(1)), new(new("LID"), new(3))]) }],
            [Ber, Rtm])),
        ("kit", new LineSourced(
            1,
            [new(Rtm, new(5), new("h-9"))],
            Now.AddHours(24),
            new(SourcingReason.Order, [new(Ber, Available: new(0), Short: new("LID"))]))
        {
            GivenUp = [new(1, Ber, new("h-1"))],
        }));

    [Fact]
    public void An_order_that_took_a_reservation_says_so() => GoldenEvents.ShouldMatchVariant(
        OrderEvents.Format,
        ("reservation", new OrderReceived(
            "hash", new("K1"), new("EUR"), Submit.ShipTo, Submit.Lines, [Ber, Rtm], new ReservationId("cart-1"))),
        ("reservation", new LineSourced(
            1,
            [new(Rtm, new(5), new("h-9"))],
            Now.AddHours(24),
            new(SourcingReason.Reservation, [new(Rtm)]))));

    [Fact]
    public void Every_kind_of_event_is_known_to_the_order()
    {
        var order = new OrderStory().Happened([.. Samples]).State;

        order.ShouldSatisfyAllConditions(
            state => state.HoldReason.ShouldBe("credit"),
            state => state.ErpNumber!.Value.Value.ShouldBe("SO-1"),
            state => state.Requests.Single().Task.Value.ShouldBe("T-1"),
            state => state.Acknowledged.Single().Node.ShouldBe(Ber),
            state => state.Shipments.Single().Invoice!.Value.Value.ShouldBe("I-1"),
            state => state.Lines[0].Allocations.Single().Hold.Value.ShouldBe("h-9"),
            state => state.Closed.ShouldBeTrue());
    }

    [Fact]
    public void An_event_nobody_knows_is_a_defect() =>
        Should.Throw<UnreachableException>(() => OrderEvolution.Evolve(Order.None, new Unheard()));

    private sealed record Unheard : OrderEvent;
}
