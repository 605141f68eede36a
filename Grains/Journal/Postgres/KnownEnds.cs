namespace OrderGrid.Journal;

/// <summary>
/// Where some of the streams that one connection writes end, so that the server need not be asked whether a record
/// ends right before an append. A stream's end may have moved on since, which the unique key notices; but a place
/// where a record ended stays one. A newcomer takes the place of another stream: nothing grows.
/// </summary>
internal sealed class KnownEnds
{
    private const int Slots = 1 << 16;

    private readonly Slot[] _slots = new Slot[Slots];

    /// <summary>True when a record is known to end right before it.</summary>
    public bool Has(PendingAppend append)
    {
        ref var slot = ref Find(append.Stream);
        return slot.Next == append.First && slot.Stream == append.Stream;
    }

    /// <summary>Remembers a committed append; a stream's first is left out: most are not continued soon.</summary>
    public void Add(PendingAppend committed)
    {
        if (committed.First > 1)
        {
            Find(committed.Stream) = new(committed.Stream, committed.First + committed.Events);
        }
    }

    private ref Slot Find(StreamName stream) => ref _slots[stream.GetHashCode() & (Slots - 1)];

    private readonly record struct Slot(StreamName Stream, long Next);
}
