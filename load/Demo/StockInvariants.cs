using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Load.Audit;
using OrderGrid.Orders;

namespace OrderGrid.Load.Demo;

/// <summary>The promises about stock.</summary>
internal static class StockInvariants
{
    /// <summary>Conservation, and no holds left behind.</summary>
    public static IEnumerable<Verdict> Check(Evidence evidence) => [Conservation(evidence), NoHoldsLeft(evidence)];

    /// <summary>Holds that a closed order still has: its last shipment is not booked on the position yet.</summary>
    public static int CountUnsettled(JournalFold journal) => OpenHolds(journal).Count(open =>
        IsKnownToOrder(journal, open.Id, open.Hold) && journal.Orders[journal.HolderOf(open.Hold)].State.Closed);

    /// <summary>
    /// Holds of attempts that were cut off, by the crash or by a refusal: no order knows them, and the clock gives
    /// them back.
    /// </summary>
    public static int WaitingToExpire(Evidence evidence) =>
        OpenHolds(evidence.Journal).Count(open => IsAbandoned(evidence, open.Id, open.Hold));

    // Opening stock, less what the orders say has left, must be what the position says, and what the warehouse counts.
    private static Verdict Conservation(Evidence evidence)
    {
        var shipped = Shipped(evidence);
        var broken = ImmutableArray.CreateBuilder<string>();
        foreach (var row in evidence.Day.Stock)
        {
            var key = $"{row.Sku}@{row.Node}";
            var expected = row.OnHand - shipped.GetValueOrDefault(key);
            var onHand = evidence.Journal.Positions.GetValueOrDefault(key)?.Levels.OnHand.Pieces;
            var shelf = evidence.Shelves.GetValueOrDefault(key, long.MinValue);
            if (onHand != expected || shelf != expected)
            {
                broken.Add($"{key}: {expected} expected, the grid has {onHand}, the shelf {shelf}");
            }
        }

        var opening = evidence.Day.Stock.Select(row => $"{row.Sku}@{row.Node}").ToHashSet(StringComparer.Ordinal);
        broken.AddRange(shipped.Keys.Where(key => !opening.Contains(key)).Select(key => $"{key} had no opening stock"));
        return new("I8", "opening − shipped = on hand, in the grid and on the shelves", evidence.Day.Stock.Length,
            broken.ToImmutable());
    }

    private static Verdict NoHoldsLeft(Evidence evidence)
    {
        var holds = OpenHolds(evidence.Journal).ToList();
        return new("I9", "a closed order holds no stock, and every hold has an order", holds.Count + Closed(evidence),
        [
            .. holds.Where(open => !IsAbandoned(evidence, open.Id, open.Hold))
                .Where(open => !IsOfLiveOrder(evidence, open.Id, open.Hold))
                .Select(open => $"{open.Position}: hold {open.Id} of {open.Hold.Holder} ({open.Hold.Phase})"),
        ]);
    }

    private static int Closed(Evidence evidence) =>
        evidence.Journal.Orders.Values.Count(order => order.State.Closed);

    private static IEnumerable<(string Position, HoldId Id, Hold Hold)> OpenHolds(JournalFold journal) =>
        journal.Positions.SelectMany(position => position.Value.Holds
            .Where(hold => hold.Value.Phase is HoldPhase.Pending or HoldPhase.Committed)
            .Select(hold => (position.Key, hold.Key, hold.Value)));

    private static bool IsAbandoned(Evidence evidence, HoldId id, Hold hold) =>
        hold.Phase == HoldPhase.Pending && hold.ExpiresAt > evidence.Now && !IsKnownToOrder(evidence.Journal, id, hold);

    private static bool IsOfLiveOrder(Evidence evidence, HoldId id, Hold hold) =>
        IsKnownToOrder(evidence.Journal, id, hold)
        && !evidence.Journal.Orders[evidence.Journal.HolderOf(hold)].State.Closed;

    private static bool IsKnownToOrder(JournalFold journal, HoldId id, Hold hold) =>
        journal.Orders.TryGetValue(journal.HolderOf(hold), out var order)
        && order.State.Lines.SelectMany(LineHolds.Of).Any(held => held.Hold == id);

    private static Dictionary<string, long> Shipped(Evidence evidence)
    {
        var shipped = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var order in evidence.Journal.Orders.Values.Select(order => order.State))
        {
            foreach (var (shipment, line) in order.Shipments.SelectMany(
                shipment => shipment.Lines.Select(line => (shipment, line))))
            {
                var ordered = order.Lines.First(known => known.Line.Line == line.Line).Line;
                foreach (var held in LineHolds.Of(ordered.Sku, ordered.Kit, new(shipment.Node, line.Quantity, default)))
                {
                    var key = new PositionKey(held.Sku, held.Node).ToString();
                    shipped[key] = shipped.GetValueOrDefault(key) + held.Quantity.Pieces;
                }
            }
        }

        return shipped;
    }
}
