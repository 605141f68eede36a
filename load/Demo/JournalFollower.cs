using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Load.Demo;

/// <summary>
/// Reads the feed to its end as any subscriber would, and folds every stream with the grid's own rules. Not safe for
/// concurrent use.
/// </summary>
internal sealed class JournalFollower : IAsyncDisposable
{
    private const int PageRecords = 1_000;

    private readonly PostgresJournal _journal;
    private readonly string _postgres;
    private readonly FeedPosition[] _cursors = new FeedPosition[StreamName.Partitions];
    private readonly Dictionary<string, FollowedOrder> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Position> _positions = new(StringComparer.Ordinal);
    private readonly HashSet<(StreamName Stream, long First, int Events)> _seen = [];
    private readonly List<string> _oversold = [];

    /// <summary>Makes one; it connects when it first reads.</summary>
    public JournalFollower(string postgres, TimeProvider clock)
    {
        _postgres = postgres;
        _journal = new(
            new PostgresJournalOptions { ConnectionString = postgres }, clock, NullLogger<PostgresJournal>.Instance);
    }

    /// <summary>Every order of the feed so far, by channel and number.</summary>
    public IReadOnlyDictionary<string, FollowedOrder> Orders => _orders;

    /// <summary>Every position of the feed so far, by SKU and node.</summary>
    public IReadOnlyDictionary<string, Position> Positions => _positions;

    /// <summary>Events after which a position had more held than there was, or less than nothing; in words.</summary>
    public IReadOnlyList<string> Oversold => _oversold;

    /// <summary>Events of positions that were folded and looked at.</summary>
    public int PositionEventsSeen { get; private set; }

    /// <summary>Throws unless the database is new: a day sent twice would be answered from the first.</summary>
    public async Task RequireEmptyAsync(CancellationToken cancellation)
    {
        await _journal.PrepareAsync(cancellation);
        await CatchUpAsync(cancellation);
        if (_seen.Count > 0)
        {
            throw new DemoException("The demo needs an empty journal: give it a database of its own.");
        }
    }

    /// <summary>Reads whatever is new.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        IReadOnlyList<PartitionPage> pages;
        do
        {
            var cursors = _cursors.Select((after, partition) => new PartitionCursor(partition, after)).ToList();
            pages = await _journal.ReadFeedAsync(new(cursors, PageRecords, null), cancellation);
            foreach (var page in pages)
            {
                _cursors[page.Partition] = page.Through;
                page.Records.ToList().ForEach(Take);
            }
        }
        while (pages.Count > 0);
    }

    /// <summary>What the table holds, past the feed: gaps in streams, and records the feed did not show.</summary>
    public async Task<TableCheck> CompareWithTableAsync(CancellationToken cancellation)
    {
        var gaps = new List<string>();
        var missed = new List<string>();
        var ends = new Dictionary<StreamName, long>();
        await using var database = NpgsqlDataSource.Create(_postgres);
        await using var command = database.CreateCommand(
            "SELECT category, stream, first, events FROM journal_record ORDER BY category, stream, first");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var records = 0;
        while (await reader.ReadAsync(cancellation))
        {
            var stream = new StreamName((StreamCategory)reader.GetInt16(0), reader.GetString(1));
            var first = reader.GetInt64(2);
            var events = reader.GetInt32(3);
            records++;
            if (first != ends.GetValueOrDefault(stream) + 1)
            {
                gaps.Add(string.Create(CultureInfo.InvariantCulture, $"{stream} goes on at {first}"));
            }

            ends[stream] = first + events - 1;
            if (!_seen.Contains((stream, first, events)))
            {
                missed.Add(string.Create(CultureInfo.InvariantCulture, $"{stream} at {first}"));
            }
        }

        return new(ends.Count, records, _seen.Count, [.. gaps], [.. missed]);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    private void Take(JournalRecord record)
    {
        _seen.Add((record.Stream, record.First.Value, record.Events.Count));
        switch (record.Stream.Category)
        {
            case StreamCategory.Order:
                TakeOrder(record);
                break;
            case StreamCategory.Position:
                TakePosition(record);
                break;
            case StreamCategory.Channel:
            case StreamCategory.Delivery:
            case StreamCategory.IdempotencyKey:
                break;
        }
    }

    private void TakeOrder(JournalRecord record)
    {
        var order = _orders.GetValueOrDefault(record.Stream.Key) ?? FollowedOrder.New;
        foreach (var happening in record.Events)
        {
            order = order.After(OrderEvents.Format.Read(happening), record.RecordedAt);
        }

        _orders[record.Stream.Key] = order;
    }

    private void TakePosition(JournalRecord record)
    {
        var position = _positions.GetValueOrDefault(record.Stream.Key) ?? Position.Empty;
        foreach (var happening in record.Events)
        {
            position = PositionEvolution.Evolve(position, PositionEvents.Format.Read(happening));
            PositionEventsSeen++;
            var levels = position.Levels;
            if (levels.Pending.Pieces + levels.Committed.Pieces > levels.OnHand.Pieces)
            {
                _oversold.Add($"{record.Stream.Key}: {JsonSerializer.Serialize(levels)}");
            }
        }

        _positions[record.Stream.Key] = position;
    }
}

/// <summary>An order as the feed tells it, with the times at which its stages were journalled.</summary>
internal sealed record FollowedOrder(
    Order State,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset? PostedAt,
    DateTimeOffset? EndedAt,
    string? RefusedByErp)
{
    /// <summary>An order nothing is known of.</summary>
    public static FollowedOrder New { get; } = new(Order.None, null, null, null, null);

    /// <summary>True once nothing more will happen by itself.</summary>
    public bool Ended => EndedAt is not null;

    /// <summary>The order after an event.</summary>
    public FollowedOrder After(OrderEvent happening, DateTimeOffset recordedAt)
    {
        var next = this with { State = OrderEvolution.Evolve(State, happening) };
        return happening switch
        {
            OrderAccepted => next with { AcceptedAt = recordedAt },
            ErpPosted => next with { PostedAt = recordedAt },
            ErpRefused refused => next with { RefusedByErp = refused.Reason },
            OrderHeld or OrderClosed => next with { EndedAt = EndedAt ?? recordedAt },
            _ => next,
        };
    }
}

/// <summary>The table compared with what was followed.</summary>
internal sealed record TableCheck(
    int Streams, int Records, int Seen, ImmutableArray<string> Gaps, ImmutableArray<string> Missed);
