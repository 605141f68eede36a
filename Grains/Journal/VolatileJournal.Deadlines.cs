namespace OrderGrid.Journal;

/// <content>Deadlines.</content>
public sealed partial class VolatileJournal
{
    private readonly SortedSet<JournalDeadline> _deadlines = [];

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalDeadline>> ReadDeadlinesAsync(
        JournalDeadline? after, DateTimeOffset through, int max, CancellationToken cancellation)
    {
        JournalArguments.CheckDeadlines(max);
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<JournalDeadline>>(
            [
                .. _deadlines.SkipWhile(deadline => deadline.CompareTo(after ?? default) <= 0)
                    .TakeWhile(deadline => deadline.Due <= through)
                    .Take(max),
            ]);
        }
    }

    /// <inheritdoc/>
    public Task DeleteDeadlinesAsync(IReadOnlyList<JournalDeadline> done, CancellationToken cancellation)
    {
        JournalArguments.CheckDeadlines(done.Count);
        lock (_lock)
        {
            _deadlines.ExceptWith(done);
        }

        return Task.CompletedTask;
    }
}
