using System.Buffers;

namespace OrderGrid.Journal;

/// <summary>An append on its way. Its outcome is set once; setting it again changes nothing.</summary>
internal sealed class PendingAppend(JournalAppend append, ArraySegment<byte> payload)
{
    // Outcomes are set by the writer's loop, which must not run a caller's continuation.
    private readonly TaskCompletionSource<AppendOutcome> _outcome =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _left;

    public StreamName Stream { get; } = append.Stream;

    public long First { get; } = append.Expected.Value + 1;

    public int Events { get; } = append.Events.Count;

    /// <summary>The record, in rented memory.</summary>
    public ReadOnlyMemory<byte> Payload => payload;

    public IReadOnlyList<DateTimeOffset> Deadlines { get; } = append.Deadlines;

    public Task<AppendOutcome> Outcome => _outcome.Task;

    /// <summary>Takes it out of the queue: true for exactly one of the writer and a caller that gives up.</summary>
    public bool TryLeaveQueue() => Interlocked.Exchange(ref _left, 1) == 0;

    public void Answer(AppendOutcome outcome) => _outcome.TrySetResult(outcome);

    /// <summary>
    /// Gives the payload's memory back, once the server has answered: whatever broke off may still be reading it.
    /// </summary>
    public void GiveBack() => ArrayPool<byte>.Shared.Return(payload.Array!);

    /// <summary>Waits no longer than the caller wants to.</summary>
    public async Task<AppendOutcome> WaitAsync(CancellationToken cancellation)
    {
        try
        {
            return await _outcome.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return TryLeaveQueue() ? AppendOutcome.NotWritten : AppendOutcome.Unknown;
        }
    }

    /// <summary>
    /// The order in which every writer of every process inserts, so that two batches that share streams can wait for
    /// each other in one direction only and never deadlock.
    /// </summary>
    public static int CompareByStream(PendingAppend left, PendingAppend right)
    {
        var byKey = string.CompareOrdinal(left.Stream.Key, right.Stream.Key);
        return byKey != 0 ? byKey : left.Stream.Category.CompareTo(right.Stream.Category);
    }
}
