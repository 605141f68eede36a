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

    private static readonly PositionEvent[] Samples =
    [
        new StockHeld(new("h-1"), new(new("shop"), new("1")), new(5), new(3), Time.AddMinutes(15), After),
        new StockRefused(
            new("h-2"), null, new(5), PositionAnswer.InsufficientStock, After, new(new("shop"), new("cart-1"))),
        new HoldExtended(new("h-1"), Time.AddMinutes(20), After),
        new HoldCommitted(new("h-1"), new(3), After),
        new HoldReleased(new("h-1"), new(3), After),
        new HoldExpired(new("h-1"), new(3), After),
        new HoldShipped(new("h-1"), new("S-1"), new(3), After),
        new StockAdjusted(new("c-1"), StockChange.Delta, -5, "damaged", After),
    ];

    [Fact]
    public void Every_kind_of_event_has_a_golden_sample() =>
        GoldenEvents.ShouldCover(Samples, PositionEvents.Format);

    [Fact]
    public void A_released_schema_never_changes() => GoldenEvents.ShouldMatch(Samples, PositionEvents.Format);

    [Fact]
    public void A_part_that_was_not_committed_and_a_reservation_have_golden_samples_too() =>
        GoldenEvents.ShouldMatchVariant(
            PositionEvents.Format,
            ("part", new HoldCommitted(new("h-1"), new(2), After, new Quantity(1))),
            ("reservation", new StockHeld(
                new("h-2"), null, new(5), new(3), Time, After, new(new("shop"), new("cart-1")))));

    [Fact]
    public void Every_kind_of_event_moves_the_position()
    {
        var held = PositionEvolution.Evolve(Position.Empty, Samples[0]);
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
