using OrderGrid.Embedded;
using OrderGrid.Journal;

namespace OrderGrid.Simulated;

/// <summary>A subscriber of the whole feed from the start, at a pace of its own, that never looks back.</summary>
internal sealed class FeedReader(VolatileJournal journal, SeededDice dice, TimeProvider clock)
{
    private const int RecordsPerRead = 20;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(300);

    private readonly Dictionary<int, FeedPosition> _cursors =
        WorldNames.FeedPartitions.ToDictionary(partition => partition, _ => FeedPosition.Start);

    private readonly Dictionary<StreamName, List<StreamVersion>> _seen = [];

    /// <summary>True for streams in the partitions it reads.</summary>
    public bool Reads(StreamName stream) => _cursors.ContainsKey(stream.Partition);

    /// <summary>First sequences of the stream's records, in the order they were shown.</summary>
    public IReadOnlyList<StreamVersion> Seen(StreamName stream) => _seen.GetValueOrDefault(stream, []);

    /// <summary>Reads until the world ends, and then to the end of the feed.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await ReadAsync();
            await Task.Delay(dice.Between(TimeSpan.FromMilliseconds(5), LongestPause), clock, CancellationToken.None);
        }
    }

    /// <summary>Reads one page of each partition; true when there was any.</summary>
    public async Task<bool> ReadAsync()
    {
        var query = new FeedQuery(
            [.. _cursors.Select(cursor => new PartitionCursor(cursor.Key, cursor.Value))], RecordsPerRead, null);
        var pages = await journal.ReadFeedAsync(query, CancellationToken.None);
        foreach (var page in pages)
        {
            _cursors[page.Partition] = page.Through;
            foreach (var record in page.Records)
            {
                if (!_seen.TryGetValue(record.Stream, out var seen))
                {
                    _seen.Add(record.Stream, seen = []);
                }

                seen.Add(record.First);
            }
        }

        return pages.Count > 0;
    }
}
