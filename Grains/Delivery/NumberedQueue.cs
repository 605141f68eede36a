namespace OrderGrid.Delivery;

/// <summary>A queue in one piece of memory whose entries have numbers and can be changed where they stand.</summary>
internal sealed class NumberedQueue<T>
    where T : struct
{
    private const int Few = 16;
    private const int Many = 1_024;

    private T[] _entries = [];

    /// <summary>The number of the first entry; of the next one to come while there is none.</summary>
    public long First { get; private set; }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The number behind the last.</summary>
    public long End => First + Count;

    /// <summary>The entry of a number from <see cref="First"/> to before <see cref="End"/>.</summary>
    public ref T this[long number] => ref _entries[number & (_entries.Length - 1)];

    /// <summary>Adds one behind the others and answers its number.</summary>
    public long Add(T entry)
    {
        if (Count == _entries.Length)
        {
            Resize(Math.Max(Few, 2 * _entries.Length));
        }

        Count++;
        this[End - 1] = entry;
        return End - 1;
    }

    /// <summary>Takes the first one away.</summary>
    public void RemoveFirst()
    {
        this[First] = default;
        First++;
        Count--;
        if (_entries.Length > Many && Count < _entries.Length / 4)
        {
            Resize(_entries.Length / 2);
        }
    }

    // The length is a power of two, so that a number's last bits are its place.
    private void Resize(int length)
    {
        var resized = new T[length];
        for (var number = First; number < End; number++)
        {
            resized[number & (length - 1)] = this[number];
        }

        _entries = resized;
    }
}
