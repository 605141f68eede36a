namespace OrderGrid.Journal;

/// <summary>
/// Another journal with faults in front of it. Without faults it is indistinguishable from that journal; it starts no
/// threads, so it may run inside a seeded scheduler.
/// </summary>
public sealed class FaultyJournal(IJournal inner, IJournalFaults faults) : IJournal
{
    private const int VersionsAhead = 1_000;

    /// <inheritdoc/>
    public async Task<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        var fault = faults.OnAppend(append);
        await faults.DelayAsync(JournalOperation.Append, FaultMoment.Before);
        if (fault is AppendFault.NotWritten or AppendFault.UnknownNotWritten)
        {
            return fault is AppendFault.NotWritten ? AppendOutcome.NotWritten : AppendOutcome.Unknown;
        }

        var outcome = await inner.AppendAsync(append, cancellation);
        await faults.DelayAsync(JournalOperation.Append, FaultMoment.After);
        return fault is AppendFault.UnknownWritten ? AppendOutcome.Unknown : outcome;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalRecord>> ReadStreamAsync(
        StreamName stream, StreamVersion after, int maxRecords, CancellationToken cancellation) =>
        CallAsync(
            JournalOperation.ReadStream, () => inner.ReadStreamAsync(stream, after, maxRecords, cancellation));

    /// <inheritdoc/>
    public async Task<StreamSnapshot?> ReadSnapshotAsync(StreamName stream, CancellationToken cancellation)
    {
        var snapshot = await CallAsync(
            JournalOperation.ReadSnapshot, () => inner.ReadSnapshotAsync(stream, cancellation));
        return snapshot is null ? null : Damage(snapshot, faults.OnSnapshotRead(snapshot));
    }

    /// <inheritdoc/>
    public Task WriteSnapshotAsync(StreamSnapshot snapshot, CancellationToken cancellation) =>
        CallAsync(JournalOperation.WriteSnapshot, async () =>
        {
            await inner.WriteSnapshotAsync(snapshot, cancellation);
            return true;
        });

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PartitionPage>> ReadFeedAsync(FeedQuery query, CancellationToken cancellation)
    {
        var pages = await CallAsync(JournalOperation.ReadFeed, () => inner.ReadFeedAsync(query, cancellation));
        return [.. pages.Select(HoldBack).OfType<PartitionPage>()];
    }

    /// <inheritdoc/>
    public Task<FeedHoldback?> FindHoldbackAsync(TimeSpan atLeast, CancellationToken cancellation) =>
        CallAsync(JournalOperation.FindHoldback, () => inner.FindHoldbackAsync(atLeast, cancellation));

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalDeadline>> ReadDeadlinesAsync(
        JournalDeadline? after, DateTimeOffset through, int max, CancellationToken cancellation) =>
        CallAsync(
            JournalOperation.ReadDeadlines, () => inner.ReadDeadlinesAsync(after, through, max, cancellation));

    /// <inheritdoc/>
    public Task DeleteDeadlinesAsync(IReadOnlyList<JournalDeadline> done, CancellationToken cancellation) =>
        CallAsync(JournalOperation.DeleteDeadlines, async () =>
        {
            await inner.DeleteDeadlinesAsync(done, cancellation);
            return true;
        });

    private static StreamSnapshot? Damage(StreamSnapshot snapshot, SnapshotFault fault) => fault switch
    {
        SnapshotFault.None => snapshot,
        SnapshotFault.Lost => null,
        SnapshotFault.Corrupt => snapshot with { State = snapshot.State[..(snapshot.State.Length / 2)] },
        SnapshotFault.Ahead => snapshot with { Version = snapshot.Version.Plus(VersionsAhead) },
    };

    private async Task<T> CallAsync<T>(JournalOperation operation, Func<Task<T>> call)
    {
        var unavailable = faults.IsUnavailable(operation);
        await faults.DelayAsync(operation, FaultMoment.Before);
        if (unavailable)
        {
            throw new JournalUnavailableException("The journal is made to be out of reach. Try again later.");
        }

        var answer = await call();
        await faults.DelayAsync(operation, FaultMoment.After);
        return answer;
    }

    private PartitionPage? HoldBack(PartitionPage page)
    {
        var shown = page.Records.TakeWhile(record => !faults.IsHeldBack(record)).ToList();
        return shown.Count == 0 ? null : page with { Records = shown, Through = shown[^1].Position };
    }
}
