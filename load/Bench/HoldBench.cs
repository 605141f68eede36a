using Npgsql;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Load.Bench;

/// <summary>Durable holds on one SKU at one node, through the grain and as a row lock in SQL.</summary>
internal sealed class HoldBench(
    IGrainFactory grains, NpgsqlDataSource database, ClosedLoop loop, BenchReport report, TimeProvider clock)
{
    private const int Clients = 64;
    private const int ManyClients = 512;

    public async Task RunAsync(TimeSpan duration)
    {
        var run = clock.GetTimestamp();
        var key = new PositionKey(new($"HOT-{run}"), new("BENCH")).ToString();
        var position = grains.GetGrain<IInventoryPositionGrain>(key);
        await Require(position.Adjust(
            new(Context($"stock-{run}"), StockChange.Set, Quantity.MaxPieces, "bench")));
        var holds = await loop.RunAsync(
            Clients, duration, (client, count) => HoldAsync(position, $"{run}-{client}-{count}"));
        report.Print($"holds on one position, grain calls, {Clients} in flight", "holds", holds);
        var many = await loop.RunAsync(
            ManyClients, duration, (client, count) => HoldAsync(position, $"{run}-m{client}-{count}"));
        report.Print($"holds on one position, grain calls, {ManyClients} in flight", "holds", many);

        await PrepareSqlAsync();
        var rows = await loop.RunAsync(Clients, duration, (client, count) => ReserveAsync($"{run}-{client}-{count}"));
        report.Print($"row lock in SQL: update with check + insert, {Clients} clients", "holds", rows);
        report.Judge("holds on one position ÷ row lock in SQL, 64 clients each", holds.PerSecond / rows.PerSecond, 20);
        report.Judge("holds on one position per second, 512 in flight", many.PerSecond, 60_000);
    }

    private Task HoldAsync(IInventoryPositionGrain position, string id) => Require(position.Hold(new(
        Context(id),
        new(id),
        new(1),
        AllowPartial: false,
        clock.GetUtcNow() + TimeSpan.FromMinutes(15),
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
        await using var command = database.CreateCommand(
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
        await using var connection = await database.OpenConnectionAsync();
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
