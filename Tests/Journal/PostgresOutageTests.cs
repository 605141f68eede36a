using Microsoft.Extensions.Logging.Abstractions;
using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>What callers hear while the server is killed, away, and back.</summary>
[Collection(FailingCluster.Name)]
public sealed class PostgresOutageTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const int Timeout = 120_000;
    private const int Writers = 48;

    private readonly PostgresHost _host = new(cluster, options => options.RetryPause = TimeSpan.FromMilliseconds(10));
    private PostgresJournal _journal = null!;
    private int _committed;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _journal = (PostgresJournal)await _host.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await cluster.StartAsync();
        await _host.DisposeAsync();
    }

    [Fact(Timeout = Timeout)]
    public async Task A_server_killed_during_work_loses_nothing_it_confirmed_and_comes_back_by_itself()
    {
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writing = Task.WhenAll(Enumerable.Range(0, Writers)
            .Select(writer => Task.Run(() => AppendUntilRefusedAsync(Some.Order($"{writer}"), busy))));
        await busy.Task.WaitAsync(Stop);
        await cluster.KillAsync();
        var refused = await writing;
        await cluster.StartAsync();
        await _journal.WhenBack.WaitAsync(Stop);

        foreach (var (stream, confirmed, outcome) in refused)
        {
            var records = await _journal.ReadStreamAsync(stream, StreamVersion.None, 10_000, Stop);
            outcome.ShouldBeOneOf(AppendOutcome.NotWritten, AppendOutcome.Unknown);
            records.Count.ShouldBeInRange(confirmed, confirmed + (outcome == AppendOutcome.Unknown ? 1 : 0));
            (await _journal.AppendAsync(Some.Append(stream, records.Count), Stop)).ShouldBe(AppendOutcome.Committed);
        }
    }

    [Fact(Timeout = Timeout)]
    public async Task A_server_that_is_away_is_answered_for_at_once_and_found_again()
    {
        await cluster.KillAsync();

        (await _journal.AppendAsync(Some.Append(Some.Order("1"), 0), Stop)).ShouldNotBe(AppendOutcome.Committed);
        (await _journal.AppendAsync(Some.Append(Some.Order("2"), 0), Stop)).ShouldBe(AppendOutcome.NotWritten);
        _journal.IsAway.ShouldBeTrue();
        await Should.ThrowAsync<JournalUnavailableException>(
            () => _journal.ReadStreamAsync(Some.Order("1"), StreamVersion.None, 1, Stop));

        await cluster.StartAsync();
        await _journal.WhenBack.WaitAsync(Stop);
        (await _journal.AppendAsync(Some.Append(Some.Order("2"), 0), Stop)).ShouldBe(AppendOutcome.Committed);
        _journal.IsAway.ShouldBeFalse();
    }

    [Fact(Timeout = Timeout)]
    public async Task A_journal_made_before_its_server_is_there_prepares_it_when_it_comes()
    {
        var options = new PostgresJournalOptions
        {
            ConnectionString = await cluster.CreateDatabaseAsync(),
            RetryPause = TimeSpan.FromMilliseconds(10),
        };
        await cluster.KillAsync();
        await using var early = new PostgresJournal(options, TimeProvider.System, NullLogger<PostgresJournal>.Instance);
        await Should.ThrowAsync<JournalUnavailableException>(() => early.PrepareAsync(Stop));
        (await early.AppendAsync(Some.Append(Some.Order("1"), 0), Stop)).ShouldBe(AppendOutcome.NotWritten);

        await cluster.StartAsync();
        await early.WhenBack.WaitAsync(Stop);

        (await early.ReadStreamAsync(Some.Order("1"), StreamVersion.None, 1, Stop)).ShouldBeEmpty();
        (await early.AppendAsync(Some.Append(Some.Order("1"), 0), Stop)).ShouldBe(AppendOutcome.Committed);
    }

    private async Task<(StreamName Stream, int Confirmed, AppendOutcome Outcome)> AppendUntilRefusedAsync(
        StreamName stream, TaskCompletionSource busy)
    {
        for (var confirmed = 0; ; confirmed++)
        {
            var outcome = await _journal.AppendAsync(Some.Append(stream, confirmed), Stop);
            if (outcome != AppendOutcome.Committed)
            {
                return (stream, confirmed, outcome);
            }

            if (Interlocked.Increment(ref _committed) == Writers * 10)
            {
                busy.SetResult();
            }
        }
    }
}
