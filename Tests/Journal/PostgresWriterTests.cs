using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>Commits that are blocked, broken, refused, given up or too many.</summary>
public sealed class PostgresWriterTests(PostgresCluster cluster) : IAsyncDisposable
{
    private const int Timeout = 60_000;
    private const string FullDisk =
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON journal_record EXECUTE FUNCTION refuse()
        """;

    private static readonly AppendOutcome[] OneEach = [AppendOutcome.Committed, AppendOutcome.Conflict];
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(200);
    private static readonly StreamName Blocked = Some.Order("blocked");
    private PostgresHost? _host;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact(Timeout = Timeout)]
    public async Task A_commit_that_takes_too_long_is_unknown_and_what_is_read_then_stays_true()
    {
        var journal = await StartAsync(options => options.CommitTimeout = TimeSpan.FromSeconds(1));
        await using var blocker = await BlockAsync();

        (await journal.AppendAsync(Some.Append(Blocked, 0, command: "late"), Stop)).ShouldBe(AppendOutcome.Unknown);
        await blocker.ExecuteAsync("ROLLBACK");

        (await journal.ReadStreamAsync(Blocked, StreamVersion.None, 1, Stop)).ShouldBeEmpty();
        (await journal.AppendAsync(Some.Append(Blocked, 0, command: "next"), Stop)).ShouldBe(AppendOutcome.Committed);
        (await journal.ReadStreamAsync(Blocked, StreamVersion.None, 9, Stop))
            .ShouldHaveSingleItem().Events[0].Command.Value.ShouldBe("next-1");
    }

    [Fact(Timeout = Timeout)]
    public async Task While_a_commit_takes_long_another_writer_commits_what_is_worth_a_commit_of_its_own()
    {
        var journal = await StartAsync(options => (options.Writers, options.MinSplitRecords) = (2, 3));
        await using var blocker = await BlockAsync();
        var blocked = journal.AppendAsync(Some.Append(Blocked, 0), Stop);
        await WaitUntilBlockedAsync();

        // The second record of a stream waits for its first, which is with the writer that is blocked.
        var second = journal.AppendAsync(Some.Append(Blocked, 1), Stop);
        var few = journal.AppendAsync(Some.Append(Some.Order("1"), 0), Stop);
        await Task.Delay(AWhile, TimeProvider.System, Stop);
        (second.IsCompleted, few.IsCompleted).ShouldBe((false, false), "two are too few");
        var enough = journal.AppendAsync(Some.Append(Some.Order("2"), 0), Stop);

        (await Task.WhenAll(few, enough)).ShouldAllBe(outcome => outcome == AppendOutcome.Committed);
        (blocked.IsCompleted, second.IsCompleted).ShouldBe((false, false));
        await blocker.ExecuteAsync("ROLLBACK");
        (await Task.WhenAll(blocked, second)).ShouldAllBe(outcome => outcome == AppendOutcome.Committed);
    }

    [Fact(Timeout = Timeout)]
    public async Task One_writer_that_is_blocked_holds_up_everything()
    {
        var journal = await StartAsync(options => (options.Writers, options.MinSplitRecords) = (1, 1));
        await using var blocker = await BlockAsync();
        var blocked = journal.AppendAsync(Some.Append(Blocked, 0), Stop);
        await WaitUntilBlockedAsync();

        var others = Task.WhenAll(Enumerable.Range(0, 20)
            .Select(number => journal.AppendAsync(Some.Append(Some.Order($"{number}"), 0), Stop)));
        await Task.Delay(AWhile, TimeProvider.System, Stop);
        others.IsCompleted.ShouldBeFalse();
        await blocker.ExecuteAsync("ROLLBACK");

        (await others).Append(await blocked).ShouldAllBe(outcome => outcome == AppendOutcome.Committed);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_connection_that_breaks_during_a_commit_is_unknown_and_replaced()
    {
        var journal = await StartAsync();
        await using var blocker = await BlockAsync();
        var append = journal.AppendAsync(Some.Append(Blocked, 0), Stop);
        await WaitUntilBlockedAsync();

        await PostgresCluster.ExecuteAsync(
            _host!.ConnectionString,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            + "WHERE datname = current_database() AND application_name = 'ordergrid journal'");

        (await append).ShouldBe(AppendOutcome.Unknown);
        (await journal.AppendAsync(Some.Append(Some.Order("next"), 0), Stop)).ShouldBe(AppendOutcome.Committed);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_batch_the_server_refuses_is_not_written_and_the_next_one_is()
    {
        var journal = await StartAsync();
        await PostgresCluster.ExecuteAsync(_host!.ConnectionString, FullDisk);

        (await journal.AppendAsync(Some.Append(Blocked, 0), Stop)).ShouldBe(AppendOutcome.NotWritten);
        await PostgresCluster.ExecuteAsync(_host.ConnectionString, "DROP TRIGGER full_disk ON journal_record");

        (await journal.AppendAsync(Some.Append(Blocked, 0), Stop)).ShouldBe(AppendOutcome.Committed);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_full_disk_is_named_in_the_log_by_the_folder_on_it()
    {
        var connectionString = await cluster.CreateDatabaseAsync();
        var log = new EventLog();
        await using var journal = new PostgresJournal(
            new PostgresJournalOptions { ConnectionString = connectionString }, TimeProvider.System, log);
        await journal.PrepareAsync(Stop);
        await PostgresCluster.ExecuteAsync(connectionString, FullDisk);

        (await journal.AppendAsync(Some.Append(Blocked, 0), Stop)).ShouldBe(AppendOutcome.NotWritten);

        var folder = await PostgresCluster.ReadAsync<string>(connectionString, "SHOW data_directory");
        log.Texts.ShouldContain(text => text.Contains($"DATA ({folder}) IS FULL: 1 appends", StringComparison.Ordinal));
    }

    [Fact(Timeout = Timeout)]
    public async Task A_full_queue_lets_some_wait_for_room_and_refuses_the_rest()
    {
        var journal = await StartAsync(options =>
        {
            (options.MaxPendingAppends, options.MaxWaitingAppends) = (1, 1);
            options.AdmissionTimeout = TimeSpan.FromMinutes(1);
        });
        await using var blocker = await BlockAsync();

        var pending = journal.AppendAsync(Some.Append(Blocked, 0), Stop);
        var waiting = journal.AppendAsync(Some.Append(Some.Order("waiting"), 0), Stop);
        (await journal.AppendAsync(Some.Append(Some.Order("refused"), 0), Stop)).ShouldBe(AppendOutcome.NotWritten);
        await blocker.ExecuteAsync("ROLLBACK");

        (await pending).ShouldBe(AppendOutcome.Committed);
        (await waiting).ShouldBe(AppendOutcome.Committed);
        (await journal.ReadStreamAsync(Some.Order("refused"), StreamVersion.None, 1, Stop)).ShouldBeEmpty();
    }

    [Fact(Timeout = Timeout)]
    public async Task An_append_that_finds_no_room_in_time_is_not_written()
    {
        var journal = await StartAsync(options =>
            (options.MaxPendingAppends, options.AdmissionTimeout) = (1, TimeSpan.FromMilliseconds(50)));
        await using var blocker = await BlockAsync();
        var pending = journal.AppendAsync(Some.Append(Blocked, 0), Stop);

        (await journal.AppendAsync(Some.Append(Some.Order("late"), 0), Stop)).ShouldBe(AppendOutcome.NotWritten);

        await blocker.ExecuteAsync("ROLLBACK");
        (await pending).ShouldBe(AppendOutcome.Committed);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_caller_that_gives_up_hears_whether_its_append_ever_left_the_queue()
    {
        var journal = await StartAsync();
        await using var blocker = await BlockAsync();
        using var givingUp = new CancellationTokenSource();
        var sent = journal.AppendAsync(Some.Append(Blocked, 0), givingUp.Token);
        await WaitUntilBlockedAsync();
        var queued = journal.AppendAsync(Some.Append(Some.Order("queued"), 0), givingUp.Token);

        await givingUp.CancelAsync();
        (await sent).ShouldBe(AppendOutcome.Unknown);
        (await queued).ShouldBe(AppendOutcome.NotWritten);

        await blocker.ExecuteAsync("ROLLBACK");
        (await journal.AppendAsync(Some.Append(Some.Order("queued"), 0), Stop)).ShouldBe(AppendOutcome.Committed);
        (await journal.ReadStreamAsync(Blocked, StreamVersion.None, 1, Stop)).ShouldHaveSingleItem();
    }

    [Fact(Timeout = Timeout)]
    public async Task Two_processes_that_write_the_same_streams_share_them_without_a_deadlock()
    {
        var journal = await StartAsync();
        await using var rival = new PostgresJournal(
            new PostgresJournalOptions { ConnectionString = _host!.ConnectionString },
            TimeProvider.System,
            NullLogger<PostgresJournal>.Instance);

        for (var version = 0; version < 10; version++)
        {
            var appends = Enumerable.Range(0, 60).Select(i => Some.Append(Some.Order($"{i}"), version)).ToList();
            var ours = Task.WhenAll(appends.Select(append => journal.AppendAsync(append, Stop)));
            var theirs = Task.WhenAll(Enumerable.Reverse(appends).Select(append => rival.AppendAsync(append, Stop)));
            var outcomes = (await ours).Zip(Enumerable.Reverse(await theirs));

            outcomes.ShouldAllBe(pair => pair.First != pair.Second && OneEach.Contains(pair.First)
                && OneEach.Contains(pair.Second));
        }
    }

    [Fact(Timeout = Timeout)]
    public async Task What_is_queued_is_committed_before_the_journal_is_gone()
    {
        var journal = await StartAsync();
        var appends = Enumerable.Range(0, 500)
            .Select(i => journal.AppendAsync(Some.Append(Some.Order($"{i}"), 0), Stop)).ToList();

        await journal.DisposeAsync();

        (await Task.WhenAll(appends)).ShouldAllBe(outcome => outcome == AppendOutcome.Committed);
        (await journal.AppendAsync(Some.Append(Some.Order("after"), 0), Stop)).ShouldBe(AppendOutcome.NotWritten);
    }

    [Fact(Timeout = Timeout)]
    public async Task Commits_are_synchronous_and_settings_that_lose_data_are_called_out()
    {
        var connectionString = await cluster.CreateDatabaseAsync();
        var name = await PostgresCluster.ReadAsync<string>(connectionString, "SELECT current_database()::text");
        await PostgresCluster.ExecuteAsync(connectionString, $"ALTER DATABASE {name} SET synchronous_commit = off");
        var log = new EventLog();
        await using var journal = new PostgresJournal(
            new PostgresJournalOptions { ConnectionString = connectionString }, TimeProvider.System, log);
        await journal.PrepareAsync(Stop);
        await PostgresCluster.ExecuteAsync(
            connectionString,
            "ALTER TABLE journal_record ADD COLUMN waits text DEFAULT current_setting('synchronous_commit')");

        (await journal.AppendAsync(Some.Append(Blocked, 0), Stop)).ShouldBe(AppendOutcome.Committed);

        (await PostgresCluster.ReadAsync<string>(connectionString, "SELECT waits FROM journal_record")).ShouldBe("on");
        log.Events.ShouldContain((LogLevel.Warning, 1012));
        log.Events.ShouldContain((LogLevel.Critical, 1011), "the test's server runs without fsync");
    }

    private async Task<PostgresJournal> StartAsync(Action<PostgresJournalOptions>? configure = null)
    {
        _host = new PostgresHost(cluster, configure);
        return (PostgresJournal)await _host.StartAsync();
    }

    // An uncommitted record in the same place makes the journal's statement wait for that transaction.
    private async Task<OpenTransaction> BlockAsync()
    {
        var blocker = await OpenTransaction.BeginAsync(_host!.ConnectionString);
        await blocker.WriteAsync(Some.Append(Blocked, 0, command: "blocker"));
        return blocker;
    }

    private Task WaitUntilBlockedAsync() => PostgresCluster.ExecuteAsync(
        _host!.ConnectionString,
        """
        DO $$ BEGIN
            WHILE NOT EXISTS (
                SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                WHERE NOT l.granted AND a.datname = current_database()) LOOP
                PERFORM pg_sleep(0.005), pg_stat_clear_snapshot();
            END LOOP;
        END $$
        """);

    private sealed class EventLog : ILogger<PostgresJournal>
    {
        private readonly Lock _lock = new();

        public List<(LogLevel Level, int Id)> Events { get; } = [];

        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            lock (_lock)
            {
                Events.Add((logLevel, eventId.Id));
                Texts.Add(formatter(state, exception));
            }
        }
    }
}
