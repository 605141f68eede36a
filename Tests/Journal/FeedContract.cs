using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>What the feed promises, on every journal.</summary>
public abstract class FeedContract(JournalHost host) : JournalContract(host)
{
    private const int Appenders = 8;
    private const int AppendsEach = 60;

    [Fact(Timeout = Timeout)]
    public async Task The_ends_of_streams_are_read_together_and_the_feed_goes_on_behind_them()
    {
        await AppendAsync(Some.Order("1"), 0);
        await AppendAsync(Some.Order("1"), 1, events: 2);
        await AppendAsync(Some.Order("2"), 0);

        var heads = await Journal.ReadHeadsAsync([Some.Order("1"), Some.Order("9"), Some.Order("1")], Stop);
        await AppendAsync(Some.Order("2"), 1);
        var cursor = new PartitionCursor(Some.Order("2").Partition, heads.Horizon);
        var after = await Journal.ReadFeedAsync(new([cursor], 10, null), Stop);

        Commands(heads.Records).ShouldBe(["c-2", "c-3"]);
        Commands(after.ShouldHaveSingleItem().Records).ShouldBe(["c-2"]);
    }

    [Fact(Timeout = Timeout)]
    public async Task The_ends_of_no_streams_still_tell_where_the_feed_is()
    {
        await AppendAsync(Some.Order("1"), 0);

        var heads = await Journal.ReadHeadsAsync([], Stop);
        var cursors = Some.WholeFeed().Cursors.Select(cursor => cursor with { After = heads.Horizon });

        heads.Records.ShouldBeEmpty();
        (await Journal.ReadFeedAsync(new([.. cursors], 10, null), Stop)).ShouldBeEmpty();
    }

    [Fact(Timeout = Timeout)]
    public async Task An_empty_feed_has_no_pages()
    {
        (await Journal.ReadFeedAsync(Some.WholeFeed(), Stop)).ShouldBeEmpty();
    }

    [Fact(Timeout = Timeout)]
    public async Task A_record_is_in_the_partition_of_its_stream_only()
    {
        await AppendAsync(Some.Order("1"), 0, events: 2);

        var page = (await Journal.ReadFeedAsync(Some.WholeFeed(), Stop)).ShouldHaveSingleItem();

        page.Partition.ShouldBe(Some.Order("1").Partition);
        page.After.ShouldBe(FeedPosition.Start);
        var record = page.Records.ShouldHaveSingleItem();
        record.Position.ShouldBe(page.Through);
        (record.Stream, record.First.Value, record.Last.Value).ShouldBe((Some.Order("1"), 1, 2));
        Commands(page.Records).ShouldBe(["c-1", "c-2"]);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_reader_that_resumes_sees_the_rest()
    {
        var stream = Some.Order("1");
        for (var version = 0; version < 5; version++)
        {
            await AppendAsync(stream, version);
        }

        var first = await ReadPageAsync(stream, FeedPosition.Start, maxRecords: 3);
        var second = await ReadPageAsync(stream, first!.Through, maxRecords: 3);

        Commands(first.Records).ShouldBe(["c-1", "c-2", "c-3"]);
        Commands(second!.Records).ShouldBe(["c-4", "c-5"]);
        (await ReadPageAsync(stream, second.Through, maxRecords: 3)).ShouldBeNull();
    }

    [Fact(Timeout = Timeout)]
    public async Task Only_the_asked_categories_are_returned_and_they_cost_no_place_in_the_page()
    {
        var position = new StreamName(StreamCategory.Position, "k");
        var order = position with { Category = StreamCategory.Order };
        for (var version = 0; version < 4; version++)
        {
            await AppendAsync(position, version, command: "position");
            await AppendAsync(order, version, command: "order");
        }

        var orders = await Journal.ReadFeedAsync(Some.WholeFeed(3, StreamCategory.Order), Stop);
        var both = await Journal.ReadFeedAsync(Some.WholeFeed(3, StreamCategory.Order, StreamCategory.Position), Stop);

        Commands(orders.ShouldHaveSingleItem().Records).ShouldBe(["order-1", "order-2", "order-3"]);
        Commands(both.ShouldHaveSingleItem().Records).ShouldBe(["position-1", "order-1", "position-2"]);
        (await Journal.ReadFeedAsync(Some.WholeFeed(3, StreamCategory.Channel), Stop)).ShouldBeEmpty();
    }

    [Fact(Timeout = Timeout)]
    public async Task A_reader_of_the_latest_gets_one_record_per_stream_and_passes_the_others_for_good()
    {
        var position = new StreamName(StreamCategory.Position, "k");
        var order = position with { Category = StreamCategory.Order };
        for (var version = 0; version < 3; version++)
        {
            await AppendAsync(position, version, command: "position");
            await AppendAsync(order, version, command: "order");
        }

        var whole = Some.WholeFeed() with { LatestOnly = true };
        var page = (await Journal.ReadFeedAsync(whole, Stop)).ShouldHaveSingleItem();
        var rest = new FeedQuery([new(page.Partition, page.Through)], 10, null) { LatestOnly = true };

        Commands(page.Records).ShouldBe(["position-3", "order-3"]);
        page.Through.ShouldBe(page.Records[^1].Position);
        (await Journal.ReadFeedAsync(rest, Stop)).ShouldBeEmpty();
    }

    [Fact(Timeout = Timeout)]
    public async Task A_page_of_the_latest_ends_after_as_many_records_as_were_asked_for_the_passed_ones_included()
    {
        var stream = Some.Order("1");
        for (var version = 0; version < 5; version++)
        {
            await AppendAsync(stream, version);
        }

        var first = await ReadPageAsync(stream, FeedPosition.Start, maxRecords: 3, latestOnly: true);
        var second = await ReadPageAsync(stream, first!.Through, maxRecords: 3, latestOnly: true);

        Commands(first.Records).ShouldBe(["c-3"]);
        Commands(second!.Records).ShouldBe(["c-5"]);
    }

    [Fact(Timeout = Timeout)]
    public async Task Each_partition_is_read_from_its_own_cursor()
    {
        var streams = Enumerable.Range(0, 200).Select(i => Some.Order($"{i}")).ToList();
        await Task.WhenAll(streams.Select(stream => AppendAsync(stream, 0)));
        var seen = (await Journal.ReadFeedAsync(Some.WholeFeed(), Stop))
            .Select(page => new PartitionCursor(page.Partition, page.Through)).ToList();
        await Task.WhenAll(streams.Select(stream => AppendAsync(stream, 1)));

        var pages = await Journal.ReadFeedAsync(new FeedQuery(seen, 10_000, null), Stop);
        var records = pages.SelectMany(page => page.Records).ToList();

        records.Select(record => record.Stream).Order(ByKey).ShouldBe(streams.Order(ByKey));
        records.ShouldAllBe(record => record.First.Value == 2);
    }

    [Theory(Timeout = Timeout)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public async Task Readers_beside_many_writers_miss_nothing_see_nothing_twice_and_keep_every_subjects_order(int page)
    {
        var writing = Task.WhenAll(Enumerable.Range(0, Appenders)
            .Select(appender => Task.Run(() => WriteAsync(appender))));

        var seen = await FollowAsync(writing, page, new Random(page));

        seen.Count.ShouldBe(Appenders * AppendsEach);
        seen.Select(record => record.Position).Distinct().Count().ShouldBe(seen.Count);
        foreach (var stream in seen.GroupBy(record => record.Stream))
        {
            stream.Select(record => record.First.Value)
                .ShouldBe(Enumerable.Range(1, stream.Count()).Select(number => (long)number), stream.Key.Key);
        }
    }

    [Fact(Timeout = Timeout)]
    public async Task A_question_beyond_the_limits_is_refused()
    {
        var cursor = new PartitionCursor(0, FeedPosition.Start);
        FeedQuery[] wrong =
        [
            new([], 1, null),
            new([cursor, cursor], 1, null),
            new([cursor with { Partition = 64 }], 1, null),
            new([cursor with { Partition = -1 }], 1, null),
            new([cursor], 0, null),
            new([cursor], 10_001, null),
        ];

        foreach (var query in wrong)
        {
            await Should.ThrowAsync<ArgumentException>(() => Journal.ReadFeedAsync(query, Stop));
        }
    }

    [Fact(Timeout = Timeout)]
    public async Task Nobody_holds_back_a_feed_without_open_transactions()
    {
        await AppendAsync(Some.Order("1"), 0);

        (await Journal.FindHoldbackAsync(TimeSpan.FromMinutes(5), Stop)).ShouldBeNull();
    }

    private static readonly IComparer<StreamName> ByKey =
        Comparer<StreamName>.Create((left, right) => string.CompareOrdinal(left.Key, right.Key));

    private async Task<PartitionPage?> ReadPageAsync(
        StreamName stream, FeedPosition after, int maxRecords, bool latestOnly = false)
    {
        var query = new FeedQuery([new PartitionCursor(stream.Partition, after)], maxRecords, null);
        return (await Journal.ReadFeedAsync(query with { LatestOnly = latestOnly }, Stop)).SingleOrDefault();
    }

    private async Task WriteAsync(int appender)
    {
        for (var i = 0; i < AppendsEach; i++)
        {
            var stream = Some.Order($"{appender}-{i % 5}");
            (await AppendAsync(stream, i / 5)).ShouldBe(AppendOutcome.Committed);
        }
    }

    // Reads random sets of partitions until the writers are done and a last look at all of them shows nothing new.
    private async Task<List<JournalRecord>> FollowAsync(Task writing, int maxRecords, Random random)
    {
        var cursors = Some.WholeFeed().Cursors.ToArray();
        var seen = new List<JournalRecord>();
        while (true)
        {
            var last = writing.IsCompleted;
            var asked = last ? cursors : cursors.Where(_ => random.Next(2) == 0).DefaultIfEmpty(cursors[0]).ToArray();
            var pages = await Journal.ReadFeedAsync(new FeedQuery(asked, maxRecords, null), Stop);
            foreach (var page in pages)
            {
                page.Records.Count.ShouldBeLessThanOrEqualTo(maxRecords);
                cursors[page.Partition] = new PartitionCursor(page.Partition, page.Through);
                seen.AddRange(page.Records);
            }

            if (last && pages.Count == 0)
            {
                await writing;
                return seen;
            }
        }
    }
}

public sealed class VolatileFeed() : FeedContract(new VolatileHost());

public sealed class FaultlessFeed() : FeedContract(new FaultlessHost());

[Collection(QuietCluster.Name)]
public sealed class PostgresFeed(PostgresCluster cluster) : FeedContract(new PostgresHost(cluster));

[Collection(QuietCluster.Name)]
public sealed class PostgresFeedOfThreeWriters(PostgresCluster cluster)
    : FeedContract(new PostgresHost(cluster, options => (options.Writers, options.MinSplitRecords) = (3, 1)));
