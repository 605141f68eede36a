using System.Collections.Immutable;
using OrderGrid.Journal;

namespace OrderGrid.Gateway.Delivery;

/// <summary>One event of a page, with the sequence it has in its stream.</summary>
internal sealed record FedEvent(JournalRecord Record, JournalEvent Event, StreamVersion Sequence);

/// <summary>What a reader asks the feed for.</summary>
/// <param name="Types">Canonical types without their prefix; empty for all.</param>
/// <param name="Subject">Key of the only stream to be shown; null for all.</param>
internal sealed record FeedFilter(ImmutableHashSet<string> Types, string? Subject)
{
    public bool Wants(JournalRecord record, JournalEvent one) =>
        CloudEvents.SourceOf(record.Stream.Category) is not null
        && (Subject is null || record.Stream.Key == Subject)
        && (Types.IsEmpty || Types.Contains(one.Type));
}

/// <summary>A stretch of the feed.</summary>
/// <param name="Events">At most <see cref="MaxEvents"/>.</param>
/// <param name="Next">Where the next page begins.</param>
/// <param name="Moved">False when there was nothing new, wanted or not.</param>
internal sealed record FeedPage(ImmutableArray<FedEvent> Events, FeedCursor Next, bool Moved)
{
    /// <summary>Most events of a page.</summary>
    public const int MaxEvents = 200;

    private const int RecordsPerPartition = 64;

    /// <summary>The next page; events of one subject are in their order.</summary>
    /// <exception cref="JournalUnavailableException">The journal is away; try again.</exception>
    public static async Task<FeedPage> ReadAsync(
        IJournal journal, FeedCursor cursor, FeedFilter filter, CancellationToken cancellation)
    {
        var partitions = filter.Subject is { } subject
            ? [new StreamName(StreamCategory.Order, subject).Partition]
            : Enumerable.Range(0, StreamName.Partitions);
        var query = new FeedQuery(
            [.. partitions.Select(partition => new PartitionCursor(partition, cursor.Positions[partition]))],
            RecordsPerPartition,
            null);
        var read = await journal.ReadFeedAsync(query, cancellation);

        // A record seen in part comes first, so that at most one is ever seen in part.
        var records = read.OrderBy(page => page.Partition == cursor.Partition ? 0 : 1)
            .SelectMany(page => page.Records.Select(record => (page.Partition, Record: record)));
        return Fill(cursor, filter, records);
    }

    private static FeedPage Fill(
        FeedCursor cursor, FeedFilter filter, IEnumerable<(int Partition, JournalRecord Record)> records)
    {
        var events = ImmutableArray.CreateBuilder<FedEvent>();
        var next = cursor;
        foreach (var (partition, record) in records)
        {
            for (var index = next.Partition == partition ? next.Seen : 0; index < record.Events.Count; index++)
            {
                if (events.Count == MaxEvents)
                {
                    return new(events.ToImmutable(), next.Inside(partition, index), true);
                }

                if (filter.Wants(record, record.Events[index]))
                {
                    events.Add(new(record, record.Events[index], record.First.Plus(index)));
                }
            }

            next = next.After(partition, record.Position);
        }

        return new(events.ToImmutable(), next, next != cursor);
    }
}
