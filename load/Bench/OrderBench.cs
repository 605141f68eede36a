using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;
using OrderGrid.Load.Http;

namespace OrderGrid.Load.Bench;

/// <summary>
/// Orders of two lines, spread over many SKUs: accepted over HTTP by a node in its own process, and as one raw SQL
/// transaction without HTTP.
/// </summary>
internal sealed class OrderBench(
    BenchNode node, NpgsqlDataSource database, ClosedLoop loop, BenchReport report, TimeProvider clock)
{
    /// <summary>Items that are ordered.</summary>
    public const int Skus = 10_000;

    /// <summary>Connections that keep the node busy.</summary>
    public const int HttpClients = 256;

    /// <summary>The channel that orders.</summary>
    public const string Channel = "bench";

    private const int SqlClients = 64;
    private const long StockPerSku = 1_000_000;
    private const string ShipTo =
        """
        "shipTo":{"name":"A. Buyer","street":"Long Street 12","city":"Town","postalCode":"12345","country":"DE"}
        """;

    /// <summary>Tells the orders of this run from those of others.</summary>
    public string Run { get; } = clock.GetTimestamp().ToString(CultureInfo.InvariantCulture);

    public async Task RunAsync(TimeSpan duration, CancellationToken cancellation)
    {
        await PrepareGridAsync(cancellation);
        var connections = Enumerable.Range(0, HttpClients).Select(_ => new RawConnection(node.Address)).ToArray();
        var accepted = await loop.RunAsync(
            HttpClients,
            duration,
            (client, count) => OrderAsync(connections[client], client, count),
            node.StartCounting);
        report.Print($"orders of 2 lines over HTTP, {HttpClients} connections", "orders", accepted);
        report.Say($"  CPU of the node's process: {node.MicrosecondsPer(accepted)} µs per order, the load's beside it");
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        await PrepareSqlAsync();
        var rows = await loop.RunAsync(SqlClients, duration, InsertAsync);
        report.Print($"the same order as one SQL transaction, {SqlClients} clients", "orders", rows);
        report.Judge(
            "orders over HTTP ÷ the same as one raw SQL transaction", accepted.PerSecond / rows.PerSecond, 0.8);
    }

    /// <summary>Sets up the channel and loads stock.</summary>
    public async Task PrepareGridAsync(CancellationToken cancellation)
    {
        var listings = Enumerable.Range(0, Skus).Select(number => new
        {
            channelSku = Sku(number),
            sku = Sku(number),
            units = new Dictionary<string, int> { ["EA"] = 1 },
        });
        var configuration = JsonSerializer.SerializeToUtf8Bytes(new
        {
            format = "canonical",
            currency = "EUR",
            nodes = new[] { BenchNode.StockNode },
            shipWithinHours = 48,
            listings,
        });
        await node.ConfigureAsync(Channel, configuration, cancellation);
        var rows = new StringBuilder();
        for (var number = 0; number < Skus; number++)
        {
            rows.Append(CultureInfo.InvariantCulture, $$"""{"sku":"{{Sku(number)}}","onHand":{{StockPerSku}}}""")
                .Append('\n');
        }

        await node.LoadStockAsync(rows.ToString(), Run, cancellation);
    }

    /// <summary>Sends one order and waits until it is accepted.</summary>
    public async Task OrderAsync(RawConnection connection, int client, long count)
    {
        var (first, second) = Pick(client, count);
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"customer\":\"C-{client}\",\"currency\":\"EUR\",{ShipTo},\"lines\":["
            + $"{{\"line\":1,\"sku\":\"{Sku(first)}\",\"unit\":\"EA\",\"quantity\":1,{Price("12.50")}}},"
            + $"{{\"line\":2,\"sku\":\"{Sku(second)}\",\"unit\":\"EA\",\"quantity\":2,{Price("3.20")}}}]}}");
        var request = Encoding.UTF8.GetBytes(
            $"PUT /v1/channels/{Channel}/orders/{Run}-{client}-{count} HTTP/1.1\r\nHost: bench\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        var status = await connection.SendAsync(request, CancellationToken.None);
        if (status != (int)HttpStatusCode.Created)
        {
            throw new InvalidOperationException($"An order was answered: {connection.LastAnswer}");
        }
    }

    private async Task PrepareSqlAsync()
    {
        await using var command = database.CreateCommand(
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
            INSERT INTO bench_position SELECT 'SKU-' || lpad(n::text, 5, '0'), {StockPerSku}, 0
            FROM generate_series(0, {Skus - 1}) n;
            """);
        await command.ExecuteNonQueryAsync();
    }

    // Positions are taken in one order, or two transactions could wait for each other.
    private async Task InsertAsync(int client, long count)
    {
        var (one, other) = Pick(client, count);
        var (first, second) = (Math.Min(one, other), Math.Max(one, other));
        var number = $"{Run}-{client}-{count}";
        await using var connection = await database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, "INSERT INTO bench_order (number, customer, ship_to) VALUES ($1, $2, $3)",
            number, $"C-{client}", "A. Buyer, Long Street 12, 12345 Town, DE");
        Add(batch, "INSERT INTO bench_order_line VALUES ($1, 1, $2, 1, 12.50), ($1, 2, $3, 2, 3.20)",
            number, Sku(first), Sku(second));
        Add(batch, "UPDATE bench_position SET held = held + 1 WHERE sku = $1 AND on_hand - held >= 1", Sku(first));
        Add(batch, "UPDATE bench_position SET held = held + 2 WHERE sku = $1 AND on_hand - held >= 2", Sku(second));
        Add(batch, "INSERT INTO bench_allocation VALUES ($1, 1, $2, 1), ($1, 2, $3, 2)",
            number, Sku(first), Sku(second));
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

    // A multiplicative hash spreads the orders evenly over the SKUs, the same way for both contestants.
    private static (int First, int Second) Pick(int client, long count)
    {
        var hash = unchecked((ulong)((count * 1_000_003) + client) * 0x9E3779B97F4A7C15);
        var first = (int)((hash >> 32) % Skus);
        return (first, (first + 1 + (int)((hash & 0xFFFF) % (Skus - 1))) % Skus);
    }

    private static string Price(string amount) =>
        $"\"unitPrice\":{{\"amount\":\"{amount}\",\"currency\":\"EUR\"}}";

    /// <summary>Name of an item.</summary>
    public static string Sku(int number) => string.Create(CultureInfo.InvariantCulture, $"SKU-{number:D5}");
}
