using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using OrderGrid.Identity;
using OrderGrid.Journal;

namespace OrderGrid.Delivery;

/// <summary>
/// Events of a lane that rest before their first attempt, in the order they came, packed into one piece of memory.
/// At thousands of orders a second an object that lives for seconds is the dearest there is: the garbage collector
/// copies it twice and finds out that it is gone only when it looks at everything.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "What is disposable in it holds nothing but memory.")]
internal sealed class RestingEvents
{
    private const int SmallBytes = 64 * 1024;

    private readonly NumberedQueue<Entry> _entries = new();
    private readonly MemoryStream _bytes = new();
    private readonly BinaryWriter _writer;
    private readonly BinaryReader _reader;

    // What stands at the beginning of the memory, and how much of that is not needed any more.
    private long _base;
    private int _start;

    public RestingEvents()
    {
        _writer = new(_bytes, Encoding.UTF8);
        _reader = new(_bytes, Encoding.UTF8);
    }

    /// <summary>Memory it holds, in bytes.</summary>
    public int Bytes => _bytes.Capacity;

    /// <summary>Lays one down.</summary>
    /// <param name="item">The event.</param>
    /// <param name="until">When it may first be tried, UTC, never earlier than the one before it.</param>
    public void Add(LaneItem item, DateTimeOffset until)
    {
        Slide();
        var start = (int)_bytes.Length;
        _bytes.Position = start;
        Write(item.Event);
        _entries.Add(new()
        {
            Offset = _base + start,
            Stream = item.Event.Stream.GetHashCode(),
            Until = until,
            Place = item.Place,
            Uncertain = item.Uncertain,
        });
    }

    /// <summary>Takes the first one if its time has come.</summary>
    public LaneItem? TakeDue(DateTimeOffset now) =>
        _entries.Count > 0 && _entries[_entries.First].Until <= now ? Take(_entries.First) : null;

    /// <summary>Takes the first one of a stream, whether its time has come or not.</summary>
    public LaneItem? Take(StreamName stream)
    {
        var hash = stream.GetHashCode();
        for (var number = _entries.First; number < _entries.End; number++)
        {
            var entry = _entries[number];
            if (entry.Stream == hash && !entry.Taken && ReadStream(entry) == stream)
            {
                return Take(number);
            }
        }

        return null;
    }

    private LaneItem Take(long number)
    {
        ref var entry = ref _entries[number];
        var item = new LaneItem(Read(entry), entry.Uncertain) { Place = entry.Place };
        entry.Taken = true;
        while (_entries.Count > 0 && _entries[_entries.First].Taken)
        {
            _entries.RemoveFirst();
        }

        if (_entries.Count == 0)
        {
            Empty();
        }
        else
        {
            _start = (int)(_entries[_entries.First].Offset - _base);
        }

        return item;
    }

    private void Empty()
    {
        _base += _bytes.Length;
        _start = 0;
        _bytes.SetLength(0);
        if (_bytes.Capacity > SmallBytes)
        {
            _bytes.Capacity = 0;
        }
    }

    // Moves what is needed to the beginning when that is less than what is not, and gives back what a rush has left.
    private void Slide()
    {
        var needed = (int)_bytes.Length - _start;
        if (_start < SmallBytes || _start < needed)
        {
            return;
        }

        var bytes = _bytes.GetBuffer();
        Buffer.BlockCopy(bytes, _start, bytes, 0, needed);
        _bytes.SetLength(needed);
        _base += _start;
        _start = 0;
        if (needed < _bytes.Capacity / 4)
        {
            _bytes.Capacity = Math.Max(SmallBytes, 2 * needed);
        }
    }

    private void Write(FeedEvent given)
    {
        _writer.Write((byte)given.Stream.Category);
        _writer.Write(given.Stream.Key);
        _writer.Write(given.Sequence.Value);
        _writer.Write(given.Place.Transaction);
        _writer.Write(given.Place.Sequence);
        _writer.Write(given.Type);
        _writer.Write(given.Body.Length);
        _writer.Write(given.Body.AsSpan());
        _writer.Write(given.Correlation.Value);
        _writer.Write(given.TraceParent is not null);
        if (given.TraceParent is not null)
        {
            _writer.Write(given.TraceParent);
        }

        _writer.Write(given.Time.UtcTicks);
        _writer.Write(given.RecordedAt.UtcTicks);
    }

    private FeedEvent Read(Entry entry) => new(
        ReadStream(entry),
        new(_reader.ReadInt64()),
        new(_reader.ReadUInt64(), _reader.ReadInt64()),
        _reader.ReadString(),
        ImmutableCollectionsMarshal.AsImmutableArray(_reader.ReadBytes(_reader.ReadInt32())),
        new CorrelationId(_reader.ReadString()),
        _reader.ReadBoolean() ? _reader.ReadString() : null,
        new(_reader.ReadInt64(), TimeSpan.Zero),
        new(_reader.ReadInt64(), TimeSpan.Zero));

    private StreamName ReadStream(Entry entry)
    {
        _bytes.Position = entry.Offset - _base;
        return new((StreamCategory)_reader.ReadByte(), _reader.ReadString());
    }

    private struct Entry
    {
        public long Offset;
        public int Stream;
        public DateTimeOffset Until;
        public long? Place;
        public bool Uncertain;
        public bool Taken;
    }
}
