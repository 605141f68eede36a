using System.Buffers.Binary;

namespace OrderGrid.Journal;

/// <summary>
/// The events of one short stream as they were written, in one piece of memory: an order at rest is this and little
/// else, and every object more of it would be found, moved and looked at by the garbage collector.
/// </summary>
internal sealed class WrittenEvents<TEvent>(EventFormat<TEvent> format)
    where TEvent : class
{
    // Each event: the number of its type, the length of its body, its body.
    private const int HeaderBytes = 1 + sizeof(int);

    private byte[] _packed = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds some behind the others.</summary>
    public void Add(IReadOnlyList<JournalEvent> events)
    {
        var used = _packed.Length;
        Array.Resize(ref _packed, used + events.Sum(one => HeaderBytes + one.Body.Length));
        foreach (var one in events)
        {
            var place = _packed.AsSpan(used);
            place[0] = format.NumberOf(one.Type);
            BinaryPrimitives.WriteInt32LittleEndian(place[1..], one.Body.Length);
            one.Body.Span.CopyTo(place[HeaderBytes..]);
            used += HeaderBytes + one.Body.Length;
        }

        Count += events.Count;
    }

    /// <summary>What they lead to.</summary>
    public TState Fold<TState>(TState state, Func<TState, TEvent, TState> evolve)
    {
        var left = _packed.AsSpan();
        while (!left.IsEmpty)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(left[1..]);
            state = evolve(state, format.Read(left[0], left.Slice(HeaderBytes, length)));
            left = left[(HeaderBytes + length)..];
        }

        return state;
    }
}
