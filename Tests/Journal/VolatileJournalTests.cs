using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>Appends that a schedule keeps open, in memory.</summary>
public sealed class VolatileJournalTests : IVolatileSchedule
{
    private readonly Dictionary<StreamName, TaskCompletionSource> _held = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    Task IVolatileSchedule.BeforeCommitAsync(JournalAppend append) =>
        _held.TryGetValue(append.Stream, out var hold) ? hold.Task : Task.CompletedTask;

    [Fact]
    public void Without_a_schedule_everything_completes_at_once()
    {
        var journal = new VolatileJournal(TimeProvider.System);

        journal.AppendAsync(Some.Append(Some.Order("1"), 0), Stop).IsCompletedSuccessfully.ShouldBeTrue();
        journal.ReadStreamAsync(Some.Order("1"), StreamVersion.None, 1, Stop).IsCompletedSuccessfully.ShouldBeTrue();
        journal.ReadFeedAsync(Some.WholeFeed(), Stop).IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task An_append_that_commits_late_is_never_skipped()
    {
        var journal = new VolatileJournal(TimeProvider.System, this);
        var late = AppendLate(journal);
        await journal.AppendAsync(Some.Append(Some.Order("early"), 0), Stop);

        (await journal.ReadFeedAsync(Some.WholeFeed(), Stop)).ShouldBeEmpty();
        (await journal.FindHoldbackAsync(TimeSpan.Zero, Stop)).ShouldNotBeNull();
        _held[Some.Order("late")].SetResult();

        (await late).ShouldBe(AppendOutcome.Committed);
        (await journal.ReadFeedAsync(Some.WholeFeed(), Stop)).SelectMany(page => page.Records)
            .OrderBy(record => record.Position).Select(record => record.Stream.Key).ShouldBe(["web/late", "web/early"]);
        (await journal.FindHoldbackAsync(TimeSpan.Zero, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task A_feed_that_ignores_open_transactions_loses_the_late_one()
    {
        var journal = new VolatileJournal(TimeProvider.System, this) { ShowsRecordsBehindOpenTransactions = true };
        var (early, lateStream) = SamePartition();
        _held[lateStream] = new TaskCompletionSource();
        var late = journal.AppendAsync(Some.Append(lateStream, 0), Stop);
        await journal.AppendAsync(Some.Append(early, 0), Stop);

        var page = (await journal.ReadFeedAsync(Some.WholeFeed(), Stop)).ShouldHaveSingleItem();
        _held[lateStream].SetResult();
        await late;

        var next = new FeedQuery([new PartitionCursor(page.Partition, page.Through)], 10, null);
        (await journal.ReadFeedAsync(next, Stop)).ShouldBeEmpty("the planted fault is there to be found");
    }

    [Fact]
    public async Task The_fence_is_asked_when_an_append_commits()
    {
        var journal = new VolatileJournal(TimeProvider.System, this);
        var late = AppendLate(journal);
        _held.Remove(Some.Order("late"), out var hold);
        await journal.AppendAsync(Some.Append(Some.Order("late"), 0), Stop);

        hold!.SetResult();

        (await late).ShouldBe(AppendOutcome.Conflict);
    }

    [Fact]
    public async Task An_append_that_is_cancelled_by_its_schedule_holds_nothing_back()
    {
        var journal = new VolatileJournal(TimeProvider.System, this);
        var late = AppendLate(journal);
        await journal.AppendAsync(Some.Append(Some.Order("early"), 0), Stop);

        _held[Some.Order("late")].SetException(new InvalidOperationException("crashed"));

        await Should.ThrowAsync<InvalidOperationException>(() => late);
        (await journal.ReadFeedAsync(Some.WholeFeed(), Stop)).ShouldHaveSingleItem();
    }

    private static (StreamName Early, StreamName Late) SamePartition()
    {
        var early = Some.Order("early");
        var late = Enumerable.Range(0, 10_000).Select(i => Some.Order($"late{i}"))
            .First(stream => stream.Partition == early.Partition);
        return (early, late);
    }

    private Task<AppendOutcome> AppendLate(VolatileJournal journal)
    {
        _held[Some.Order("late")] = new TaskCompletionSource();
        return journal.AppendAsync(Some.Append(Some.Order("late"), 0), Stop);
    }
}
