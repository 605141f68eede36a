using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Sourcing;

namespace OrderGrid.Orders;

/// <summary>A line that a node rejected, and how much of it the node has not shipped.</summary>
public sealed record RejectedLine(SourcedLine Line, Quantity Open);

/// <summary>
/// Moves what a node rejected to other nodes. Pure. A node that rejected is never chosen again, and neither is one
/// that already ships a part of the order: an order is released to a node once.
/// </summary>
public static class OrderReassignment
{
    /// <summary>The oldest rejection that nothing was done about; null when there is none.</summary>
    public static Rejection? FindOpen(Order order) => order.Rejections.FirstOrDefault(rejection => rejection.IsOpen);

    /// <summary>The lines that a node was to ship and has not.</summary>
    public static ImmutableArray<RejectedLine> FindLines(Order order, NodeId node) =>
        [
            .. order.Lines
                .Select(line => new RejectedLine(line, AllocatedAt(line, node) - order.ShippedOf(line.Line.Line, node)))
                .Where(rejected => rejected.Open > Quantity.Zero),
        ];

    /// <summary>What to ask the other nodes for.</summary>
    public static OrderSourcing.Request Ask(
        OrderKey key, Order order, ImmutableArray<RejectedLine> lines, CommandContext context)
    {
        var received = order.Received!;
        var barred = Barred(order);
        var nodes = received.Nodes.RemoveAll(barred.ContainsKey);
        var hasRules = lines.Any(line => line.Line.Decision is { IsRuled: true });
        return new(key, context, nodes, TimeSpan.Zero, hasRules ? Terms(order, lines, barred) : null)
        {
            Buyer = received.Customer,
            Backorder = received.Sourcing?.Backorder,
        };
    }

    /// <summary>
    /// Where to look for a line whose hold was lost: its own ranking, or the order's nodes, without those that
    /// rejected, and without new ones where the split policy has no shipment left.
    /// </summary>
    public static ImmutableArray<NodeId> NodesFor(Order order, SourcedLine line)
    {
        var ranked = line.Decision is { IsRuled: true } decision
            ? decision.Candidates.Where(candidate => candidate.Filtered is null).Select(candidate => candidate.Node)
            : order.Received!.Nodes;
        var used = order.Nodes.ToHashSet();
        var isUsedUp = used.Count >= (order.Received!.Sourcing?.Split?.Limit ?? int.MaxValue);
        return
        [
            .. ranked.Where(node => order.Rejections.All(rejection => rejection.Node != node)
                && (!isUsedUp || used.Contains(node))),
        ];
    }

    /// <summary>The lines as they are asked for: the open pieces only.</summary>
    public static ImmutableArray<OrderLine> Asked(ImmutableArray<RejectedLine> lines) =>
        [.. lines.Select(rejected => rejected.Line.Line with { Quantity = rejected.Open })];

    /// <summary>
    /// The events after other nodes were asked. Holds at the node that rejected are given up; when not every piece has
    /// found another node, the order waits for somebody to decide.
    /// </summary>
    public static ImmutableArray<OrderEvent> Decide(
        Order order, Rejection rejection, ImmutableArray<RejectedLine> lines, OrderSourcing.Result found)
    {
        var events = ImmutableArray.CreateBuilder<OrderEvent>();
        var givenUp = ImmutableArray.CreateBuilder<GivenUpHold>();
        var missing = ImmutableArray.CreateBuilder<string>();
        foreach (var (rejected, index) in lines.Select((line, index) => (line, index)))
        {
            var line = rejected.Line;
            var anew = found.Lines[index];
            givenUp.AddRange(line.Allocations
                .Where(allocation => allocation.Node == rejection.Node)
                .Select(allocation => new GivenUpHold(line.Line.Line, allocation.Node, allocation.Hold)));
            var decision = (anew.Decision ?? found.Plan?.Lines[index].Decision ?? new(SourcingReason.Order, []))
                with { InsteadOf = rejection.Node };
            events.Add(new LineSourced(
                line.Line.Line, [.. Kept(order, line, rejection.Node), .. anew.Allocations], line.ShipBy, decision));
            if (anew.Allocated < rejected.Open)
            {
                missing.Add($"Line {line.Line.Line}: no node is left for {rejected.Open - anew.Allocated} pieces");
            }
        }

        events.AddRange(OrderPromises.Backordered(found.Lines));
        events.Add(new FulfilmentReassigned(rejection.Node, givenUp.ToImmutable()));
        if (missing.Count > 0)
        {
            events.Add(new OrderHeld($"{string.Join("; ", missing)}; {rejection.Node} rejected: {rejection.Reason}"));
        }

        return events.ToImmutable();
    }

    // What the node did ship stays with the hold it was shipped from.
    private static IEnumerable<Allocation> Kept(Order order, SourcedLine line, NodeId node)
    {
        var shipped = order.ShippedOf(line.Line.Line, node);
        foreach (var allocation in line.Allocations)
        {
            if (allocation.Node != node)
            {
                yield return allocation;
                continue;
            }

            var kept = Quantity.Min(shipped, allocation.Quantity);
            shipped -= kept;
            if (kept > Quantity.Zero)
            {
                yield return allocation with { Quantity = kept, Backorder = KeptOf(allocation, kept) };
            }
        }
    }

    // Nothing is to come any more. What had come later was asked for on its own, behind what was there from the first,
    // and the node was not asked for the whole on account of it.
    private static BackorderPromise? KeptOf(Allocation allocation, Quantity kept)
    {
        if (allocation.Backorder is not { } waits)
        {
            return null;
        }

        var first = allocation.Quantity - (waits.Quantity + waits.Later);
        return kept > first ? waits with { Quantity = Quantity.Zero, Later = kept - first } : null;
    }

    private static Dictionary<NodeId, NodeFilter> Barred(Order order)
    {
        var barred = order.Nodes.ToDictionary(node => node, _ => NodeFilter.InUse);
        foreach (var node in order.Requests.Select(request => request.Node))
        {
            barred[node] = NodeFilter.InUse;
        }

        foreach (var rejection in order.Rejections)
        {
            barred[rejection.Node] = NodeFilter.Rejected;
        }

        return barred;
    }

    private static SourcingTerms Terms(
        Order order, ImmutableArray<RejectedLine> lines, Dictionary<NodeId, NodeFilter> barred)
    {
        var known = order.Received!.Sourcing;
        var used = barred.Count(node => node.Value == NodeFilter.InUse);
        var split = known?.Split is { Limit: { } limit } limited
            ? limited with { ShipComplete = false, MaxShipments = Math.Max(0, limit - used) }
            : known?.Split;
        var weight = known?.BalanceWeight ?? 0;
        return new(known?.Region, split, weight,
        [
            .. lines.Select(rejected => new LineTerms(
                rejected.Line.Line.Line,
                ValueOf(known, rejected),
                Candidates(rejected.Line, weight, barred))),
        ]);
    }

    private static decimal? ValueOf(SourcingTerms? known, RejectedLine rejected) =>
        known?.Lines.FirstOrDefault(line => line.Line == rejected.Line.Line.Line)?.Value
            * rejected.Open.Pieces / rejected.Line.Line.Quantity.Pieces;

    // The line's own decision holds the ranking; what it says of stock is out of date and is asked for anew.
    private static ImmutableArray<Candidate> Candidates(
        SourcedLine line, int weight, Dictionary<NodeId, NodeFilter> barred) =>
        [
            .. (line.Decision?.Candidates ?? []).Select(candidate => candidate with
            {
                Filtered = candidate.Filtered
                    ?? (barred.TryGetValue(candidate.Node, out var filter) ? filter : null),
                Scores = candidate.Scores?.RemoveAll(score => score.By == SourcingCriterion.StockBalance),
                Total = candidate.Total - (weight * (candidate.Scores ?? [])
                    .Where(score => score.By == SourcingCriterion.StockBalance)
                    .Sum(score => (long)score.Score)),
                Available = null,
                Short = null,
            }),
        ];

    private static Quantity AllocatedAt(SourcedLine line, NodeId node) => line.Allocations
        .Where(allocation => allocation.Node == node)
        .Aggregate(Quantity.Zero, (sum, allocation) => sum + allocation.Quantity);
}
