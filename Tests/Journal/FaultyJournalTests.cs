using System.Text;
using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>Each fault does what it says, and no more.</summary>
public sealed class FaultyJournalTests
{
    private static readonly StreamName Order = Some.Order("1");

    private readonly ScriptedFaults _faults = new();
    private readonly FaultyJournal _journal;

    public FaultyJournalTests() => _journal = new FaultyJournal(new VolatileJournal(TimeProvider.System), _faults);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AppendFault.None, AppendOutcome.Committed, 1)]
    [InlineData(AppendFault.NotWritten, AppendOutcome.NotWritten, 0)]
    [InlineData(AppendFault.UnknownNotWritten, AppendOutcome.Unknown, 0)]
    [InlineData(AppendFault.UnknownWritten, AppendOutcome.Unknown, 1)]
    public async Task An_append_is_answered_and_written_as_its_fault_says(
        AppendFault fault, AppendOutcome outcome, int written)
    {
        _faults.Append = fault;

        (await AppendAsync(0)).ShouldBe(outcome);

        (await ReadAsync()).Count.ShouldBe(written);
    }

    [Theory]
    [InlineData(AppendFault.UnknownNotWritten)]
    [InlineData(AppendFault.UnknownWritten)]
    public async Task An_unknown_outcome_is_resolved_by_reading_and_done_once(AppendFault fault)
    {
        _faults.Append = fault;
        await AppendAsync(0);
        _faults.Append = AppendFault.None;

        var wasWritten = (await ReadAsync()).Any(record => record.Events[0].Command.Value == "c-1");
        if (!wasWritten)
        {
            (await AppendAsync(0)).ShouldBe(AppendOutcome.Committed);
        }

        (await ReadAsync()).ShouldHaveSingleItem();
        (await AppendAsync(0)).ShouldBe(AppendOutcome.Conflict);
    }

    [Fact]
    public async Task A_slow_commit_is_durable_before_its_caller_hears_of_it()
    {
        var slow = new TaskCompletionSource();
        _faults.Delay = (operation, moment) =>
            (operation, moment) == (JournalOperation.Append, FaultMoment.After) ? slow.Task : Task.CompletedTask;

        var append = AppendAsync(0);
        (await ReadAsync()).ShouldHaveSingleItem();
        append.IsCompleted.ShouldBeFalse();

        slow.SetResult();
        (await append).ShouldBe(AppendOutcome.Committed);
    }

    [Fact]
    public async Task Every_operation_but_append_can_be_out_of_reach()
    {
        var calls = new Dictionary<JournalOperation, Func<Task>>
        {
            [JournalOperation.ReadStream] = ReadAsync,
            [JournalOperation.ReadSnapshot] = () => _journal.ReadSnapshotAsync(Order, Stop),
            [JournalOperation.WriteSnapshot] = () => _journal.WriteSnapshotAsync(Snapshot(), Stop),
            [JournalOperation.ReadFeed] = () => _journal.ReadFeedAsync(Some.WholeFeed(), Stop),
            [JournalOperation.FindHoldback] = () => _journal.FindHoldbackAsync(TimeSpan.Zero, Stop),
            [JournalOperation.ReadDeadlines] = () => _journal.ReadDeadlinesAsync(null, Some.Time, 1, Stop),
            [JournalOperation.DeleteDeadlines] = () => _journal.DeleteDeadlinesAsync([new(Some.Time, Order)], Stop),
        };

        foreach (var (operation, call) in calls)
        {
            _faults.Unavailable = operation;
            await Should.ThrowAsync<JournalUnavailableException>(call);
            _faults.Unavailable = null;
            await Should.NotThrowAsync(call);
        }
    }

    [Fact]
    public async Task A_record_that_is_held_back_holds_back_what_is_behind_it()
    {
        for (var version = 0; version < 4; version++)
        {
            await AppendAsync(version);
        }

        _faults.HeldBack = record => record.First.Value == 3;
        var page = (await _journal.ReadFeedAsync(Some.WholeFeed(), Stop)).ShouldHaveSingleItem();
        _faults.HeldBack = _ => false;
        var rest = new FeedQuery([new PartitionCursor(page.Partition, page.Through)], 10, null);

        page.Records.Select(record => record.First.Value).ShouldBe([1, 2]);
        (await _journal.ReadFeedAsync(rest, Stop)).Single().Records
            .Select(record => record.First.Value).ShouldBe([3, 4]);
    }

    [Theory]
    [InlineData(SnapshotFault.None, 7L, "{\"a\":1}")]
    [InlineData(SnapshotFault.Lost, null, null)]
    [InlineData(SnapshotFault.Corrupt, 7L, "{\"a")]
    [InlineData(SnapshotFault.Ahead, 1_007L, "{\"a\":1}")]
    public async Task A_snapshot_is_damaged_as_its_fault_says(SnapshotFault fault, long? version, string? state)
    {
        await _journal.WriteSnapshotAsync(Snapshot(), Stop);
        _faults.Snapshot = fault;

        var snapshot = await _journal.ReadSnapshotAsync(Order, Stop);

        snapshot?.Version.Value.ShouldBe(version!.Value);
        (snapshot is null ? null : Encoding.UTF8.GetString(snapshot.State.Span)).ShouldBe(state);
    }

    private static StreamSnapshot Snapshot() => new(Order, new StreamVersion(7), 1, "{\"a\":1}"u8.ToArray());

    private Task<AppendOutcome> AppendAsync(long expected) => _journal.AppendAsync(Some.Append(Order, expected), Stop);

    private Task<IReadOnlyList<JournalRecord>> ReadAsync() =>
        _journal.ReadStreamAsync(Order, StreamVersion.None, 10, Stop);
}
