using OrderGrid.Journal;

namespace OrderGrid.Inventory;

/// <summary>
/// Whom to call when: each deadline when it is read, again whenever its owner says that something is due in its
/// bucket, and for the last time when the bucket is over. Knows no clock and calls nobody.
/// </summary>
internal sealed class DeadlineAgenda
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<JournalDeadline> _known = [];
    private readonly PriorityQueue<JournalDeadline, (DateTimeOffset At, long Turn)> _calls = new();
    private readonly List<JournalDeadline> _done = [];
    private long _turn;

    /// <summary>Deadlines that are not done.</summary>
    public int Known => _known.Count;

    /// <summary>Deadlines that are done and can be deleted.</summary>
    public IReadOnlyList<JournalDeadline> Done => _done;

    /// <summary>The time up to which deadlines are to be known.</summary>
    public static DateTimeOffset Horizon(DateTimeOffset now) => now + DeadlineSweep.Lead;

    /// <summary>The latest deadline whose bucket is over.</summary>
    public static DateTimeOffset Over(DateTimeOffset now) =>
        now - DeadlineSweep.Grace - PositionLimits.DeadlineBucket;

    /// <summary>Takes a deadline that was read; one that is known already is left alone.</summary>
    public void Take(JournalDeadline deadline, DateTimeOffset now)
    {
        if (_known.Add(deadline))
        {
            Call(deadline, now);
        }
    }

    /// <summary>The next owner to be called now; false when there is none.</summary>
    public bool TryNext(DateTimeOffset now, out JournalDeadline deadline) =>
        _calls.TryPeek(out deadline, out var call) && call.At <= now && _calls.TryDequeue(out deadline, out _);

    /// <summary>The owner answered with the earliest time at which it has something to do.</summary>
    public void Answered(JournalDeadline deadline, DateTimeOffset earliest, DateTimeOffset now)
    {
        var over = deadline.Due + PositionLimits.DeadlineBucket;
        if (earliest < over)
        {
            Call(deadline, earliest > now ? earliest : now + Pause);
        }
        else if (deadline.Due <= Over(now))
        {
            _known.Remove(deadline);
            _done.Add(deadline);
        }
        else
        {
            Call(deadline, over + DeadlineSweep.Grace);
        }
    }

    /// <summary>The owner did not answer.</summary>
    public void Failed(JournalDeadline deadline, DateTimeOffset now) => Call(deadline, now + Pause);

    /// <summary>The first of the done ones were deleted.</summary>
    public void Deleted(int count) => _done.RemoveRange(0, count);

    private void Call(JournalDeadline deadline, DateTimeOffset at) => _calls.Enqueue(deadline, (at, _turn++));
}
