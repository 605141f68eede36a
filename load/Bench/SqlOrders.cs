using Npgsql;

namespace OrderGrid.Load.Bench;

/// <summary>The orders of the benchmark as raw SQL.</summary>
internal sealed class SqlOrders(BenchStage stage, string run)
{
    /// <summary>Connections.</summary>
    public const int Clients = 64;

    /// <summary>Makes the tables anew and fills the stock.</summary>
    public async Task PrepareAsync()
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

    /// <summary>
    /// Statement by statement, as pgbench sends a transaction and as programs do that look at one outcome before they
    /// send the next statement: an order without stock is rolled back.
    /// </summary>
    public async Task InsertAsync(int client, long count)
    {
        await using var connection = await stage.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var (sql, values) in Statements($"{run}-{client}-{count}", client, count))
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            Add(command.Parameters, values);
            if (await command.ExecuteNonQueryAsync() == 0)
            {
                throw new InvalidOperationException("The stock of the benchmark is sold out.");
            }
        }

        await transaction.CommitAsync();
    }

    /// <summary>All statements in one message, blind to each other's outcomes: as few round trips as can be.</summary>
    public async Task InsertAtOnceAsync(int client, long count)
    {
        await using var connection = await stage.Database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (sql, values) in Statements($"{run}-b{client}-{count}", client, count))
        {
            var command = new NpgsqlBatchCommand(sql);
            Add(command.Parameters, values);
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync();
    }

    // Positions are taken in one order, or two transactions could wait for each other.
    private static IEnumerable<(string Sql, object[] Values)> Statements(string number, int client, long count)
    {
        var (one, other) = BenchOrders.Pick(client, count);
        var (first, second) = (BenchOrders.Sku(Math.Min(one, other)), BenchOrders.Sku(Math.Max(one, other)));
        yield return ("INSERT INTO bench_order (number, customer, ship_to) VALUES ($1, $2, $3)",
            [number, $"C-{client}", "A. Buyer, Long Street 12, 12345 Town, DE"]);
        yield return ("INSERT INTO bench_order_line VALUES ($1, 1, $2, 1, 12.50), ($1, 2, $3, 2, 3.20)",
            [number, first, second]);
        yield return ("UPDATE bench_position SET held = held + 1 WHERE sku = $1 AND on_hand - held >= 1", [first]);
        yield return ("UPDATE bench_position SET held = held + 2 WHERE sku = $1 AND on_hand - held >= 2", [second]);
        yield return ("INSERT INTO bench_allocation VALUES ($1, 1, $2, 1), ($1, 2, $3, 2)", [number, first, second]);
    }

    private static void Add(NpgsqlParameterCollection parameters, object[] values)
    {
        foreach (var value in values)
        {
            parameters.Add(new() { Value = value });
        }
    }
}
