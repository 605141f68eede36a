using System.Diagnostics;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

public sealed class PositionEventsTests
{
    private static readonly StockLevels After = new(new(10), new(3), new(2));
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly StockCause Cause = new("delivery", "WMS", "D-1");

    private static readonly StockLevels Beside =
        After with { Aside = new(new(1), new(2), new(3), new(4), new(5), new(6)) };

    private static readonly PositionEvent[] Samples =
    [
        new StockHeld(new("h-1"), new(new("shop"), new("1")), new(5), new(3), Time.AddMinutes(15), After),
        new StockRefused(
            new("h-2"), null, new(5), PositionAnswer.InsufficientStock, After, new(new("shop"), new("cart-1"))),
        new HoldExtended(new("h-1"), Time.AddMinutes(20), After),
        new StockCounted(new("c-1"), 7, new(9), Time, 12, -2, Cause, Beside),
        new ReceiptExpected(new("c-1"), 7, new("R-1"), new(5), Time.AddDays(3), Cause, Beside),
        new StockReceived(new("c-1"), 7, new("R-1"), new(5), new NodeId("RTM"), Time, Cause, After),
        new StockTransferred(new("c-1"), 7, new("T-1"), new("RTM"), new(5), false, Time, Cause, Beside),
        new StockBlocked(new("c-1"), 7, -2, Cause, Beside),
        new SafetyKept(new("c-1"), 7, new(2), Cause, Beside),
        new StockAllotted(new("c-1"), 7, new("shop"), new(3), true, Cause, Beside),
        new StockLimited(
            new("c-1"), 7, new(new(9), 14), new(new(8), Time), new(new(2), 24), new("season"), Beside),
        new ShortfallChanged(new(3), Beside),
        new PromisesChanged(
            [new(new("h-1"), Holder.Of(new OrderKey(new("shop"), new("1"))), new(2), new(new(1), Time, 1))], Beside),
        new PromisesTold([new(new("h-1"), 1)], Beside),
        new HoldCommitted(new("h-1"), new(3), After),
        new HoldReleased(new("h-1"), new(3), After),
        new HoldExpired(new("h-1"), new(3), After),
        new HoldShipped(new("h-1"), new("S-1"), new(3), After),
        new StockAdjusted(new("c-1"), StockChange.Delta, -5, "damaged", After),
    ];

    public static TheoryData<PositionEvent> Grown =>
    [
        (StockHeld)Samples[0] with { After = Beside, Terms = new(new(new("C-1"), Time), new(1), Time.AddDays(2)) },
        new HoldExtended(new("h-1"), Time.AddMinutes(20), After) { Resumed = true },
        new HoldShipped(new("h-1"), new("S-1"), new(3), Beside) { At = Time },
        new StockAdjusted(new("c-1"), StockChange.Set, 5, "count", Beside)
        {
            At = Time,
            Source = "WMS",
            Reference = "D-1",
        },
    ];

    [Fact]
    public void Every_kind_of_event_has_a_golden_sample() =>
        GoldenEvents.ShouldCover(Samples, PositionEvents.Format);

    [Fact]
    public void A_released_schema_never_changes() => GoldenEvents.ShouldMatch(Samples, PositionEvents.Format);

    [Theory]
    [MemberData(nameof(Grown))]
    public void An_event_with_all_it_can_carry_reads_back_as_it_was(PositionEvent happening)
    {
        var written = PositionEvents.Format.Write(happening, new(new("c"), new("c"), null), Time);

        PositionEvents.Format.Read(written).ShouldBe(happening);
    }

    [Fact]
    public void What_came_to_some_events_later_has_golden_samples_too() =>
        GoldenEvents.ShouldMatchVariant(
            PositionEvents.Format,
            ("days", new ReceiptExpected(new("c-1"), 7, new("R-1"), new(5), Time.AddDays(3), Cause, After with
            {
                Aside = new SetAside(Reserved: new(3), Incoming: new(5)) with
                {
                    Shares = new([new(new("shop"), new(3), Overflow: true)]),
                    Expected = new([new(Time.AddDays(3), new(5))]),
                },
            })),
            ("buyer", new HoldExtended(new("h-1"), Time.AddMinutes(20), After)
            {
                Buyer = new(new("C-1"), Time),
            }),
            ("part", new HoldCommitted(new("h-1"), new(2), After, new Quantity(1))),
            ("reservation", new StockHeld(
                new("h-2"), null, new(5), new(3), Time, After, new(new("shop"), new("cart-1")))));

    [Fact]
    public void Every_kind_of_event_moves_the_position()
    {
        var first = (StockHeld)Samples[0] with { Terms = new(null, new(3), null) };
        var held = PositionEvolution.Evolve(Position.Empty, first);
        foreach (var happening in Samples.Skip(1))
        {
            PositionEvolution.Evolve(held, happening).ShouldNotBe(held, happening.GetType().Name);
        }
    }

    [Fact]
    public void An_event_nobody_knows_is_a_defect() =>
        Should.Throw<UnreachableException>(() => PositionEvolution.Evolve(Position.Empty, new Unheard(After)));

    private sealed record Unheard(StockLevels After) : PositionEvent(After);
}
