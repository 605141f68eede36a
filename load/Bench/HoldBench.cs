using System.Globalization;
using Npgsql;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Load.Bench;

/// <summary>Durable holds on one SKU at one node, through the grain and as a row lock in SQL.</summary>
internal sealed class HoldBench(BenchStage stage)
{
    private const int Clients = 64;
    private const int ManyClients = 512;
    private const int OpenLanes = 8_192;
    private const double Wanted = 60_000;

    private readonly long _run = stage.Clock.GetTimestamp();

    public async Task RunAsync()
    {
        var report = stage.Report;
        using var silo = await stage.StartSiloAsync();
        var grains = BenchStage.GrainsOf(silo);
        var loop = stage.Loop;
        var position = await StockAsync(grains, "A");
        var holds = await loop.RunAsync(
            Clients, stage.Duration, (client, count) => HoldAsync(position, $"{_run}-{client}-{count}"));
        report.Print($"holds on one position, grain calls, {Clients} in flight", "holds", holds);
        var hot = await StockAsync(grains, "B");
        var many = await loop.RunAsync(
            ManyClients, stage.Duration, (client, count) => HoldAsync(hot, $"{_run}-m{client}-{count}"));
        report.Print($"holds on one position, grain calls, {ManyClients} in flight", "holds", many);
        var half = await MeasureOpenAsync(grains, Wanted / 2);
        report.Print("  at half the wanted rate, open loop", "holds", half);
        var halfOfReached = await MeasureOpenAsync(grains, many.PerSecond / 2);
        report.Print("  at half the reached rate, open loop", "holds", halfOfReached);
        await silo.StopAsync(stage.Cancellation);

        await PrepareSqlAsync();
        var rows = await loop.RunAsync(
            Clients, stage.Duration, (client, count) => ReserveAsync($"{_run}-{client}-{count}"));
        report.Print($"row lock in SQL: update with check + insert, {Clients} clients", "holds", rows);
        report.Judge(
            "holds on one position, 64 in flight ÷ row lock in SQL", holds.PerSecond / rows.PerSecond, 20);
        report.Judge("holds on one position per second, 512 in flight", many.PerSecond, Wanted);
        report.Judge(
            "holds on one position, 512 in flight ÷ row lock in SQL", many.PerSecond / rows.PerSecond, 25);
        report.JudgeMost(
            "p99 of a hold at 30,000/s, half the wanted rate, ms",
            half.Latencies.Percentile(0.99).TotalMilliseconds,
            50);
    }

    private async Task<Measurement> MeasureOpenAsync(IGrainFactory grains, double perSecond)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"open{perSecond:F0}");
        var position = await StockAsync(grains, name);
        return await stage.MeasureOpenAsync(
            perSecond, OpenLanes, (_, count) => HoldAsync(position, $"{_run}-{name}-{count}"));
    }

    private async Task<IInventoryPositionGrain> StockAsync(IGrainFactory grains, string name)
    {
        var key = new PositionKey(new($"HOT-{_run}-{name}"), new("BENCH")).ToString();
        var position = grains.GetGrain<IInventoryPositionGrain>(key);
        await Require(position.Adjust(
            new(Context($"stock-{_run}-{name}"), StockChange.Set, Quantity.MaxPieces, "bench")));
        return position;
    }

    private Task HoldAsync(IInventoryPositionGrain position, string id) => Require(position.Hold(new(
        Context(id),
        new(id),
        new(1),
        AllowPartial: false,
        stage.Clock.GetUtcNow() + TimeSpan.FromMinutes(15),
        Holder.Of(new OrderKey(new("bench"), new(id))))));

    private static async Task Require(Task<PositionOutcome> asked)
    {
        var outcome = await asked;
        if (outcome.Answer != PositionAnswer.Done)
        {
            throw new InvalidOperationException($"The position answered {outcome.Answer}.");
        }
    }

    private async Task PrepareSqlAsync()
    {
        await using var command = stage.Database.CreateCommand(
            """
            DROP TABLE IF EXISTS bench_stock, bench_hold;
            CREATE TABLE bench_stock (sku text PRIMARY KEY, on_hand bigint NOT NULL, held bigint NOT NULL);
            CREATE TABLE bench_hold (id text PRIMARY KEY, sku text NOT NULL, quantity bigint NOT NULL,
                                     expires_at timestamptz NOT NULL);
            INSERT INTO bench_stock VALUES ('HOT', 1000000000, 0);
            """);
        await command.ExecuteNonQueryAsync();
    }

    private async Task ReserveAsync(string id)
    {
        await using var connection = await stage.Database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("UPDATE bench_stock SET held = held + 1 WHERE sku = 'HOT' AND on_hand - held >= 1"),
                new("INSERT INTO bench_hold VALUES ($1, 'HOT', 1, now() + interval '15 minutes')")
                {
                    Parameters = { new() { Value = id } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync();
    }

    private static CommandContext Context(string id) => new(new(id), new("bench"), null);
}
