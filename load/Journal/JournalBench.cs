using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrderGrid.Identity;
using OrderGrid.Journal;

namespace OrderGrid.Load.Journal;

/// <summary>
/// Measures the journal on a PostgreSQL with its default durability, by records of about 200 bytes: group commit by
/// many writers, the same rows committed one by one in the same run, and the feed. It leaves its records in the
/// database: give it one of its own.
/// </summary>
internal sealed class JournalBench(string connectionString, TextWriter output)
{
    private const int Writers = 512;
    private const int RowClients = 64;
    private const int EventsPerStream = 8;
    private const int PageRecords = 500;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly byte[] _body = Encoding.UTF8.GetBytes(
        """{"v":1,"sku":"SKU-000001","node":"NODE-1","quantity":"2","why":"bench"}""");

    /// <summary>Prints one line per measurement; each lasts about <paramref name="duration"/>.</summary>
    /// <returns>Grouped appends per second, and how many times those of single rows that is.</returns>
    public async Task<(double PerSecond, double Ratio)> RunAsync(TimeSpan duration, CancellationToken cancellation)
    {
        await using var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = RowClients, MaxAutoPrepare = 8 });
        var processor = await ServerLoad.FindAsync(database);
        await using var journal = new PostgresJournal(
            new PostgresJournalOptions { ConnectionString = connectionString },
            _time,
            NullLogger<PostgresJournal>.Instance);
        await journal.PrepareAsync(cancellation);

        var grouped = await MeasureAsync(
            processor, Writers, duration, (writer, stop) => AppendAsync(journal, writer, stop));
        Print($"group commit, {Writers} writers", "appends", grouped);
        var single = await MeasureAsync(
            processor, RowClients, duration, (client, stop) => InsertAsync(database, client, stop));
        Print($"one row per commit, {RowClients} clients", "appends", single);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"journal: group commit is {grouped.PerSecond / single.PerSecond:F1} x single rows"));
        var read = await MeasureAsync(processor, 1, TimeSpan.Zero, (_, _) => ReadFeedAsync(journal, cancellation));
        Print($"feed, {StreamName.Partitions} cursors, {PageRecords} a page", "records", read);
        return (grouped.PerSecond, grouped.PerSecond / single.PerSecond);
    }

    private void Print(string what, string unit, Measurement measured) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"journal: {what}: {measured.PerSecond:N0} {unit}/s, processor µs each: "
        + $"client {measured.ClientMicroseconds:F1}, server {measured.ServerMicroseconds:F1}"));

    private async Task<Measurement> MeasureAsync(
        ServerLoad? processor, int clients, TimeSpan duration, Func<int, Stop, Task<long>> work)
    {
        if (duration > TimeSpan.Zero)
        {
            await Task.WhenAll(Start(clients, new Stop(_time, WarmUp), work));
        }

        var server = processor?.Read();
        var client = Environment.CpuUsage.TotalTime;
        var started = _time.GetTimestamp();
        var done = (await Task.WhenAll(Start(clients, new Stop(_time, duration), work))).Sum();
        var elapsed = _time.GetElapsedTime(started);
        return new Measurement(
            done / elapsed.TotalSeconds,
            (Environment.CpuUsage.TotalTime - client).TotalMicroseconds / done,
            ((processor?.Read() - server)?.TotalMicroseconds ?? double.NaN) / done);
    }

    private static List<Task<long>> Start(int clients, Stop stop, Func<int, Stop, Task<long>> work) =>
        Enumerable.Range(0, clients).Select(client => Task.Run(() => work(client, stop))).ToList();

    private async Task<long> AppendAsync(PostgresJournal journal, int writer, Stop stop)
    {
        var appended = 0L;
        while (!stop.IsOver)
        {
            var stream = new StreamName(StreamCategory.Order, $"BENCH-{stop.Run}/G{writer}-{appended}");
            for (var version = 0; version < EventsPerStream && !stop.IsOver; version++)
            {
                var append = new JournalAppend(stream, new StreamVersion(version), [Event(writer, appended)]);
                var outcome = await journal.AppendAsync(append, CancellationToken.None);
                if (outcome != AppendOutcome.Committed)
                {
                    throw new InvalidOperationException($"{append.Stream} {append.Expected}: {outcome}");
                }

                appended++;
            }
        }

        return appended;
    }

    private async Task<long> InsertAsync(NpgsqlDataSource database, int client, Stop stop)
    {
        await using var connection = await database.OpenConnectionAsync();
        var inserted = 0L;
        while (!stop.IsOver)
        {
            var key = $"BENCH-{stop.Run}/S{client}-{inserted / EventsPerStream}";
            var stream = new StreamName(StreamCategory.Order, key);
            await using var command = new NpgsqlCommand(
                "INSERT INTO journal_record (first, events, category, partition, stream, payload) "
                + "VALUES ($1, 1, $2, $3, $4, $5)",
                connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<long> { TypedValue = (inserted % EventsPerStream) + 1 },
                    new NpgsqlParameter<short> { TypedValue = (short)stream.Category },
                    new NpgsqlParameter<short> { TypedValue = (short)stream.Partition },
                    new NpgsqlParameter<string> { TypedValue = stream.Key },
                    new NpgsqlParameter<byte[]> { TypedValue = RecordCodec.Encode([Event(client, inserted)]) },
                },
            };
            await command.ExecuteNonQueryAsync();
            inserted++;
        }

        return inserted;
    }

    private static async Task<long> ReadFeedAsync(PostgresJournal journal, CancellationToken cancellation)
    {
        var cursors = Enumerable.Range(0, StreamName.Partitions)
            .Select(partition => new PartitionCursor(partition, FeedPosition.Start))
            .ToArray();
        for (var records = 0L; ;)
        {
            var pages = await journal.ReadFeedAsync(new FeedQuery(cursors, PageRecords, null), cancellation);
            if (pages.Count == 0)
            {
                return records;
            }

            foreach (var page in pages)
            {
                cursors[page.Partition] = new PartitionCursor(page.Partition, page.Through);
                records += page.Records.Count;
            }
        }
    }

    private JournalEvent Event(int writer, long number) => new(
        "order.accepted.v1",
        _body,
        new CommandId($"bench-{writer}-{number}"),
        new CorrelationId($"bench-{writer}"),
        null,
        _time.GetUtcNow());

    // The server's time is not a number where the server is on another machine.
    private sealed record Measurement(double PerSecond, double ClientMicroseconds, double ServerMicroseconds);

    private sealed class Stop(TimeProvider time, TimeSpan after)
    {
        private readonly long _started = time.GetTimestamp();

        public long Run => _started;

        public bool IsOver => time.GetElapsedTime(_started) >= after;
    }
}
