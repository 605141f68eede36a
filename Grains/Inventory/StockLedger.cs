using System.Collections.Immutable;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>One line of the explanation of a position.</summary>
/// <param name="Version">The position's version after it.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Type">The canonical event type, without <c>ordergrid.</c>.</param>
/// <param name="Change">By how much on hand changed.</param>
/// <param name="After">Where the position stood then.</param>
/// <param name="Command">The command behind it.</param>
/// <param name="Correlation">The outside request behind the command.</param>
public sealed record StockLedgerEntry(
    StreamVersion Version,
    DateTimeOffset Time,
    string Type,
    long Change,
    StockLevels After,
    Identity.CommandId Command,
    Identity.CorrelationId Correlation)
{
    /// <summary>Why and who said so; null for what orders and the clock do.</summary>
    public StockCause? Cause { get; init; }

    /// <summary>The order, where one is behind it.</summary>
    public OrderKey? Order { get; init; }

    /// <summary>The hold, where it is about one.</summary>
    public HoldId? Hold { get; init; }

    /// <summary>The shipment, where it is one.</summary>
    public ShipmentId? Shipment { get; init; }
}

/// <summary>A page of the explanation: the entries after <paramref name="Start"/>, up to a time.</summary>
/// <param name="Start">Version before the first entry.</param>
/// <param name="End">The position's version at the time asked for.</param>
/// <param name="Entries">Oldest first, at most <see cref="StockLedger.MaxEntries"/>.</param>
public sealed record StockLedgerPage(StreamVersion Start, StreamVersion End, ImmutableArray<StockLedgerEntry> Entries);

/// <summary>Why a position is what it is: its own events, read back from the journal.</summary>
public sealed class StockLedger(IJournal journal)
{
    /// <summary>Most entries of a page.</summary>
    public const int MaxEntries = 200;

    private static readonly int[] Margins =
        [1, 64, PositionLimits.MaxCommandsPerRecord, JournalLimits.MaxEventsPerAppend];

    /// <summary>
    /// A page behind <paramref name="after"/>, or, without it, the page that ends at <paramref name="asOf"/>; null
    /// for now.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The journal is away; try again.</exception>
    public async Task<StockLedgerPage> ReadAsync(
        PositionKey position, DateTimeOffset? asOf, StreamVersion? after, CancellationToken cancellation)
    {
        var stream = new StreamName(StreamCategory.Position, position.ToString());
        var last = await FindEndAsync(stream, asOf, cancellation);
        var start = after ?? new(Math.Max(0, last.Value - MaxEntries));
        var entries = ImmutableArray.CreateBuilder<StockLedgerEntry>();
        var before = default(StockLevels);
        foreach (var record in await ReadAroundAsync(stream, start, cancellation))
        {
            foreach (var (index, journalled) in record.Events.Index())
            {
                var version = record.First.Plus(index);
                var happening = PositionEvents.Format.Read(journalled);
                if (version > start && version <= last && entries.Count < MaxEntries)
                {
                    entries.Add(Describe(version, journalled, happening, before));
                }

                before = happening.After;
            }
        }

        return new(start, last, entries.ToImmutable());
    }

    /// <summary>The version that a stream had at a time; its last one without a time.</summary>
    private async Task<StreamVersion> FindEndAsync(
        StreamName stream, DateTimeOffset? asOf, CancellationToken cancellation)
    {
        // Doubling finds a bound, halving the end: a read of one record each, however long the stream is.
        var (known, bound) = (0L, 1L);
        while (await ReadOneAsync(stream, bound, cancellation) is { } record && IsBy(record, asOf))
        {
            (known, bound) = (record.Last.Value, 2 * record.Last.Value);
        }

        while (known < bound)
        {
            var middle = (known + bound) / 2;
            if (await ReadOneAsync(stream, middle, cancellation) is { } record && IsBy(record, asOf))
            {
                known = record.Last.Value;
            }
            else
            {
                bound = middle;
            }
        }

        return new(known);
    }

    private static bool IsBy(JournalRecord record, DateTimeOffset? asOf) =>
        asOf is not { } time || record.RecordedAt <= time;

    private async Task<JournalRecord?> ReadOneAsync(StreamName stream, long after, CancellationToken cancellation) =>
        await journal.ReadStreamAsync(stream, new(after), 1, cancellation) is [var record, ..] ? record : null;

    // A page may begin inside a record, so reading begins far enough in front of it to see the record's first event
    // and the levels before the page.
    private async Task<IReadOnlyList<JournalRecord>> ReadAroundAsync(
        StreamName stream, StreamVersion start, CancellationToken cancellation)
    {
        IReadOnlyList<JournalRecord> records = [];
        foreach (var margin in Margins)
        {
            var from = new StreamVersion(Math.Max(0, start.Value - margin));
            records = await journal.ReadStreamAsync(stream, from, MaxEntries + margin, cancellation);
            if (from.Value == 0 || (records.Count > 0 && records[0].First <= start))
            {
                break;
            }
        }

        return records;
    }

    private static StockLedgerEntry Describe(
        StreamVersion version, JournalEvent journalled, PositionEvent happening, StockLevels before)
    {
        var entry = new StockLedgerEntry(
            version,
            journalled.Time,
            journalled.Type,
            happening.After.OnHand.Pieces - before.OnHand.Pieces,
            happening.After,
            journalled.Command,
            journalled.Correlation);
        return happening switch
        {
            StockHeld held => entry with { Order = held.Order, Hold = held.Hold },
            HoldCommitted committed => entry with { Hold = committed.Hold },
            HoldReleased released => entry with { Hold = released.Hold },
            HoldExpired expired => entry with { Hold = expired.Hold },
            HoldShipped shipped => entry with { Hold = shipped.Hold, Shipment = shipped.Shipment },
            StockAdjusted adjusted => entry with
            {
                Cause = new(adjusted.Reason, adjusted.Source, adjusted.Reference),
            },
            StockUpdated updated => entry with { Cause = updated.Cause },
            _ => entry,
        };
    }
}
