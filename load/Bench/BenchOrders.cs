using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using OrderGrid.Load.Http;

namespace OrderGrid.Load.Bench;

/// <summary>Orders of two lines over HTTP, spread over many SKUs or with one hot SKU in each.</summary>
internal sealed class BenchOrders(BenchStage stage) : IDisposable
{
    /// <summary>SKUs that orders are spread over.</summary>
    public const int Skus = 10_000;

    /// <summary>Connections, and so most orders in flight.</summary>
    public const int Connections = 256;

    /// <summary>Pieces of each SKU: never sold out.</summary>
    public const long StockPerSku = 1_000_000;

    /// <summary>The channel that orders.</summary>
    public const string Channel = "bench";

    private const string HotSku = "SKU-HOT";

    private const string ShipTo =
        """
        "shipTo":{"name":"A. Buyer","street":"Long Street 12","city":"Town","postalCode":"12345","country":"DE"}
        """;

    private RawConnection[] _connections = [];

    /// <summary>Makes order numbers of this run unlike those of any other.</summary>
    public string Run { get; } = stage.Clock.GetTimestamp().ToString(CultureInfo.InvariantCulture);

    /// <summary>Clients that wait for each answer; they warm up until the just-in-time compiler is done.</summary>
    public ClosedLoop Loop { get; } = stage.LoopAfter(TimeSpan.FromSeconds(10));

    /// <summary>Connects to a node.</summary>
    public void Connect(BenchNode node)
    {
        Dispose();
        _connections = [.. Enumerable.Range(0, Connections).Select(_ => new RawConnection(node.Address))];
    }

    /// <summary>Sets the channel up and loads the stock.</summary>
    public async Task PrepareAsync(BenchNode node)
    {
        Connect(node);
        var listings = Enumerable.Range(0, Skus).Select(Sku).Append(HotSku).Select(sku => new
        {
            channelSku = sku,
            sku,
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
        await node.ConfigureAsync(Channel, configuration, stage.Cancellation);
        var rows = string.Concat(Enumerable.Range(0, Skus).Select(number => Row(Sku(number), StockPerSku)));
        await node.LoadStockAsync(rows, Run, stage.Cancellation);
    }

    /// <summary>Loads so much of the hot SKU.</summary>
    public Task LoadHotAsync(BenchNode node, long pieces) =>
        node.LoadStockAsync(Row(HotSku, pieces), $"hot-{Run}", stage.Cancellation);

    /// <summary>Sends an order that must be accepted.</summary>
    public async Task AcceptAsync(int lane, string number, long count)
    {
        var (first, second) = Pick(lane, count);
        var status = await SendAsync(lane, number, Sku(first), Sku(second));
        if (status != (int)HttpStatusCode.Created)
        {
            throw new InvalidOperationException($"An order was answered: {_connections[lane].LastAnswer}");
        }
    }

    /// <summary>Sends an order with a piece of the hot SKU; false when it is sold out.</summary>
    public async Task<bool> TryHotAsync(int lane, long count)
    {
        var (_, second) = Pick(lane, count);
        return await SendAsync(lane, $"{Run}-h{lane}-{count}", HotSku, Sku(second)) switch
        {
            (int)HttpStatusCode.Created => true,
            (int)HttpStatusCode.Conflict => false,
            _ => throw new InvalidOperationException($"An order was answered: {_connections[lane].LastAnswer}"),
        };
    }

    /// <summary>A multiplicative hash spreads orders evenly over the SKUs, the same way for every contestant.</summary>
    public static (int First, int Second) Pick(int client, long count)
    {
        var hash = unchecked((ulong)((count * 1_000_003) + client) * 0x9E3779B97F4A7C15);
        var first = (int)((hash >> 32) % Skus);
        return (first, (first + 1 + (int)((hash & 0xFFFF) % (Skus - 1))) % Skus);
    }

    /// <summary>A SKU by its number.</summary>
    public static string Sku(int number) => string.Create(CultureInfo.InvariantCulture, $"SKU-{number:D5}");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private Task<int> SendAsync(int lane, string number, string first, string second)
    {
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"customer\":\"C-{lane}\",\"currency\":\"EUR\",{ShipTo},\"lines\":["
            + $"{{\"line\":1,\"sku\":\"{first}\",\"unit\":\"EA\",\"quantity\":1,{Price("12.50")}}},"
            + $"{{\"line\":2,\"sku\":\"{second}\",\"unit\":\"EA\",\"quantity\":2,{Price("3.20")}}}]}}");
        var request = Encoding.UTF8.GetBytes(
            $"PUT /v1/channels/{Channel}/orders/{number} HTTP/1.1\r\nHost: bench\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        return _connections[lane].SendAsync(request, stage.Cancellation);
    }

    private static string Price(string amount) =>
        $"\"unitPrice\":{{\"amount\":\"{amount}\",\"currency\":\"EUR\"}}";

    private static string Row(string sku, long pieces) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"sku":"{{sku}}","onHand":{{pieces}}}""") + "\n";
}
