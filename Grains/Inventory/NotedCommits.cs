namespace OrderGrid.Inventory;

/// <summary>
/// Commits that the positions of this process were told of and that go along with what each writes next. All of them
/// stand in one ring in the order they came, and a position knows only the number of its first and its last: a list
/// of its own would be one more old place that points to something young, for every collection to look at. The ring
/// is bounded: what is overwritten is lost, as any such message may be, and made sure of later.
/// </summary>
public sealed class NotedCommits
{
    /// <summary>The latest so many are kept.</summary>
    public const int Kept = ChunkSize * Chunks;

    private const int ChunkSize = 1_024;
    private const int Chunks = 64;

    private readonly Lock _gate = new();
    private readonly Note[]?[] _chunks = new Note[Chunks][];
    private long _newest;

    /// <summary>Appends to a position's chain.</summary>
    public void Add(ref Chain chain, CommitHold command)
    {
        lock (_gate)
        {
            var number = ++_newest;
            ref var note = ref PlaceOf(number);
            note = new() { Number = number, Command = command };
            if (chain.Count > 0 && Holds(chain.First))
            {
                PlaceOf(chain.Last).Next = number;
                chain = new(chain.First, number, chain.Count + 1);
            }
            else
            {
                chain = new(number, number, 1);
            }
        }
    }

    /// <summary>Takes the first of a position's chain; false when there is none, or no longer one.</summary>
    public bool TryTake(ref Chain chain, out CommitHold command)
    {
        command = null!;
        if (chain.Count == 0)
        {
            return false;
        }

        lock (_gate)
        {
            if (!Holds(chain.First))
            {
                chain = default;
                return false;
            }

            ref var note = ref PlaceOf(chain.First);
            command = note.Command!;
            chain = chain.Count == 1 ? default : new(note.Next, chain.Last, chain.Count - 1);
            note = default;
            return true;
        }
    }

    private bool Holds(long number) => PlaceOf(number).Number == number;

    private ref Note PlaceOf(long number)
    {
        var chunk = _chunks[number / ChunkSize % Chunks] ??= new Note[ChunkSize];
        return ref chunk[number % ChunkSize];
    }

    /// <summary>What one position was told of and has not taken yet.</summary>
    /// <param name="First">The number of the first.</param>
    /// <param name="Last">The number of the last.</param>
    /// <param name="Count">How many, unless some were overwritten.</param>
    public readonly record struct Chain(long First, long Last, int Count);

    private struct Note
    {
        public long Number;
        public long Next;
        public CommitHold? Command;
    }
}
