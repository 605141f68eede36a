using System.Collections.Immutable;
using System.Text.Json;
using OrderGrid.Gateway.Http;
using OrderGrid.Identity;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Gateway.Orders;

/// <summary>An accepted order: durable, with stock held for every line.</summary>
/// <param name="Order">Channel and number.</param>
/// <param name="AcceptedAt">UTC.</param>
/// <param name="Version">The order's version; also the entity tag.</param>
/// <param name="Lines">What each line was promised.</param>
public sealed record AcceptedOrder(
    OrderKey Order, DateTimeOffset AcceptedAt, StreamVersion Version, ImmutableArray<LinePromise> Lines)
{
    /// <summary>Of an outcome that is no refusal.</summary>
    public static AcceptedOrder Of(OrderKey order, SubmitOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return new(order, outcome.AcceptedAt!.Value, outcome.Version, outcome.Promises);
    }
}

/// <summary>An order's history.</summary>
/// <param name="Order">Channel and number.</param>
/// <param name="Events">Oldest first.</param>
public sealed record OrderTimeline(OrderKey Order, ImmutableArray<OrderTimelineEvent> Events)
{
    /// <summary>Of the order's own entries.</summary>
    public static OrderTimeline Of(OrderKey order, ImmutableArray<TimelineEntry> entries) =>
        new(order, [.. entries.Select(entry => new OrderTimelineEvent(
            entry.Sequence,
            entry.Type,
            entry.Time,
            entry.RecordedAt,
            entry.SinceFirst.TotalSeconds,
            entry.Command,
            entry.Correlation,
            JsonElement.Parse(entry.Body)))]);
}

/// <summary>One event of an order's history.</summary>
/// <param name="Sequence">Its place in the history, from 1.</param>
/// <param name="Type">Canonical type.</param>
/// <param name="Time">When it happened, UTC.</param>
/// <param name="RecordedAt">When it was journalled, UTC.</param>
/// <param name="ElapsedSeconds">Since the first event.</param>
/// <param name="Command">The command behind it.</param>
/// <param name="Correlation">The outside request behind the command.</param>
/// <param name="Body">The event.</param>
public sealed record OrderTimelineEvent(
    StreamVersion Sequence,
    string Type,
    DateTimeOffset Time,
    DateTimeOffset RecordedAt,
    double ElapsedSeconds,
    CommandId Command,
    CorrelationId Correlation,
    JsonElement Body);
