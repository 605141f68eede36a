using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using OrderGrid.Journal;

namespace OrderGrid.Load.Bench;

/// <summary>
/// What an order costs with few and with a million orders in the journal. The journal is aged by copying the records
/// of real orders and positions into new streams, past the grid: valid, and behind every cursor of the feed.
/// </summary>
internal sealed class FlatBench(BenchStage stage)
{
    private const int AgedOrders = 1_000_000;
    private const int AgedPositions = 10_000;
    private const double MostDifference = 0.1;

    // Older than any transaction of the run, so that no subscriber takes the copies for news.
    private const ulong LongAgo = 3;

    public async Task RunAsync()
    {
        using var orders = new BenchOrders(stage);
        await PrepareAsync(orders);
        var young = await MeasureAsync(orders, "y");
        var started = stage.Clock.GetTimestamp();
        await AgeAsync();
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"  journal aged by {AgedOrders:N0} orders in {stage.Clock.GetElapsedTime(started).TotalSeconds:F0} s"));
        var aged = await MeasureAsync(orders, "a");
        stage.Report.JudgeMost(
            "cost of an order with 1,000,000 before it ÷ with few, off 1 by", Math.Abs((aged / young) - 1),
            MostDifference);
    }

    // By a node of its own, so that both measured ones begin with no position in memory.
    private async Task PrepareAsync(BenchOrders orders)
    {
        await using var node = await stage.StartNodeAsync();
        await orders.PrepareAsync(node);
    }

    // Processor time per order of the node and of the database server.
    private async Task<double> MeasureAsync(BenchOrders orders, string name)
    {
        await using var node = await stage.StartNodeAsync();
        orders.Connect(node);
        var measured = await orders.Loop.RunAsync(
            BenchOrders.Connections,
            stage.Duration,
            (lane, count) => orders.AcceptAsync(lane, $"{orders.Run}-{name}{lane}-{count}", count),
            node.StartCounting);
        var each = node.ProcessorPer(measured).TotalMicroseconds
            + ((measured.ServerLoad?.TotalMicroseconds ?? 0) / measured.Done);
        var count = await CountOrdersAsync();
        stage.Report.Print(string.Create(CultureInfo.InvariantCulture, $"{count:N0} orders in the journal at the end"),
            "orders", measured);
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture, $"  CPU of node and server: {each:F0} µs per order"));
        return each;
    }

    private async Task<long> CountOrdersAsync()
    {
        await using var command = stage.Database.CreateCommand(
            "SELECT count(*) FROM journal_record WHERE category = $1 AND first = 1");
        command.Parameters.Add(new() { Value = (short)StreamCategory.Order });
        return (long)(await command.ExecuteScalarAsync(stage.Cancellation))!;
    }

    private async Task AgeAsync()
    {
        var order = await FindAsync(StreamCategory.Order, first: 1);
        var opened = await FindAsync(StreamCategory.Position, first: 1);
        var held = await FindAsync(StreamCategory.Position, first: 2);
        await using var connection = await stage.Database.OpenConnectionAsync(stage.Cancellation);
        await using (var copy = await connection.BeginBinaryImportAsync(
            "COPY journal_record (first, transaction, events, category, partition, stream, payload) FROM STDIN BINARY",
            stage.Cancellation))
        {
            for (var number = 0; number < AgedOrders; number++)
            {
                await WriteAsync(copy, order, $"aged/A-{number}", 1);
                await WriteHoldAsync(copy, opened, held, 2 * number);
                await WriteHoldAsync(copy, opened, held, (2 * number) + 1);
            }

            await copy.CompleteAsync(stage.Cancellation);
        }

        // What a million orders leave behind in months is written out long before the next one comes.
        foreach (var settling in new[] { "VACUUM (ANALYZE) journal_record", "CHECKPOINT" })
        {
            await using var command = new NpgsqlCommand(settling, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(stage.Cancellation);
        }
    }

    // Orders are new streams; their holds and commits lengthen those of a catalogue as large as the measured one.
    // Nobody asks these positions: only their levels are ever read.
    private async Task WriteHoldAsync(NpgsqlBinaryImporter copy, Template opened, Template held, int number)
    {
        var (round, item) = Math.DivRem(number, AgedPositions);
        var position = BenchPositions.KeyOf($"AGED-{item}");
        var first = 1 + opened.Events + (2L * round * held.Events);
        if (round == 0)
        {
            await WriteAsync(copy, opened, position, 1);
        }

        await WriteAsync(copy, held, position, first);
        await WriteAsync(copy, held, position, first + held.Events);
    }

    private async Task<Template> FindAsync(StreamCategory category, long first)
    {
        await using var command = stage.Database.CreateCommand(
            "SELECT events, payload FROM journal_record WHERE category = $1 AND first = $2 LIMIT 1");
        command.Parameters.Add(new() { Value = (short)category });
        command.Parameters.Add(new() { Value = first });
        await using var reader = await command.ExecuteReaderAsync(stage.Cancellation);
        return await reader.ReadAsync(stage.Cancellation)
            ? new(category, reader.GetInt32(0), await reader.GetFieldValueAsync<byte[]>(1, stage.Cancellation))
            : throw new InvalidOperationException($"There is no {category} to copy.");
    }

    private async Task WriteAsync(NpgsqlBinaryImporter copy, Template template, string stream, long first)
    {
        await copy.StartRowAsync(stage.Cancellation);
        await copy.WriteAsync(first, NpgsqlDbType.Bigint, stage.Cancellation);
        await copy.WriteAsync(LongAgo, NpgsqlDbType.Xid8, stage.Cancellation);
        await copy.WriteAsync(template.Events, NpgsqlDbType.Integer, stage.Cancellation);
        await copy.WriteAsync((short)template.Category, NpgsqlDbType.Smallint, stage.Cancellation);
        await copy.WriteAsync(
            (short)new StreamName(template.Category, stream).Partition, NpgsqlDbType.Smallint, stage.Cancellation);
        await copy.WriteAsync(stream, NpgsqlDbType.Text, stage.Cancellation);
        await copy.WriteAsync(template.Payload, NpgsqlDbType.Bytea, stage.Cancellation);
    }

    private sealed record Template(StreamCategory Category, int Events, byte[] Payload);
}
