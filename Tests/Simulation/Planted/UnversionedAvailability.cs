using OrderGrid.Embedded;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Simulated;

/// <summary>
/// Availability that takes whatever arrives last for the newest: pages of the feed and reads of streams overtake one
/// another, and no version is compared.
/// </summary>
internal sealed class UnversionedAvailability(IJournal journal, SeededDice dice, TimeProvider clock) : IAvailability
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWay = TimeSpan.FromMilliseconds(600);
    private static readonly HashSet<StreamCategory> Categories = [StreamCategory.Position];

    private readonly Dictionary<PositionKey, PositionAvailability> _known = [];

    public bool TryGet(PositionKey position, out PositionAvailability? found) =>
        _known.TryGetValue(position, out found);

    public async ValueTask<AvailabilityReading> ReadAsync(
        IReadOnlyList<PositionKey> positions, CancellationToken cancellation)
    {
        var missing = positions.Where(position => !_known.ContainsKey(position))
            .Select(position => new StreamName(StreamCategory.Position, position.ToString())).ToArray();
        Take((await journal.ReadHeadsAsync(missing, cancellation)).Records);
        return new([.. positions.Select(position => _known.GetValueOrDefault(
            position, new(position, default, StreamVersion.None)))], clock.GetUtcNow());
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        var cursors = Enumerable.Range(0, StreamName.Partitions)
            .Select(partition => new PartitionCursor(partition, FeedPosition.Start)).ToArray();
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(Refresh, clock, CancellationToken.None);
            try
            {
                var query = new FeedQuery(cursors, 10_000, Categories) { LatestOnly = true };
                foreach (var page in await journal.ReadFeedAsync(query, stopping))
                {
                    cursors[page.Partition] = new(page.Partition, page.Through);
                    _ = TakeLaterAsync(page.Records);
                }
            }
            catch (JournalUnavailableException)
            {
                // The next round reads it again.
            }
        }
    }

    private async Task TakeLaterAsync(IReadOnlyList<JournalRecord> records)
    {
        await Task.Delay(dice.Between(TimeSpan.Zero, LongestWay), clock, CancellationToken.None);
        Take(records);
    }

    private void Take(IReadOnlyList<JournalRecord> records)
    {
        foreach (var record in records)
        {
            var position = PositionKey.Parse(record.Stream.Key);
            _known[position] = new(position, PositionLevels.After(record), record.Last);
        }
    }
}
