using Npgsql;

namespace OrderGrid.Load.Bench;

/// <summary>
/// Orders of two lines, spread over many SKUs: accepted over HTTP by a node in its own process, and as one raw SQL
/// transaction without HTTP.
/// </summary>
internal sealed class OrderBench(BenchStage stage)
{
    private const int SqlClients = 64;

    public async Task RunAsync()
    {
        using var orders = new BenchOrders(stage);
        var accepted = await AcceptAsync(orders);
        await PrepareSqlAsync();
        var rows = await orders.Loop.RunAsync(
            SqlClients,
            stage.Duration,
            (client, count) => InsertAsync($"{orders.Run}-{client}-{count}", client, count));
        stage.Report.Print($"the same order as one SQL transaction, {SqlClients} clients", "orders", rows);
        stage.Report.Judge(
            "orders over HTTP ÷ the same as one raw SQL transaction", accepted.PerSecond / rows.PerSecond, 1);
    }

    private async Task<Measurement> AcceptAsync(BenchOrders orders)
    {
        await using var node = await stage.StartNodeAsync();
        await orders.PrepareAsync(node);
        var accepted = await orders.Loop.RunAsync(
            BenchOrders.Connections,
            stage.Duration,
            (lane, count) => orders.AcceptAsync(lane, $"{orders.Run}-{lane}-{count}", count),
            node.StartCounting);
        stage.Report.Print($"orders of 2 lines over HTTP, {BenchOrders.Connections} connections", "orders", accepted);
        stage.Report.Say(
            $"  CPU of the node's process: {node.MicrosecondsPer(accepted)} µs per order, the load's beside it");
        return accepted;
    }

    private async Task PrepareSqlAsync()
    {
        await using var command = stage.Database.CreateCommand(
            $"""
            DROP TABLE IF EXISTS bench_order, bench_order_line, bench_position, bench_allocation;
            CREATE TABLE bench_order (number text PRIMARY KEY, customer text NOT NULL, ship_to text NOT NULL,
                                      accepted_at timestamptz NOT NULL DEFAULT now());
            CREATE TABLE bench_order_line (number text NOT NULL, line int NOT NULL, sku text NOT NULL,
                                           quantity bigint NOT NULL, price numeric NOT NULL,
                                           PRIMARY KEY (number, line));
            CREATE TABLE bench_position (sku text PRIMARY KEY, on_hand bigint NOT NULL, held bigint NOT NULL);
            CREATE TABLE bench_allocation (number text NOT NULL, line int NOT NULL, sku text NOT NULL,
                                           quantity bigint NOT NULL, PRIMARY KEY (number, line));
            INSERT INTO bench_position SELECT 'SKU-' || lpad(n::text, 5, '0'), {BenchOrders.StockPerSku}, 0
            FROM generate_series(0, {BenchOrders.Skus - 1}) n;
            """);
        await command.ExecuteNonQueryAsync();
    }

    // Positions are taken in one order, or two transactions could wait for each other.
    private async Task InsertAsync(string number, int client, long count)
    {
        var (one, other) = BenchOrders.Pick(client, count);
        var (first, second) = (BenchOrders.Sku(Math.Min(one, other)), BenchOrders.Sku(Math.Max(one, other)));
        await using var connection = await stage.Database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, "INSERT INTO bench_order (number, customer, ship_to) VALUES ($1, $2, $3)",
            number, $"C-{client}", "A. Buyer, Long Street 12, 12345 Town, DE");
        Add(batch, "INSERT INTO bench_order_line VALUES ($1, 1, $2, 1, 12.50), ($1, 2, $3, 2, 3.20)",
            number, first, second);
        Add(batch, "UPDATE bench_position SET held = held + 1 WHERE sku = $1 AND on_hand - held >= 1", first);
        Add(batch, "UPDATE bench_position SET held = held + 2 WHERE sku = $1 AND on_hand - held >= 2", second);
        Add(batch, "INSERT INTO bench_allocation VALUES ($1, 1, $2, 1), ($1, 2, $3, 2)", number, first, second);
        await batch.ExecuteNonQueryAsync();
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        batch.BatchCommands.Add(command);
    }
}
