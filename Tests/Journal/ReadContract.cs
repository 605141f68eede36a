using System.Text;
using OrderGrid.Journal;

namespace OrderGrid.Tests.Journal;

/// <summary>What reading streams and keeping snapshots promises, on every journal.</summary>
public abstract class ReadContract(JournalHost host) : JournalContract(host)
{
    private static readonly StreamName Order = Some.Order("1");

    [Fact(Timeout = Timeout)]
    public async Task The_ends_of_more_streams_than_the_limit_are_refused()
    {
        var many = Enumerable.Range(0, JournalLimits.MaxHeadsPerRead + 1).Select(number => Some.Order($"{number}"));

        await Should.ThrowAsync<ArgumentException>(() => Journal.ReadHeadsAsync([.. many], Stop));
        (await Journal.ReadHeadsAsync([.. many.Skip(1)], Stop)).Records.ShouldBeEmpty();
    }

    [Fact(Timeout = Timeout)]
    public async Task A_stream_nobody_has_written_to_is_empty()
    {
        (await ReadAsync(Order)).ShouldBeEmpty();
        (await Journal.ReadSnapshotAsync(Order, Stop)).ShouldBeNull();
    }

    [Fact(Timeout = Timeout)]
    public async Task A_stream_is_read_in_pages()
    {
        for (var version = 0; version < 10; version += 2)
        {
            await AppendAsync(Order, version, events: 2);
        }

        (await ReadAsync(Order, maxRecords: 2)).Select(record => record.First.Value).ShouldBe([1, 3]);
        (await ReadAsync(Order, after: 4, maxRecords: 2)).Select(record => record.First.Value).ShouldBe([5, 7]);
        (await ReadAsync(Order, after: 8, maxRecords: 2)).Select(record => record.First.Value).ShouldBe([9]);
        (await ReadAsync(Order, after: 10)).ShouldBeEmpty();
    }

    [Theory(Timeout = Timeout)]
    [InlineData(0)]
    [InlineData(JournalLimits.MaxRecordsPerRead + 1)]
    public async Task A_page_beyond_the_limits_is_refused(int maxRecords)
    {
        await Should.ThrowAsync<ArgumentException>(() => ReadAsync(Order, maxRecords: maxRecords));
    }

    [Fact(Timeout = Timeout)]
    public async Task A_record_tells_when_and_where_it_was_recorded()
    {
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        await AppendAsync(Order, 0);
        await AppendAsync(Order, 1);

        var records = await ReadAsync(Order);

        records[0].RecordedAt.ShouldBeInRange(before, before.AddMinutes(2));
        (records[0].Position > FeedPosition.Start).ShouldBeTrue();
        (records[1].Position > records[0].Position).ShouldBeTrue();
    }

    [Fact(Timeout = Timeout)]
    public async Task The_newest_snapshot_is_kept()
    {
        await KeepAsync(version: 5, schema: 1, "five");
        await KeepAsync(version: 9, schema: 1, "nine");

        (await ReadStateAsync()).ShouldBe((9, 1, "\"nine\""));
    }

    [Fact(Timeout = Timeout)]
    public async Task A_snapshot_never_goes_back()
    {
        await KeepAsync(version: 9, schema: 1, "nine");
        await KeepAsync(version: 8, schema: 2, "eight");

        (await ReadStateAsync()).ShouldBe((9, 1, "\"nine\""));
    }

    [Fact(Timeout = Timeout)]
    public async Task A_snapshot_of_the_same_version_may_change_its_schema()
    {
        await KeepAsync(version: 9, schema: 1, "old");
        await KeepAsync(version: 9, schema: 2, "new");

        (await ReadStateAsync()).ShouldBe((9, 2, "\"new\""));
    }

    [Fact(Timeout = Timeout)]
    public async Task Snapshots_kept_at_the_same_time_leave_the_newest()
    {
        await Task.WhenAll(Enumerable.Range(1, 30).Select(version =>
            Task.Run(() => KeepAsync(version, schema: 1, "state"))));

        (await ReadStateAsync()).Version.ShouldBe(30);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_snapshot_belongs_to_one_stream()
    {
        await KeepAsync(version: 1, schema: 1, "order");

        (await Journal.ReadSnapshotAsync(new StreamName(StreamCategory.Channel, Order.Key), Stop)).ShouldBeNull();
        (await Journal.ReadSnapshotAsync(Some.Order("2"), Stop)).ShouldBeNull();
    }

    private Task KeepAsync(long version, int schema, string state) => Journal.WriteSnapshotAsync(
        new StreamSnapshot(Order, new StreamVersion(version), schema, Encoding.UTF8.GetBytes($"\"{state}\"")), Stop);

    private async Task<(long Version, int Schema, string State)> ReadStateAsync()
    {
        var snapshot = (await Journal.ReadSnapshotAsync(Order, Stop)).ShouldNotBeNull();
        return (snapshot.Version.Value, snapshot.Schema, Encoding.UTF8.GetString(snapshot.State.Span));
    }
}

public sealed class VolatileReads() : ReadContract(new VolatileHost());

public sealed class FaultlessReads() : ReadContract(new FaultlessHost());

public sealed class PostgresReads(PostgresCluster cluster) : ReadContract(new PostgresHost(cluster));
