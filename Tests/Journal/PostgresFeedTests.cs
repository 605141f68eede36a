using System.Globalization;
using Npgsql;
using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>The feed beside transactions that stay open, on a real server.</summary>
[Collection(QuietCluster.Name)]
public sealed class PostgresFeedTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const int Timeout = 60_000;

    // All in one partition, so that the late ones would be behind the reader's cursor.
    private static readonly StreamName[] OnePartition =
    [
        .. Enumerable.Range(0, 100_000).Select(i => Some.Order($"{i}"))
            .Where(stream => stream.Partition == 7).Take(8 * 25),
    ];

    private readonly PostgresHost _host = new(cluster);
    private IJournal _journal = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _journal = await _host.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact(Timeout = Timeout)]
    public async Task A_writer_that_commits_late_is_never_skipped()
    {
        await using var late = await OpenTransaction.BeginAsync(_host.ConnectionString);
        await late.WriteAsync(Some.Append(Some.Order("late"), 0, command: "late"));
        await _journal.AppendAsync(Some.Append(Some.Order("early"), 0, command: "early"), Stop);

        (await ReadFeedAsync()).ShouldBeEmpty("the late one has the earlier position and may still commit");
        await late.ExecuteAsync("COMMIT");

        (await ReadFeedAsync()).OrderBy(record => record.Position).Select(record => record.Events[0].Command.Value)
            .ShouldBe(["late-1", "early-1"]);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_feed_by_bare_position_would_lose_the_late_writer()
    {
        await using var late = await OpenTransaction.BeginAsync(_host.ConnectionString);
        await late.WriteAsync(Some.Append(Some.Order("late"), 0));
        await _journal.AppendAsync(Some.Append(Some.Order("early"), 0), Stop);

        var (seen, position) = await ReadByBarePositionAsync(after: 0);
        await late.ExecuteAsync("COMMIT");
        var (seenLater, _) = await ReadByBarePositionAsync(position);

        seen.ShouldBe(["web/early"]);
        seenLater.ShouldBeEmpty("which is why the feed is not read like this");
    }

    [Fact(Timeout = Timeout)]
    public async Task A_writer_that_rolls_back_late_leaves_a_gap_that_is_passed()
    {
        await using var late = await OpenTransaction.BeginAsync(_host.ConnectionString);
        await late.WriteAsync(Some.Append(Some.Order("late"), 0));
        await _journal.AppendAsync(Some.Append(Some.Order("early"), 0), Stop);
        await late.ExecuteAsync("ROLLBACK");

        (await ReadFeedAsync()).ShouldHaveSingleItem().Stream.ShouldBe(Some.Order("early"));
    }

    [Fact(Timeout = Timeout)]
    public async Task A_reader_racing_writers_that_commit_late_sees_every_record_once()
    {
        var writing = Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() => WriteLateAsync(writer))));
        var cursors = Some.WholeFeed().Cursors.ToArray();
        var seen = new List<StreamName>();
        for (var last = false; !last;)
        {
            last = writing.IsCompleted;
            foreach (var page in await _journal.ReadFeedAsync(new FeedQuery(cursors, 10_000, null), Stop))
            {
                cursors[page.Partition] = new PartitionCursor(page.Partition, page.Through);
                seen.AddRange(page.Records.Select(record => record.Stream));
            }
        }

        await writing;
        seen.Count.ShouldBe(8 * 25);
        seen.Distinct().Count().ShouldBe(8 * 25);
    }

    [Fact(Timeout = Timeout)]
    public async Task The_transaction_that_holds_the_feed_back_is_named()
    {
        await using var open = await OpenTransaction.BeginAsync(_host.ConnectionString, "month end report");
        await open.ExecuteAsync("CREATE TABLE report (n int)");

        var holdback = (await _journal.FindHoldbackAsync(TimeSpan.Zero, Stop)).ShouldNotBeNull();

        holdback.ProcessId.ShouldBe(open.ProcessId);
        holdback.Application.ShouldBe("month end report");
        holdback.State.ShouldBe("idle in transaction");
        holdback.Age.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromMinutes(1));
        (await _journal.FindHoldbackAsync(TimeSpan.FromHours(1), Stop)).ShouldBeNull();
    }

    [Fact(Timeout = Timeout)]
    public async Task A_transaction_that_only_reads_holds_nothing_back()
    {
        await using var reader = await OpenTransaction.BeginAsync(_host.ConnectionString);
        await reader.ExecuteAsync(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM journal_record");

        (await _journal.FindHoldbackAsync(TimeSpan.Zero, Stop)).ShouldBeNull();
    }

    [Fact(Timeout = Timeout)]
    public async Task The_oldest_of_several_open_transactions_is_the_one_named()
    {
        await using var early = await OpenTransaction.BeginAsync(_host.ConnectionString, "begins first, writes last");
        await using var oldest = await OpenTransaction.BeginAsync(_host.ConnectionString, "writes first");
        await oldest.ExecuteAsync("CREATE TABLE first_table (n int)");
        await early.ExecuteAsync("CREATE TABLE second_table (n int)");

        (await _journal.FindHoldbackAsync(TimeSpan.Zero, Stop))!.Application.ShouldBe("writes first");
    }

    [Fact(Timeout = Timeout)]
    public async Task A_prepared_transaction_that_nobody_finishes_is_named()
    {
        await using var open = await OpenTransaction.BeginAsync(_host.ConnectionString);
        await open.ExecuteAsync("CREATE TABLE prepared (n int); PREPARE TRANSACTION 'forgotten'");

        var holdback = (await _journal.FindHoldbackAsync(TimeSpan.Zero, Stop)).ShouldNotBeNull();
        await open.ExecuteAsync("ROLLBACK PREPARED 'forgotten'");

        (holdback.ProcessId, holdback.Application, holdback.State).ShouldBe((0, "forgotten", "prepared transaction"));
    }

    [Theory(Timeout = Timeout)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Large_records_end_a_page_early_and_lose_nothing(bool feed)
    {
        var stream = Some.Order("large");
        for (var version = 0; version < 6; version++)
        {
            await _journal.AppendAsync(
                new JournalAppend(stream, new StreamVersion(version), [Some.EventOfSize(3 * 1024 * 1024)]), Stop);
        }

        var first = await ReadLargeAsync(feed, stream, null);
        var second = await ReadLargeAsync(feed, stream, first[^1]);

        first.Select(record => record.First.Value).ShouldBe([1, 2, 3]);
        second.Select(record => record.First.Value).ShouldBe([4, 5, 6]);
    }

    private async Task<IReadOnlyList<JournalRecord>> ReadLargeAsync(bool feed, StreamName stream, JournalRecord? after)
    {
        if (!feed)
        {
            return await _journal.ReadStreamAsync(stream, after?.Last ?? StreamVersion.None, 100, Stop);
        }

        var cursor = new PartitionCursor(stream.Partition, after?.Position ?? FeedPosition.Start);
        return (await _journal.ReadFeedAsync(new FeedQuery([cursor], 100, null), Stop)).Single().Records;
    }

    private async Task<IReadOnlyList<JournalRecord>> ReadFeedAsync() =>
        [.. (await _journal.ReadFeedAsync(Some.WholeFeed(), Stop)).SelectMany(page => page.Records)];

    private async Task WriteLateAsync(int writer)
    {
        for (var i = 0; i < 25; i++)
        {
            await using var transaction = await OpenTransaction.BeginAsync(_host.ConnectionString);
            await transaction.WriteAsync(Some.Append(OnePartition[(writer * 25) + i], 0));
            await transaction.ExecuteAsync("SELECT pg_sleep(random() * 0.02); COMMIT");
        }
    }

    private async Task<(List<string> Streams, long Position)> ReadByBarePositionAsync(long after)
    {
        await using var connection = new NpgsqlConnection(_host.ConnectionString);
        await connection.OpenAsync(Stop);
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT stream, sequence FROM journal_record WHERE sequence > {after} ORDER BY sequence");
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var streams = new List<string>();
        while (await reader.ReadAsync(Stop))
        {
            streams.Add(reader.GetString(0));
            after = reader.GetInt64(1);
        }

        return (streams, after);
    }
}
