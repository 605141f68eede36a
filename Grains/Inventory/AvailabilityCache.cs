using System.Collections.Concurrent;

namespace OrderGrid.Inventory;

/// <summary>
/// Positions with their versions, which only ever go up. Bounded: when it is full, the hand of a clock passes over the
/// entries and takes the first that nobody has read since it came by last.
/// </summary>
internal sealed class AvailabilityCache(int maxPositions)
{
    private readonly ConcurrentDictionary<PositionKey, Entry> _entries = new();
    private readonly Queue<PositionKey> _clock = new();
    private readonly Lock _lock = new();

    /// <summary>What is known; null when nothing is.</summary>
    public PositionAvailability? Find(PositionKey position) =>
        _entries.TryGetValue(position, out var entry) ? entry.Read() : null;

    /// <summary>True when news of the position are wanted.</summary>
    public bool Follows(PositionKey position) => _entries.ContainsKey(position);

    /// <summary>Follows a position from now on, whether or not anything is known of it.</summary>
    public Entry Hold(PositionKey position)
    {
        if (_entries.TryGetValue(position, out var known))
        {
            return known;
        }

        lock (_lock)
        {
            if (!_entries.TryGetValue(position, out var entry))
            {
                MakeRoom();
                entry = new Entry();
                _entries.TryAdd(position, entry);
                _clock.Enqueue(position);
            }

            return entry;
        }
    }

    /// <summary>Takes news of a position that is followed; of others nothing is kept.</summary>
    public void Offer(PositionAvailability news)
    {
        if (_entries.TryGetValue(news.Position, out var entry))
        {
            entry.Offer(news);
        }
    }

    private void MakeRoom()
    {
        while (_clock.Count >= maxPositions)
        {
            var next = _clock.Dequeue();
            if (_entries[next].Pass())
            {
                _clock.Enqueue(next);
            }
            else
            {
                _entries.TryRemove(next, out _);
            }
        }
    }

    /// <summary>One position.</summary>
    internal sealed class Entry
    {
        private PositionAvailability? _known;
        private volatile bool _filled;
        private volatile bool _used;

        /// <summary>
        /// What is known; null before it is filled. A page of the feed can be older than what was told of the position
        /// before it was given up and followed again, so a page alone is no answer.
        /// </summary>
        public PositionAvailability? Read()
        {
            if (!_used)
            {
                _used = true;
            }

            return _filled ? Volatile.Read(ref _known) : null;
        }

        /// <summary>Takes what the journal says of the position now: from here on it can be read.</summary>
        public void Fill(PositionAvailability news)
        {
            Offer(news);
            _filled = true;
        }

        /// <summary>Takes news unless as new is known.</summary>
        public void Offer(PositionAvailability news)
        {
            var known = Volatile.Read(ref _known);
            while (known is null || news.Version > known.Version)
            {
                var before = Interlocked.CompareExchange(ref _known, news, known);
                if (ReferenceEquals(before, known))
                {
                    return;
                }

                known = before;
            }
        }

        /// <summary>True when it was read since the hand passed it last.</summary>
        public bool Pass()
        {
            var used = _used;
            _used = false;
            return used;
        }
    }
}
