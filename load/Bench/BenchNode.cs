using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net;
using System.Text;
using OrderGrid.Hosting;
using OrderGrid.Load.Landscape;

namespace OrderGrid.Load.Bench;

/// <summary>A node of the grid in a process of its own, as it runs in production.</summary>
internal sealed class BenchNode : IAsyncDisposable
{
    /// <summary>The one node that holds stock.</summary>
    public const string StockNode = "BENCH";

    private const double TicksPerSecond = 100;
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly ChildProcess _process;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly Uri _url;
    private readonly Uri _admin;
    private TimeSpan _processorBefore;

    private BenchNode(ChildProcess process, Uri url, Uri admin)
    {
        _process = process;
        _url = url;
        _admin = admin;
    }

    /// <summary>Where channels reach it.</summary>
    public IPEndPoint Address => new(IPAddress.Loopback, _url.Port);

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<BenchNode> StartAsync(
        string gateway, string postgres, TimeProvider clock, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("ordergrid-bench-");
        var configuration = Path.Combine(folder.FullName, "grid.json");
        await File.WriteAllTextAsync(
            configuration, $$"""{"nodes":["{{StockNode}}"],"connectors":[],"partners":[]}""", cancellation);
        var (url, admin) = (new Uri($"http://127.0.0.1:{FreePort()}"), new Uri($"http://127.0.0.1:{FreePort()}"));
        var process = ChildProcess.Start(
            gateway,
            [],
            new Dictionary<string, string>
            {
                [GridNodeOptions.ConfigurationVariable] = configuration,
                [GridNodeOptions.PostgresVariable] = postgres,
                ["ORDERGRID_CHANNEL_RATE"] = "1000000",
                ["ORDERGRID_HTTP"] = url.ToString().TrimEnd('/'),
                ["ORDERGRID_ADMIN_HTTP"] = admin.ToString().TrimEnd('/'),
            },
            Path.Combine(folder.FullName, "node.log"),
            clock);
        var node = new BenchNode(process, url, admin);
        await node.AwaitReadyAsync(clock, cancellation);
        return node;
    }

    /// <summary>Sets a channel up.</summary>
    public Task ConfigureAsync(string channel, byte[] configuration, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, new Uri(_admin, $"v1/admin/channels/{channel}"));
        request.Headers.Add("X-Actor", "bench");
        request.Headers.Add("X-Reason", "benchmark");
        return SendAsync(request, new ByteArrayContent(configuration), "application/json", cancellation);
    }

    /// <summary>Loads stock, a row per SKU.</summary>
    public Task LoadStockAsync(string rows, string key, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_url, $"v1/nodes/{StockNode}/stock"));
        request.Headers.Add("Idempotency-Key", $"bench-{key}");
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(rows));
        return SendAsync(request, content, "application/x-ndjson", cancellation);
    }

    /// <summary>Starts to count the node's processor time.</summary>
    public void StartCounting() => _processorBefore = Processor();

    /// <summary>Processor time since the count started, per operation of a measurement.</summary>
    public string MicrosecondsPer(Measurement measured) =>
        ProcessorPer(measured).TotalMicroseconds.ToString("F0", CultureInfo.InvariantCulture);

    /// <summary>The same as a time.</summary>
    public TimeSpan ProcessorPer(Measurement measured) => (Processor() - _processorBefore) / measured.Done;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }

    private async Task AwaitReadyAsync(TimeProvider clock, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < StartTime && !_process.HasEnded)
        {
            try
            {
                using var answer = await _client.GetAsync(new Uri(_url, "readyz"), cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(Look, clock, cancellation);
        }

        throw new InvalidOperationException($"The node did not get ready:\n{_process.Tail()}");
    }

    private async Task SendAsync(
        HttpRequestMessage request, ByteArrayContent content, string type, CancellationToken cancellation)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        request.Content = content;
        using (request)
        {
            using var answer = await _client.SendAsync(request, cancellation);
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            if (!answer.IsSuccessStatusCode || text.Contains("\"code\"", StringComparison.Ordinal))
            {
                throw new InvalidOperationException(
                    $"{request.RequestUri}: {(int)answer.StatusCode} {text[..Math.Min(400, text.Length)]}");
            }
        }
    }

    private TimeSpan Processor()
    {
        var text = File.ReadAllText($"/proc/{_process.Id}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds(
            (Ticks(fields[11]) + Ticks(fields[12])) / TicksPerSecond);

        static long Ticks(string field) => long.Parse(field, CultureInfo.InvariantCulture);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
