using OrderGrid.Identity;
using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>What an append promises, on every journal.</summary>
public abstract class AppendContract(JournalHost host) : JournalContract(host)
{
    private static readonly StreamName Order = Some.Order("1");

    [Fact(Timeout = Timeout)]
    public async Task A_stream_is_numbered_from_one_without_gaps()
    {
        (await AppendAsync(Order, 0)).ShouldBe(AppendOutcome.Committed);
        (await AppendAsync(Order, 1, events: 3)).ShouldBe(AppendOutcome.Committed);
        (await AppendAsync(Order, 4)).ShouldBe(AppendOutcome.Committed);

        var records = await ReadAsync(Order);

        records.Select(record => (record.First.Value, record.Last.Value)).ShouldBe([(1, 1), (2, 4), (5, 5)]);
        Commands(records).ShouldBe(["c-1", "c-2", "c-3", "c-4", "c-5"]);
    }

    [Fact(Timeout = Timeout)]
    public async Task An_event_is_read_as_it_was_written()
    {
        var written = Some.Event("command-1") with { TraceParent = null, Time = Some.Time.AddTicks(1234567) };
        await Journal.AppendAsync(new JournalAppend(Order, StreamVersion.None, [written]), Stop);

        var record = (await ReadAsync(Order)).ShouldHaveSingleItem();

        record.Stream.ShouldBe(Order);
        var read = record.Events.ShouldHaveSingleItem();
        read.Body.ToArray().ShouldBe(written.Body.ToArray());
        (read with { Body = written.Body }).ShouldBe(written);
    }

    [Theory(Timeout = Timeout)]
    [InlineData(0, "the stream exists")]
    [InlineData(1, "a version in the middle of a record")]
    [InlineData(2, "the version before the last record")]
    [InlineData(4, "a version behind the end")]
    [InlineData(1_000_000, "a version far behind the end")]
    public async Task An_append_behind_anything_but_the_end_conflicts_and_writes_nothing(long expected, string why)
    {
        await AppendAsync(Order, 0, events: 2);
        await AppendAsync(Order, 2);

        (await AppendAsync(Order, expected, events: 2, command: "late")).ShouldBe(AppendOutcome.Conflict, why);

        Commands(await ReadAsync(Order)).ShouldBe(["c-1", "c-2", "c-3"]);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_stream_nobody_has_written_to_is_continued_from_nowhere()
    {
        (await AppendAsync(Order, 1)).ShouldBe(AppendOutcome.Conflict);

        (await ReadAsync(Order)).ShouldBeEmpty();
    }

    [Theory(Timeout = Timeout)]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Of_many_appenders_that_expect_the_same_version_one_commits(int expected)
    {
        if (expected > 0)
        {
            await AppendAsync(Order, 0, events: expected);
        }

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32)
            .Select(rival => Task.Run(() => AppendAsync(Order, expected, 1 + rival % 3, $"r{rival}"))));

        outcomes.Count(outcome => outcome == AppendOutcome.Committed).ShouldBe(1);
        outcomes.Count(outcome => outcome == AppendOutcome.Conflict).ShouldBe(31);
        (await ReadAsync(Order, after: expected)).ShouldHaveSingleItem().First.Value.ShouldBe(expected + 1);
    }

    [Fact(Timeout = Timeout)]
    public async Task Conflicts_leave_the_other_streams_appends_alone()
    {
        await AppendAsync(Order, 0);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() =>
            i % 10 == 0 ? AppendAsync(Order, 0) : AppendAsync(Some.Order($"other-{i}"), 0, events: 2))));

        outcomes.Where((_, i) => i % 10 == 0).ShouldAllBe(outcome => outcome == AppendOutcome.Conflict);
        outcomes.Where((_, i) => i % 10 != 0).ShouldAllBe(outcome => outcome == AppendOutcome.Committed);
        (await ReadAsync(Some.Order("other-1"))).ShouldHaveSingleItem();
    }

    [Fact(Timeout = Timeout)]
    public async Task Rivals_that_reread_after_a_conflict_all_get_through_without_gaps()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(rival => Task.Run(async () =>
        {
            for (var done = 0; done < 10;)
            {
                var records = await ReadAsync(Order);
                var end = records.Count == 0 ? 0 : records[^1].Last.Value;
                done += await AppendAsync(Order, end, events: 1 + rival % 2) == AppendOutcome.Committed ? 1 : 0;
            }
        })));

        var all = await ReadAsync(Order);
        all.Count.ShouldBe(80);
        all.Skip(1).Zip(all).ShouldAllBe(pair => pair.First.First == pair.Second.Last.Plus(1));
    }

    [Fact(Timeout = Timeout)]
    public async Task Appends_of_one_stream_sent_in_order_without_waiting_all_commit()
    {
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(version => AppendAsync(Order, version)).ToList());

        outcomes.ShouldAllBe(outcome => outcome == AppendOutcome.Committed);
        (await ReadAsync(Order)).Select(record => record.First.Value)
            .ShouldBe(Enumerable.Range(1, 30).Select(number => (long)number));
    }

    [Fact(Timeout = Timeout)]
    public async Task Streams_of_different_categories_share_a_key_without_meeting()
    {
        var position = new StreamName(StreamCategory.Position, Order.Key);

        (await AppendAsync(Order, 0, command: "order")).ShouldBe(AppendOutcome.Committed);
        (await AppendAsync(position, 0, command: "position")).ShouldBe(AppendOutcome.Committed);

        Commands(await ReadAsync(Order)).ShouldBe(["order-1"]);
        Commands(await ReadAsync(position)).ShouldBe(["position-1"]);
    }

    [Fact(Timeout = Timeout)]
    public async Task The_largest_number_of_events_is_one_record_and_one_more_is_refused()
    {
        (await AppendAsync(Order, 0, JournalLimits.MaxEventsPerAppend)).ShouldBe(AppendOutcome.Committed);
        (await ReadAsync(Order)).ShouldHaveSingleItem().Last.Value.ShouldBe(JournalLimits.MaxEventsPerAppend);

        await Should.ThrowAsync<ArgumentException>(
            () => AppendAsync(Some.Order("2"), 0, JournalLimits.MaxEventsPerAppend + 1));
    }

    [Fact(Timeout = Timeout)]
    public async Task The_largest_record_is_kept_and_a_larger_one_is_refused()
    {
        var largest = new JournalAppend(Order, StreamVersion.None, [Some.EventOfSize(JournalLimits.MaxRecordBytes)]);
        (await Journal.AppendAsync(largest, Stop)).ShouldBe(AppendOutcome.Committed);
        (await ReadAsync(Order)).ShouldHaveSingleItem().Events[0].Body.Length.ShouldBe(JournalLimits.MaxRecordBytes);

        var larger = largest with { Events = [Some.EventOfSize(JournalLimits.MaxRecordBytes + 1)] };
        await Should.ThrowAsync<ArgumentException>(() => Journal.AppendAsync(larger, Stop));
    }

    [Theory(Timeout = Timeout)]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("nul\0")]
    [InlineData("ümlaut")]
    public async Task A_stream_key_of_other_characters_is_refused(string key)
    {
        await Should.ThrowAsync<ArgumentException>(() => AppendAsync(new StreamName(StreamCategory.Order, key), 0));
    }

    [Theory(Timeout = Timeout)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"v\":1")]
    [InlineData("{} {}")]
    public async Task A_body_that_is_not_one_object_is_refused(string body)
    {
        var @event = Some.Event("c") with { Body = System.Text.Encoding.UTF8.GetBytes(body) };

        await Should.ThrowAsync<ArgumentException>(
            () => Journal.AppendAsync(new JournalAppend(Order, StreamVersion.None, [@event]), Stop));
    }

    [Fact(Timeout = Timeout)]
    public async Task An_event_without_type_command_correlation_or_time_is_refused()
    {
        JournalEvent[] incomplete =
        [
            Some.Event("c") with { Type = "" },
            Some.Event("c") with { Type = new string('t', 65) },
            Some.Event("c") with { Command = default },
            Some.Event("c") with { Correlation = new CorrelationId("") },
            Some.Event("c") with { TraceParent = "" },
            Some.Event("c") with { Time = default },
        ];

        foreach (var @event in incomplete)
        {
            await Should.ThrowAsync<ArgumentException>(
                () => Journal.AppendAsync(new JournalAppend(Order, StreamVersion.None, [@event]), Stop));
        }
    }
}

public sealed class VolatileAppends() : AppendContract(new VolatileHost());

public sealed class FaultlessAppends() : AppendContract(new FaultlessHost());

public sealed class PostgresAppends(PostgresCluster cluster) : AppendContract(new PostgresHost(cluster));

public sealed class PostgresAppendsOfThreeWriters(PostgresCluster cluster)
    : AppendContract(new PostgresHost(
        cluster,
        options => (options.Writers, options.MinSplitRecords, options.MaxBatchRecords) = (3, 1, 4)));
