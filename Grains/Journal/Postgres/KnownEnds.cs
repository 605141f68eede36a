namespace OrderGrid.Journal;

/// <summary>
/// Where some of the streams that a writer continued end, so that the server need not be asked whether a record ends
/// right before an append. A stream's end may have moved on since, which the unique key notices; but a place where a
/// record ended stays one. A newcomer takes the place of another stream: nothing grows.
/// </summary>
internal sealed class KnownEnds
{
    private const int Slots = 1 << 16;

    private readonly Lock _lock = new();
    private readonly Slot[] _slots = new Slot[Slots];

    /// <summary>Adds, for each of the appends, whether a record is known to end right before it.</summary>
    public void Mark(List<PendingAppend> appends, List<bool> known)
    {
        lock (_lock)
        {
            foreach (var append in appends)
            {
                ref var slot = ref Find(append.Stream);
                known.Add(slot.Next == append.First && slot.Stream == append.Stream);
            }
        }
    }

    /// <summary>
    /// Remembers committed appends, all or those of the streams written to; a stream's first is left out: most are
    /// not continued soon.
    /// </summary>
    public void Add(List<PendingAppend> appends, HashSet<StreamName>? written)
    {
        lock (_lock)
        {
            foreach (var append in appends)
            {
                if (append.First > 1 && (written is null || written.Contains(append.Stream)))
                {
                    Find(append.Stream) = new(append.Stream, append.First + append.Events);
                }
            }
        }
    }

    /// <summary>
    /// Forgets all, as is due when a connection ended: the next server may have lost what this one had.
    /// </summary>
    public void Forget()
    {
        lock (_lock)
        {
            Array.Clear(_slots);
        }
    }

    private ref Slot Find(StreamName stream) => ref _slots[stream.GetHashCode() & (Slots - 1)];

    private readonly record struct Slot(StreamName Stream, long Next);
}
