using OrderGrid.Delivery;
using OrderGrid.Journal;

namespace OrderGrid.Inventory;

/// <summary>
/// What a process knows of positions from the moment somebody asked until nobody does any more: filled from where
/// their streams end, kept up from the feed.
/// </summary>
internal sealed class AvailabilityView
{
    private const int RecordsPerRead = 10_000;
    private const int RefreshesPerLook = 5;

    // A transaction that is open for less than that is at work and holds nobody back for long.
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(1);
    private static readonly HashSet<StreamCategory> Categories = [StreamCategory.Position];

    private readonly IJournal _journal;
    private readonly PositionReferences _positions;
    private readonly TimeProvider _clock;
    private readonly AvailabilityCache _cache;
    private readonly PartitionCursor[] _cursors;
    private DateTimeOffset? _heldBackSince;
    private long _refreshes;
    private long _readTicks;
    private long _asOfTicks;

    /// <summary>Makes an empty one that follows the feed from a horizon.</summary>
    public AvailabilityView(
        IJournal journal, PositionReferences positions, TimeProvider clock, int maxPositions, FeedPosition horizon)
    {
        (_journal, _positions, _clock) = (journal, positions, clock);
        _cache = new(maxPositions);
        _cursors = [.. Enumerable.Range(0, StreamName.Partitions)
            .Select(partition => new PartitionCursor(partition, horizon))];
        _readTicks = _asOfTicks = clock.GetUtcNow().UtcTicks;
    }

    /// <summary>When the feed was read last.</summary>
    public DateTimeOffset ReadAt => new(Volatile.Read(ref _readTicks), TimeSpan.Zero);

    /// <summary>Up to when it showed everything: earlier than that only while somebody holds it back.</summary>
    public DateTimeOffset AsOf => new(Volatile.Read(ref _asOfTicks), TimeSpan.Zero);

    /// <summary>What is known of a position.</summary>
    public PositionAvailability? Find(PositionKey position) => _cache.Find(position);

    /// <summary>Reads what the feed shows since the last time.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        var begun = _clock.GetUtcNow();
        var query = new FeedQuery(_cursors, RecordsPerRead, Categories) { LatestOnly = true };
        foreach (var page in await _journal.ReadFeedAsync(query, cancellation))
        {
            foreach (var record in page.Records)
            {
                var position = PositionKey.Parse(record.Stream.Key);
                if (_cache.Follows(position))
                {
                    _cache.Offer(Read(position, record));
                }
            }

            _cursors[page.Partition] = new(page.Partition, page.Through);
        }

        if (_refreshes++ % RefreshesPerLook == 0)
        {
            var holdback = await _journal.FindHoldbackAsync(Work, cancellation);
            _heldBackSince = begun - holdback?.Age;
        }

        Volatile.Write(ref _asOfTicks, (_heldBackSince ?? begun).UtcTicks);
        Volatile.Write(ref _readTicks, begun.UtcTicks);
    }

    /// <summary>
    /// Reads positions from the journal. They are followed before they are read, so that what the feed shows meanwhile
    /// is not missed; and versions decide, so that the read cannot set it back.
    /// </summary>
    public async Task<IReadOnlyDictionary<PositionKey, PositionAvailability>> FillAsync(
        IEnumerable<PositionKey> positions, CancellationToken cancellation)
    {
        var entries = positions.Distinct().ToDictionary(position => position, _cache.Hold);
        foreach (var some in entries.Keys.Chunk(JournalLimits.MaxHeadsPerRead))
        {
            var streams = some.Select(position => new StreamName(StreamCategory.Position, position.ToString()));
            var heads = (await _journal.ReadHeadsAsync([.. streams], cancellation)).Records
                .ToDictionary(record => PositionKey.Parse(record.Stream.Key));
            foreach (var position in some)
            {
                entries[position].Fill(heads.TryGetValue(position, out var record)
                    ? Read(position, record)
                    : new(position, default, StreamVersion.None));
            }
        }

        await Task.WhenAll(entries.Values.Select(LookAtClockAsync));
        var read = entries.ToDictionary(entry => entry.Key, entry => entry.Value.Read()!);

        // A position may have been given up meanwhile and followed anew by another reader, who must not know less.
        Offer(read.Values);
        return read;
    }

    /// <summary>Takes what was learned elsewhere; of positions that nobody asked for nothing is kept.</summary>
    public void Offer(IEnumerable<PositionAvailability> news)
    {
        foreach (var told in news)
        {
            _cache.Offer(told);
        }
    }

    // Holds that ran out while their position was asleep are given back when it wakes up.
    private async Task LookAtClockAsync(AvailabilityCache.Entry entry)
    {
        if (entry.Read() is not { } known || known.Levels.Pending == Quantity.Zero)
        {
            return;
        }

        try
        {
            entry.Offer(await _positions.Of(known.Position).GetAvailability());
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            // What the journal says is true as well, only more careful.
        }
    }

    private static PositionAvailability Read(PositionKey position, JournalRecord record) =>
        new(position, PositionLevels.After(record), record.Last);
}
