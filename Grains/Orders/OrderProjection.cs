using System.Collections.Immutable;
using OrderGrid.Journal;

namespace OrderGrid.Orders;

/// <summary>How an order is shown.</summary>
public static class OrderProjection
{
    /// <summary>The order at a version; null when it was never accepted.</summary>
    public static OrderView? View(OrderKey key, Order order, StreamVersion version) =>
        order is { Received: { } received, AcceptedAt: { } acceptedAt }
            ? new(
                key,
                StatusOf(order),
                order.HoldReason,
                received.Customer,
                received.Currency,
                received.ShipTo,
                acceptedAt,
                [.. order.Lines.Select(line => ViewLine(order, line))],
                order.ErpNumber,
                order.Requests,
                order.Shipments,
                version)
            : null;

    /// <summary>How far an order has come. A hold shows before everything but the end.</summary>
    public static OrderStatus StatusOf(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.Closed)
        {
            return OrderStatus.Closed;
        }

        if (order.HoldReason is not null)
        {
            return OrderStatus.Held;
        }

        if (order.Lines.All(line => order.ShippedOf(line.Line.Line) == line.Line.Quantity))
        {
            return OrderStatus.Shipped;
        }

        if (!order.Shipments.IsEmpty)
        {
            return OrderStatus.PartlyShipped;
        }

        if (order.ErpNumber is null)
        {
            return OrderStatus.Accepted;
        }

        return !OrderPromises.IsWaiting(order)
            && order.Nodes.All(node => order.Requests.Any(request => request.Node == node))
            ? OrderStatus.Released
            : OrderStatus.Posted;
    }

    /// <summary>What an accepted order was promised, as it was told the first time.</summary>
    public static ImmutableArray<LinePromise> Promises(Order order) =>
        [
            .. order.Lines.Select(line => new LinePromise(
                line.Line.Line, line.Line.Sku, line.Line.Quantity, line.Allocations, line.ShipBy)),
        ];

    /// <summary>The events of an order's records.</summary>
    public static ImmutableArray<TimelineEntry> Timeline(IReadOnlyList<JournalRecord> records)
    {
        var entries = ImmutableArray.CreateBuilder<TimelineEntry>();
        foreach (var record in records)
        {
            foreach (var happening in record.Events)
            {
                var first = entries.Count == 0 ? happening.Time : entries[0].Time;
                entries.Add(new(
                    new(entries.Count + 1),
                    happening.Type,
                    happening.Time,
                    record.RecordedAt,
                    happening.Time - first,
                    happening.Command,
                    happening.Correlation,
                    System.Text.Encoding.UTF8.GetString(happening.Body.Span)));
            }
        }

        return entries.ToImmutable();
    }

    private static OrderLineView ViewLine(Order order, SourcedLine line) => new(
        line.Line,
        line.Allocations,
        line.ShipBy,
        line.Allocated,
        order.ShippedOf(line.Line.Line),
        order.InvoicedOf(line.Line.Line),
        line.Decision);
}
