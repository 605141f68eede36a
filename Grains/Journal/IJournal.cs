using OrderGrid.Identity;

namespace OrderGrid.Journal;

/// <summary>
/// The only truth: append-only streams of events. Streams are 1..n without gaps; one append of 1..n events of one
/// stream is one <see cref="JournalRecord"/>. All members are safe to call from many threads.
/// </summary>
public interface IJournal
{
    /// <summary>
    /// Appends atomically behind the last event of <see cref="JournalAppend.Expected"/>. Operating errors are
    /// outcomes, never exceptions. Durability moment: <see cref="AppendOutcome.Committed"/> is returned after the
    /// commit is on stable storage. <paramref name="cancellation"/> only gives up waiting: the append may still
    /// happen, so a cancelled call answers <see cref="AppendOutcome.Unknown"/>, unless it never left the queue.
    /// </summary>
    /// <exception cref="ArgumentException">A limit of <see cref="JournalLimits"/>, an event type, a stream key or a
    /// body is not what this contract asks for: the caller must be corrected.</exception>
    Task<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellation);

    /// <summary>
    /// Up to <paramref name="maxRecords"/> (1 to 10,000) records of a stream whose first event is later than
    /// <paramref name="after"/>, oldest first; empty at the end and for an unknown stream. Sees every committed append.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The store could not be reached; try again later.</exception>
    Task<IReadOnlyList<JournalRecord>> ReadStreamAsync(
        StreamName stream, StreamVersion after, int maxRecords, CancellationToken cancellation);

    /// <summary>
    /// The last record of each of up to <see cref="JournalLimits.MaxHeadsPerRead"/> streams. Sees every committed
    /// append.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The store could not be reached; try again later.</exception>
    Task<JournalHeads> ReadHeadsAsync(IReadOnlyList<StreamName> streams, CancellationToken cancellation);

    /// <summary>The newest snapshot of a stream, or null.</summary>
    /// <exception cref="JournalUnavailableException">The store could not be reached; try again later.</exception>
    Task<StreamSnapshot?> ReadSnapshotAsync(StreamName stream, CancellationToken cancellation);

    /// <summary>Keeps a snapshot unless a newer one is there. It is a cache: losing one loses nothing.</summary>
    /// <exception cref="JournalUnavailableException">The store could not be reached; try again later.</exception>
    Task WriteSnapshotAsync(StreamSnapshot snapshot, CancellationToken cancellation);

    /// <summary>
    /// The next records of each asked partition, in feed order. Complete: a record is shown only when no
    /// transaction that could still commit an earlier position is running, so a reader that resumes after
    /// <see cref="PartitionPage.Through"/> never misses one, however late its writer committed.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The store could not be reached; try again later.</exception>
    Task<IReadOnlyList<PartitionPage>> ReadFeedAsync(FeedQuery query, CancellationToken cancellation);

    /// <summary>
    /// The oldest write transaction that has held the feed back for at least <paramref name="atLeast"/>, or null.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The store could not be reached; try again later.</exception>
    Task<FeedHoldback?> FindHoldbackAsync(TimeSpan atLeast, CancellationToken cancellation);

    /// <summary>
    /// Up to <paramref name="max"/> (1 to 10,000) deadlines behind <paramref name="after"/> (null: from the first on)
    /// that are due at <paramref name="through"/> or before, in their order.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The store could not be reached; try again later.</exception>
    Task<IReadOnlyList<JournalDeadline>> ReadDeadlinesAsync(
        JournalDeadline? after, DateTimeOffset through, int max, CancellationToken cancellation);

    /// <summary>Deletes up to 10,000 deadlines that are done with; one that is not there is no error.</summary>
    /// <exception cref="JournalUnavailableException">The store could not be reached; try again later.</exception>
    Task DeleteDeadlinesAsync(IReadOnlyList<JournalDeadline> done, CancellationToken cancellation);
}

/// <summary>
/// What became of an append. Anything but <see cref="Committed"/> obliges the caller to forget its state.
/// </summary>
public enum AppendOutcome
{
    /// <summary>The events are durable and will be in the feed.</summary>
    Committed,

    /// <summary>Another append took the version first; nothing of this one was written.</summary>
    Conflict,

    /// <summary>Nothing was written and nothing will be: the queue is full or the store is known to be away.</summary>
    NotWritten,

    /// <summary>The commit may or may not have happened; reading the stream tells.</summary>
    Unknown,
}

/// <summary>One event as it is journalled.</summary>
/// <param name="Type">Canonical type without <c>ordergrid.</c>: <c>order.accepted.v1</c>. ASCII, 1 to 64.</param>
/// <param name="Body">The event's own versioned JSON object, UTF-8.</param>
/// <param name="Command">The command that caused it.</param>
/// <param name="Correlation">The outside request behind the command.</param>
/// <param name="TraceParent">W3C trace context of the command; null when there was none.</param>
/// <param name="Time">When it happened, UTC.</param>
public sealed record JournalEvent(
    string Type,
    ReadOnlyMemory<byte> Body,
    CommandId Command,
    CorrelationId Correlation,
    string? TraceParent,
    DateTimeOffset Time)
{
    /// <summary>What our own serializer wrote as the body; null when the body came from elsewhere.</summary>
    internal byte[]? Serialized { get; init; }

    /// <summary>Whether the body is that one still, and so needs no reading to know that it is JSON.</summary>
    internal bool HasSerializedBody => Serialized is { } bytes && Body.Equals(bytes.AsMemory());
}

/// <summary>A request to append.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Expected">Version the stream must have; <see cref="StreamVersion.None"/> for a new one.</param>
/// <param name="Events">1 to <see cref="JournalLimits.MaxEventsPerAppend"/> events.</param>
public sealed record JournalAppend(StreamName Stream, StreamVersion Expected, IReadOnlyList<JournalEvent> Events)
{
    /// <summary>
    /// Deadlines of the stream that are written in the same commit, in whole seconds, at most
    /// <see cref="JournalLimits.MaxDeadlinesPerAppend"/>. Default: none.
    /// </summary>
    public IReadOnlyList<DateTimeOffset> Deadlines { get; init; } = [];
}

/// <summary>One committed append.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="First">Sequence of the record's first event.</param>
/// <param name="Events">Its events, in order.</param>
/// <param name="Position">Its place in the feed.</param>
/// <param name="RecordedAt">When the store recorded it, UTC.</param>
public sealed record JournalRecord(
    StreamName Stream,
    StreamVersion First,
    IReadOnlyList<JournalEvent> Events,
    FeedPosition Position,
    DateTimeOffset RecordedAt)
{
    /// <summary>Sequence of the record's last event: the stream's version after it.</summary>
    public StreamVersion Last => First.Plus(Events.Count - 1);
}

/// <summary>A folded state, so that a long stream need not be read from its start.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Version">Version of the stream that the state has seen, inclusive.</param>
/// <param name="Schema">Number of the state's schema; a reader ignores a schema it does not know.</param>
/// <param name="State">The state as JSON, UTF-8.</param>
public sealed record StreamSnapshot(StreamName Stream, StreamVersion Version, int Schema, ReadOnlyMemory<byte> State);

/// <summary>The store could not be reached or refused to answer. Transient: trying again later is right.</summary>
public sealed class JournalUnavailableException : Exception
{
    /// <summary>Makes one without a cause.</summary>
    public JournalUnavailableException() { }

    /// <summary>Makes one with a message that says what to do.</summary>
    public JournalUnavailableException(string message) : base(message) { }

    /// <summary>Makes one with its cause.</summary>
    public JournalUnavailableException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>Named limits of every journal.</summary>
public static class JournalLimits
{
    /// <summary>Most events in one append.</summary>
    public const int MaxEventsPerAppend = 4_096;

    /// <summary>Largest record, its events' bodies added up, in bytes.</summary>
    public const int MaxRecordBytes = 4 * 1024 * 1024;

    /// <summary>Most deadlines in one append.</summary>
    public const int MaxDeadlinesPerAppend = 64;

    /// <summary>Most deadlines one read returns or one call deletes.</summary>
    public const int MaxDeadlinesPerCall = 10_000;

    /// <summary>Most records one stream read returns.</summary>
    public const int MaxRecordsPerRead = 10_000;

    /// <summary>Most streams whose last records one read returns.</summary>
    public const int MaxHeadsPerRead = 1_000;
}
