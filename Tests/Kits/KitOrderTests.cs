using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Orders;
using OrderGrid.Tests.Orders;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Orders.OrderStory;

namespace OrderGrid.Tests.Kits;

/// <summary>An accepted order of 5 kits, 3 at BER and 2 at RTM, each of two mugs and a pen.</summary>
public sealed class KitOrderTests
{
    private static readonly Kit Set = new(1, [new(new("MUG"), new(2)), new(new("PEN"), new(1))]);
    private static readonly OrderLine Line =
        new(1, new("set"), new("SET"), new(5), new(20m, new("EUR")), Set);

    private static readonly SubmitOrder Order = Submit with { Lines = [Line] };

    private static readonly SourcedLine Sourced =
        new(Line, [new(Ber, new(3), new("h1")), new(Rtm, new(2), new("h2"))], Now.AddHours(24));

    [Fact]
    public void An_acceptance_names_the_hold_of_every_component() =>
        OrderDecisions.Accept(Order, [Sourced], Now).OfType<OrderAccepted>().Single().Holds!.Value
            .Select(held => $"{held.Sku}@{held.Node} {held.Hold} {held.Quantity}")
            .ShouldBe(["MUG@BER h1.0 6", "PEN@BER h1.1 3", "MUG@RTM h2.0 4", "PEN@RTM h2.1 2"]);

    [Fact]
    public void A_shipment_of_kits_ships_the_components()
    {
        var order = After(new ShipmentDispatched(new("S1"), Ber, [new(1, new(2))], null));

        Told(order).ShouldBe(
        [
            "commit MUG h1.0 6", "commit PEN h1.1 3", "commit MUG h2.0 4", "commit PEN h2.1 2",
            "S1 MUG h1.0 4", "S1 PEN h1.1 2",
        ]);
    }

    [Fact]
    public void Kits_that_lost_a_component_are_given_up_and_held_anew()
    {
        var order = After();
        var lost = OrderSettlement.Steps(order)[1];
        var anew = new SourcedLine(Line with { Quantity = new(3) }, [new(Rtm, new(3), new("h9"))], Now);

        var events = OrderSettlement.Resource(lost, anew);
        order = events.Aggregate(order, OrderEvolution.Evolve);

        OrderSettlement.Read(order, lost, PositionAnswer.HoldExpired).ShouldBe(Settlement.HoldLost);
        order.GivenUp.ShouldBe([new(1, Ber, new("h1"))]);
        Told(order).ShouldBe(["commit MUG h2.0 4", "commit PEN h2.1 2", "commit MUG h9.0 6", "commit PEN h9.1 3"]);
        order.HoldReason.ShouldBeNull();
    }

    [Fact]
    public void A_component_whose_hold_is_forgotten_after_all_its_kits_have_left_is_settled()
    {
        var part = After(new ShipmentDispatched(new("S1"), Rtm, [new(1, new(1))], null));
        var all = OrderEvolution.Evolve(part, new ShipmentDispatched(new("S2"), Rtm, [new(1, new(1))], null));
        var step = OrderSettlement.Steps(all).First(one => one.Hold == new HoldId("h2.0"));

        OrderSettlement.Read(part, step, PositionAnswer.UnknownHold).ShouldBe(Settlement.HoldLost);
        OrderSettlement.Read(all, step, PositionAnswer.UnknownHold).ShouldBe(Settlement.Done);
    }

    [Fact]
    public void An_order_takes_a_kit_for_what_it_was_when_it_was_reserved()
    {
        var former = new Kit(1, [new(new("BOX"), new(1))]);
        var reserved = new ReservedLine(
            1, new("set"), new("SET"), new(6), [new(Ber, new(5), new("r1")), new(Rtm, new(1), new("r2"))], former);

        var taken = ReservationTakeover.Match([Line], [reserved]);

        taken.Lines[0].Line.Kit.ShouldBe(former);
        taken.Lines[0].Allocations.ShouldBe([new(Ber, new(5), new("r1"))]);
        taken.Spare.ShouldBe([(new("BOX"), new(Rtm, new(1), new("r2.0")))]);
    }

    private static Order After(params ImmutableArray<OrderEvent> more) =>
        OrderDecisions.Accept(Order, [Sourced], Now).Concat(more)
            .Aggregate(OrderGrid.Orders.Order.None, OrderEvolution.Evolve);

    private static IEnumerable<string> Told(Order order) => OrderSettlement.Steps(order)
        .Select(step => $"{step.Shipment?.Value ?? "commit"} {step.Sku} {step.Hold} {step.Quantity}");
}
