using System.Collections.Immutable;
using OrderGrid.Inventory;

namespace OrderGrid.Orders;

/// <summary>What an order makes of lines that wait for what is to come. Pure.</summary>
public static class OrderPromises
{
    /// <summary>One event per allocation that waits; none costs nothing.</summary>
    public static ImmutableArray<OrderEvent> Backordered(IReadOnlyList<SourcedLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ImmutableArray<OrderEvent>.Builder? events = null;
        foreach (var line in lines)
        {
            foreach (var allocation in line.Allocations)
            {
                if (allocation.Backorder is { } promise)
                {
                    (events ??= ImmutableArray.CreateBuilder<OrderEvent>()).Add(new LineBackordered(
                        line.Line.Line, allocation.Node, allocation.Hold, promise.Quantity, promise.PromisedAt));
                }
            }
        }

        return events?.ToImmutable() ?? [];
    }

    /// <summary>
    /// The promise of a line of which a part waits: as long after the last known date as it would else be after now.
    /// </summary>
    public static DateTimeOffset ShipBy(
        DateTimeOffset shipBy, IEnumerable<Allocation> allocations, TimeSpan shipWithin) => allocations
        .Select(allocation => allocation.Backorder?.PromisedAt + shipWithin)
        .Aggregate(shipBy, (latest, next) => next > latest ? next.Value : latest);

    /// <summary>True while a part of the order waits for what is to come.</summary>
    public static bool IsWaiting(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.Lines.Any(line => line.Allocations.Any(
            allocation => allocation.Backorder is { } promise && promise.Quantity > Quantity.Zero));
    }

    /// <summary>
    /// Decides what a position says of a hold. One that the order gave up in the meantime is nothing to it; what it
    /// knows already, or is older than that, changes nothing.
    /// </summary>
    public static ReportDecision Decide(Order state, ReportPromise report)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(report);
        foreach (var line in state.Lines)
        {
            foreach (var allocation in line.Allocations)
            {
                if (allocation.Hold == report.Hold && allocation.Backorder is { } known)
                {
                    return report.Promise.Revision <= known.Revision
                        ? ReportDecision.Nothing(ReportAnswer.AlreadyRecorded)
                        : new(ReportAnswer.Recorded, Changes(state, line, allocation, report.Promise));
                }
            }
        }

        return ReportDecision.Nothing(ReportAnswer.UnknownSubject);
    }

    /// <summary>After a line was promised anew.</summary>
    public static Order Evolve(Order state, LineRepromised repromised)
    {
        ArgumentNullException.ThrowIfNull(repromised);
        return With(state, repromised.Hold, known =>
            known with { PromisedAt = repromised.To, Revision = repromised.Revision });
    }

    /// <summary>After pieces of a line have come.</summary>
    public static Order Evolve(Order state, LineArrived arrived)
    {
        ArgumentNullException.ThrowIfNull(arrived);
        return With(state, arrived.Hold, known => arrived.Left with
        {
            Later = arrived.Later == true ? known.Later + arrived.Quantity : known.Later,
        });
    }

    /// <summary>A shipment, and what its node is to be asked for next when it was the last of what it had.</summary>
    public static ImmutableArray<OrderEvent> WithDue(Order state, ShipmentDispatched dispatched)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(dispatched);
        return HasLater(state)
            && FindDue(OrderEvolution.Evolve(state, dispatched), dispatched.Node) is { } due
            ? [dispatched, due]
            : [dispatched];
    }

    // What comes before the ERP has the order goes with the rest; what comes later the nodes are asked for apart.
    private static ImmutableArray<OrderEvent> Changes(
        Order state, SourcedLine line, Allocation allocation, BackorderPromise promise)
    {
        var known = allocation.Backorder!;
        var (number, node) = (line.Line.Line, allocation.Node);
        var arrived = known.Quantity - Quantity.Min(known.Quantity, promise.Quantity);
        var isMoved = promise.Quantity > Quantity.Zero && promise.PromisedAt != known.PromisedAt;
        var repromised = new LineRepromised(
            number, node, allocation.Hold, promise.Quantity, known.PromisedAt, promise.PromisedAt, promise.Revision);
        if (arrived == Quantity.Zero)
        {
            return [repromised];
        }

        var isLater = state.ErpNumber is not null;
        var came = new LineArrived(number, node, allocation.Hold, arrived, promise, isLater ? true : null);
        ImmutableArray<OrderEvent> events = isMoved ? [came, repromised] : [came];
        return isLater && FindDue(OrderEvolution.Evolve(state, came), node) is { } due ? events.Add(due) : events;
    }

    private static bool HasLater(Order state)
    {
        foreach (var line in state.Lines)
        {
            foreach (var allocation in line.Allocations)
            {
                if (allocation.Backorder is { } promise && promise.Later > Quantity.Zero)
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Null while the node has something to ship, or nothing has come that it was not asked for.
    private static FulfilmentDue? FindDue(Order state, NodeId node)
    {
        var (asked, shipped) = (0L, 0L);
        var pieces = ImmutableArray.CreateBuilder<DuePieces>();
        foreach (var line in state.Lines)
        {
            shipped += state.ShippedOf(line.Line.Line, node).Pieces;
            foreach (var allocation in line.Allocations.Where(one => one.Node == node))
            {
                var later = allocation.Backorder?.Later ?? Quantity.Zero;
                var due = DueOf(state, allocation.Hold);
                var open = allocation.Backorder?.Quantity ?? Quantity.Zero;
                asked += (allocation.Quantity - open - later + due).Pieces;
                if (later > due)
                {
                    pieces.Add(new(line.Line.Line, allocation.Hold, later - due));
                }
            }
        }

        return pieces.Count == 0 || asked > shipped
            ? null
            : new FulfilmentDue(node, state.Due.Length + 1, pieces.ToImmutable());
    }

    private static Quantity DueOf(Order state, HoldId hold) => state.Due
        .SelectMany(due => due.Pieces)
        .Where(pieces => pieces.Hold == hold)
        .Aggregate(Quantity.Zero, (sum, pieces) => sum + pieces.Quantity);

    private static Order With(Order state, HoldId hold, Func<BackorderPromise, BackorderPromise> change)
    {
        var index = state.Lines.ToList().FindIndex(line => line.Allocations.Any(one => one.Hold == hold));
        var line = state.Lines[index];
        var allocation = line.Allocations.First(one => one.Hold == hold);
        var after = allocation with { Backorder = change(allocation.Backorder ?? new(Quantity.Zero, null)) };
        return state with
        {
            Lines = state.Lines.SetItem(
                index, line with { Allocations = line.Allocations.Replace(allocation, after) }),
        };
    }
}
