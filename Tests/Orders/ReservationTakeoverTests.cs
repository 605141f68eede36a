using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Orders;

public sealed class ReservationTakeoverTests
{
    [Fact]
    public void A_line_takes_the_reservations_line_that_is_like_it() =>
        Told([Line(1, "MUG", 3), Line(2, "MUG", 2)], Reserved("MUG", ("a", 2)), Reserved("MUG", ("b", 2), ("c", 1)))
            .ShouldBe(["1: b2 c1", "2: a2", "spare:"]);

    [Fact]
    public void A_smaller_line_takes_a_part_and_what_nobody_needs_is_spare() =>
        Told([Line(1, "MUG", 3)], Reserved("MUG", ("a", 5)), Reserved("PEN", ("b", 1)))
            .ShouldBe(["1: a3", "spare: b1"]);

    [Fact]
    public void A_larger_line_takes_all_there_is() =>
        Told([Line(1, "MUG", 9)], Reserved("MUG", ("a", 2), ("b", 4))).ShouldBe(["1: b4 a2", "spare:"]);

    [Fact]
    public void A_hold_never_serves_two_lines() =>
        Told([Line(1, "MUG", 2), Line(2, "MUG", 3)], Reserved("MUG", ("a", 5))).ShouldBe(["1: a2", "2:", "spare:"]);

    [Fact]
    public void Holds_that_fit_are_taken_before_one_that_is_too_large_is_broken() =>
        Told([Line(1, "MUG", 3)], Reserved("MUG", ("a", 9), ("b", 2), ("c", 1)))
            .ShouldBe(["1: b2 c1", "spare: a9"]);

    [Fact]
    public void A_hold_at_a_node_that_may_not_ship_is_spare()
    {
        var match = ReservationTakeover.Match(
            [Line(1, "MUG", 3)], [Reserved("MUG", ("a", 3))], (_, node) => node.Value != "BER");

        match.Lines.ShouldHaveSingleItem().Allocations.ShouldBeEmpty();
        match.Spare.ShouldHaveSingleItem().Allocation.Hold.Value.ShouldBe("a");
    }

    private static OrderLine Line(int line, string sku, long quantity) =>
        new(line, new(sku), new(sku), new(quantity), new(1m, new("EUR")));

    private static ReservedLine Reserved(string sku, params (string Hold, long Pieces)[] holds) => new(
        1,
        new(sku),
        new(sku),
        new(holds.Sum(hold => hold.Pieces)),
        [.. holds.Select(hold => new Allocation(new("BER"), new(hold.Pieces), new(hold.Hold)))]);

    private static IEnumerable<string> Told(ImmutableArray<OrderLine> lines, params ReservedLine[] reserved)
    {
        var match = ReservationTakeover.Match(lines, [.. reserved]);
        return match.Lines.Select(line => Told($"{line.Line.Line}:", line.Allocations))
            .Append(Told("spare:", match.Spare.Select(spare => spare.Allocation)));
    }

    private static string Told(string what, IEnumerable<Allocation> allocations) => string.Join(
        ' ', allocations.Select(allocation => $"{allocation.Hold}{allocation.Quantity}").Prepend(what));
}
