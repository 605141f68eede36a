using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Kits;

namespace OrderGrid.Orders;

/// <summary>
/// Which of a reservation's holds serve which of an order's lines. A hold serves one line, wholly or in part: what is
/// over of it goes back on sale when it is committed.
/// </summary>
/// <param name="Lines">The order's lines, with what the reservation has for them.</param>
/// <param name="Spare">Holds that no line needs; those of a kit, one by one.</param>
public sealed record ReservationTakeover(
    ImmutableArray<(OrderLine Line, ImmutableArray<Allocation> Allocations)> Lines,
    ImmutableArray<(Sku Sku, Allocation Allocation)> Spare)
{
    /// <summary>
    /// Matches them: first the reservation's lines that are like the order's, then hold by hold, the largest first
    /// that are not too large. A line takes its item for what it was made of when it was reserved.
    /// </summary>
    /// <param name="lines">The order's lines.</param>
    /// <param name="reserved">The reservation's lines.</param>
    /// <param name="mayShip">Tells of an item and a node whether a hold there may be used; null: each may.</param>
    public static ReservationTakeover Match(
        ImmutableArray<OrderLine> lines,
        ImmutableArray<ReservedLine> reserved,
        Func<Sku, NodeId, bool>? mayShip = null)
    {
        var kits = reserved.DistinctBy(line => line.Sku).ToDictionary(line => line.Sku, line => line.Kit);
        lines = [.. lines.Select(line => kits.TryGetValue(line.Sku, out var kit) ? line with { Kit = kit } : line)];
        var barred = reserved.SelectMany(
            line => line.Allocations.Where(allocation => mayShip?.Invoke(line.Sku, allocation.Node) == false),
            (line, allocation) => (line.Sku, Allocation: allocation)).ToList();
        var pool = reserved.Select(line => line with { Allocations = line.Allocations.RemoveAll(
            allocation => barred.Contains((line.Sku, allocation))) }).ToList();
        var taken = new ImmutableArray<Allocation>[lines.Length];
        for (var index = 0; index < lines.Length; index++)
        {
            var same = pool.FindIndex(line => IsAll(line, lines[index]));
            taken[index] = same < 0 ? [] : pool[same].Allocations;
            if (same >= 0)
            {
                pool.RemoveAt(same);
            }
        }

        var spare = pool
            .SelectMany(line => line.Allocations, (line, allocation) => (line.Sku, Allocation: allocation))
            .OrderByDescending(hold => hold.Allocation.Quantity.Pieces)
            .ToList();
        for (var index = 0; index < lines.Length; index++)
        {
            var missing = lines[index].Quantity - Sum(taken[index]);
            taken[index] = taken[index].AddRange(Take(spare, lines[index].Sku, missing));
        }

        return new([.. lines.Zip(taken)], [.. spare.Concat(barred).SelectMany(hold => Holds(hold, kits[hold.Sku]))]);
    }

    /// <summary>Pieces of a line that the reservation has.</summary>
    public static Quantity Sum(ImmutableArray<Allocation> allocations) =>
        allocations.Aggregate(Quantity.Zero, (sum, allocation) => sum + allocation.Quantity);

    private static IEnumerable<(Sku Sku, Allocation Allocation)> Holds(
        (Sku Sku, Allocation Allocation) spare, Kit? kit) => kit is null
        ? [spare]
        : LineHolds.Of(spare.Sku, kit, spare.Allocation)
            .Select(held => (held.Sku, new Allocation(held.Node, held.Quantity, held.Hold)));

    private static bool IsAll(ReservedLine reserved, OrderLine line) =>
        reserved.Sku == line.Sku && reserved.Quantity == line.Quantity && Sum(reserved.Allocations) == line.Quantity;

    private static IEnumerable<Allocation> Take(
        List<(Sku Sku, Allocation Allocation)> spare, Sku sku, Quantity missing)
    {
        while (missing > Quantity.Zero)
        {
            var fitting = spare.FindIndex(hold => hold.Sku == sku && hold.Allocation.Quantity <= missing);
            var index = fitting >= 0 ? fitting : spare.FindLastIndex(hold => hold.Sku == sku);
            if (index < 0)
            {
                yield break;
            }

            var allocation = spare[index].Allocation;
            spare.RemoveAt(index);
            var pieces = Quantity.Min(allocation.Quantity, missing);
            missing -= pieces;
            yield return allocation with { Quantity = pieces };
        }
    }
}
