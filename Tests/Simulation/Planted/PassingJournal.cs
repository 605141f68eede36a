using OrderGrid.Journal;

namespace OrderGrid.Simulated;

/// <summary>Another journal, passed through: what is derived from it changes one member.</summary>
internal abstract class PassingJournal(IJournal inner) : IJournal
{
    protected IJournal Inner => inner;

    public virtual Task<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellation) =>
        inner.AppendAsync(append, cancellation);

    public virtual Task<IReadOnlyList<JournalRecord>> ReadStreamAsync(
        StreamName stream, StreamVersion after, int maxRecords, CancellationToken cancellation) =>
        inner.ReadStreamAsync(stream, after, maxRecords, cancellation);

    public Task<JournalHeads> ReadHeadsAsync(
        IReadOnlyList<StreamName> streams, CancellationToken cancellation) =>
        inner.ReadHeadsAsync(streams, cancellation);

    public virtual Task<StreamSnapshot?> ReadSnapshotAsync(StreamName stream, CancellationToken cancellation) =>
        inner.ReadSnapshotAsync(stream, cancellation);

    public Task WriteSnapshotAsync(StreamSnapshot snapshot, CancellationToken cancellation) =>
        inner.WriteSnapshotAsync(snapshot, cancellation);

    public virtual Task<IReadOnlyList<PartitionPage>> ReadFeedAsync(FeedQuery query, CancellationToken cancellation) =>
        inner.ReadFeedAsync(query, cancellation);

    public Task<FeedHoldback?> FindHoldbackAsync(TimeSpan atLeast, CancellationToken cancellation) =>
        inner.FindHoldbackAsync(atLeast, cancellation);

    public Task<IReadOnlyList<JournalDeadline>> ReadDeadlinesAsync(
        JournalDeadline? after, DateTimeOffset through, int max, CancellationToken cancellation) =>
        inner.ReadDeadlinesAsync(after, through, max, cancellation);

    public Task DeleteDeadlinesAsync(IReadOnlyList<JournalDeadline> done, CancellationToken cancellation) =>
        inner.DeleteDeadlinesAsync(done, cancellation);
}
