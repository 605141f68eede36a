using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Kits;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>
/// Holds a cart's kits at one node. The tries, and the ids of their holds, follow from the number asked for alone, and
/// positions remember what they refused: an attempt that was cut off comes to the same holds when it is repeated.
/// </summary>
internal static class ReservedKits
{
    /// <summary>What was held at the node.</summary>
    /// <param name="Held">Whole kits.</param>
    /// <param name="Trouble">What, beside a lack of stock, went wrong.</param>
    /// <param name="Short">The component that was short; null when none was.</param>
    /// <param name="Capped">True when the buyer's cap left less of a component than was asked for.</param>
    public sealed record Outcome(
        ImmutableArray<Allocation> Held, PositionAnswer Trouble, Sku? Short, bool Capped);

    /// <summary>Holds as many kits as the scarcest component allows, at most those missing.</summary>
    /// <param name="line">The line.</param>
    /// <param name="node">The node.</param>
    /// <param name="whole">The hold for all that are missing, as it would be placed for an item.</param>
    /// <param name="positions">Where an item's position is found.</param>
    public static async Task<Outcome> HoldAsync(
        ReservationLine line, NodeId node, PlaceHold whole, Func<Sku, NodeId, IInventoryPositionGrain> positions)
    {
        var held = ImmutableArray.CreateBuilder<Allocation>();
        var missing = whole.Quantity;
        Sku? lacking = null;
        var capped = false;
        foreach (var (kits, number) in Sizes(whole.Quantity).Select((kits, number) => (kits, number)))
        {
            if (kits > missing)
            {
                continue;
            }

            var allocation = new Allocation(node, kits, IdOf(whole.Hold, number));
            var command = whole with { Quantity = kits, Hold = allocation.Hold };
            var outcome = await new KitTry(line.Kit!, node, command).TakeAsync(positions, oneByOne: number > 0);
            if (outcome.IsHeld)
            {
                held.Add(allocation);
                missing -= kits;
            }
            else if (outcome.Answer is PositionAnswer.NotWritten or PositionAnswer.OutcomeUnknown)
            {
                return new(held.ToImmutable(), outcome.Answer, null, false);
            }
            else
            {
                lacking ??= outcome.Short;
                capped |= outcome.IsCapped;
            }
        }

        return new(held.ToImmutable(), PositionAnswer.Done, lacking, capped);
    }

    /// <summary>Every allocation that an unfinished attempt may have tried for; for other items, the one.</summary>
    public static IEnumerable<Allocation> Possible(ReservationLine line, Allocation whole) => line.Kit is null
        ? [whole]
        : Sizes(line.Quantity).Select((_, number) => whole with { Hold = IdOf(whole.Hold, number) });

    // All, first side by side and then one by one, and after that by halves: together they come to any number.
    private static IEnumerable<Quantity> Sizes(Quantity all)
    {
        yield return all;
        yield return all;
        for (var size = HalfOf(all); size > Quantity.Zero; size = new(size.Pieces / 2))
        {
            yield return size;
        }
    }

    // The largest power of two below.
    private static Quantity HalfOf(Quantity all)
    {
        var size = 1L;
        while (size * 2 < all.Pieces)
        {
            size *= 2;
        }

        return size < all.Pieces ? new(size) : Quantity.Zero;
    }

    private static HoldId IdOf(HoldId whole, int number) => number == 0 ? whole : new($"{whole}.t{number}");
}
