namespace OrderGrid.Journal;

/// <summary>
/// A place in the feed: transaction first, then position within the server's insert order. Totally ordered.
/// <see cref="Start"/> is before everything.
/// </summary>
public readonly record struct FeedPosition(ulong Transaction, long Sequence) : IComparable<FeedPosition>
{
    /// <summary>Before the first record.</summary>
    public static FeedPosition Start => default;

    /// <inheritdoc/>
    public int CompareTo(FeedPosition other) =>
        Transaction != other.Transaction
            ? Transaction.CompareTo(other.Transaction)
            : Sequence.CompareTo(other.Sequence);

    /// <summary>Earlier than.</summary>
    public static bool operator <(FeedPosition left, FeedPosition right) => left.CompareTo(right) < 0;

    /// <summary>Later than.</summary>
    public static bool operator >(FeedPosition left, FeedPosition right) => left.CompareTo(right) > 0;

    /// <summary>Earlier than or the same.</summary>
    public static bool operator <=(FeedPosition left, FeedPosition right) => left.CompareTo(right) <= 0;

    /// <summary>Later than or the same.</summary>
    public static bool operator >=(FeedPosition left, FeedPosition right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => $"{Transaction}.{Sequence}";
}

/// <summary>Where a reader stands in one partition.</summary>
/// <param name="Partition">0 to 63.</param>
/// <param name="After">The last position it has seen; <see cref="FeedPosition.Start"/> for the beginning.</param>
public readonly record struct PartitionCursor(int Partition, FeedPosition After);

/// <summary>A question to the feed.</summary>
/// <param name="Cursors">1 to 64 partitions, each at most once.</param>
/// <param name="MaxRecordsPerPartition">1 to 10,000.</param>
/// <param name="Categories">
/// Which streams' records to return; null for all that this release knows. A cursor passes the others by for good, so
/// it belongs to its set of categories: a reader that wants another one later starts that one with its own cursor.
/// </param>
public sealed record FeedQuery(
    IReadOnlyList<PartitionCursor> Cursors,
    int MaxRecordsPerPartition,
    IReadOnlySet<StreamCategory>? Categories)
{
    /// <summary>
    /// True: of each stream only the last of the records that the page passes, so that a stream with thousands of
    /// them costs one. For readers who ask where things stand and not how they got there. Default false.
    /// </summary>
    public bool LatestOnly { get; init; }
}

/// <summary>Where streams end, as one look at the journal shows it.</summary>
/// <param name="Horizon">A feed reader that resumes here misses nothing that is not in these records.</param>
/// <param name="Records">The last record of each asked stream that exists, in no order.</param>
public sealed record JournalHeads(FeedPosition Horizon, IReadOnlyList<JournalRecord> Records);

/// <summary>The next records of one partition. A partition with nothing new is left out of the answer.</summary>
/// <param name="Partition">0 to 63.</param>
/// <param name="After">The cursor that was asked for.</param>
/// <param name="Through">The position to resume after: that of the last record returned.</param>
/// <param name="Records">In feed order; never empty.</param>
public sealed record PartitionPage(
    int Partition, FeedPosition After, FeedPosition Through, IReadOnlyList<JournalRecord> Records);

/// <summary>A write transaction, of anybody on the server, that keeps newer records out of the feed.</summary>
/// <param name="ProcessId">Its server process.</param>
/// <param name="Age">How long the transaction has been open.</param>
/// <param name="Application">What it calls itself; empty when it says nothing.</param>
/// <param name="State">The server's word for what it does, such as <c>idle in transaction</c>.</param>
public sealed record FeedHoldback(int ProcessId, TimeSpan Age, string Application, string State);
