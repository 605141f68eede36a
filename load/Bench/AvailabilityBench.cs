using System.Globalization;
using System.Net;
using System.Text;
using OrderGrid.Load.Http;

namespace OrderGrid.Load.Bench;

/// <summary>
/// Availability over HTTP, spread over the SKUs of <see cref="OrderBench"/>: how many are read, and how far what is
/// read lies behind the journal while orders run at a share of what the node can take.
/// </summary>
internal sealed class AvailabilityBench(
    BenchNode node, OrderBench orders, ClosedLoop loop, BenchReport report, TimeProvider clock)
{
    private const int Readers = 64;
    private const int SkusPerRequest = 20;
    private const int Buyers = 64;
    private const int Probes = 8;
    private const double ShareOfPeak = 0.6;
    private const double ReadsWanted = 20_000;
    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(5);

    private long _probed;

    public async Task RunAsync(TimeSpan duration, CancellationToken cancellation)
    {
        await orders.PrepareGridAsync(cancellation);
        var many = await ReadAsync(SkusPerRequest, duration);
        report.Judge(
            $"SKU availabilities per second over HTTP, {SkusPerRequest} per request",
            many.PerSecond * SkusPerRequest,
            ReadsWanted);
        await ReadAsync(1, duration);
        await MeasureLagAsync(duration, cancellation);
    }

    private async Task<Measurement> ReadAsync(int skus, TimeSpan duration)
    {
        using var connections = new Connections(node.Address, Readers);
        var measured = await loop.RunAsync(
            Readers,
            duration,
            async (client, count) =>
            {
                var first = (int)(((count * Readers) + client) * skus % OrderBench.Skus);
                var names = string.Join(',', Enumerable.Range(first, skus)
                    .Select(number => OrderBench.Sku(number % OrderBench.Skus)));
                await SendAsync(connections[client], Question(names), HttpStatusCode.OK);
            },
            node.StartCounting);
        report.Print($"availability of {skus} SKUs per request, {Readers} connections", "requests", measured);
        report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"  {measured.PerSecond * skus:N0} SKUs/s; CPU of the node's process: {node.MicrosecondsPer(measured)} µs "
            + $"per request, the load's beside it"));
        return measured;
    }

    private async Task MeasureLagAsync(TimeSpan duration, CancellationToken cancellation)
    {
        using var connections = new Connections(node.Address, OrderBench.HttpClients);
        var peak = await loop.RunAsync(
            OrderBench.HttpClients, duration, (client, count) => orders.OrderAsync(connections[client], client, count));
        report.Print($"orders at peak, {OrderBench.HttpClients} connections", "orders", peak);
        var lags = new LatencyHistogram();
        using var buying = new CancellationTokenSource();
        var bought = BuyAsync(connections, peak.PerSecond * ShareOfPeak, buying.Token);
        using var ended = new CancellationTokenSource(duration, clock);
        await Task.WhenAll(Enumerable.Range(0, Probes).Select(probe => ProbeAsync(probe, lags, ended.Token)));
        await buying.CancelAsync();
        var rate = await bought;
        var (half, worst) = (lags.Percentile(0.5), lags.Percentile(0.99));
        report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"availability behind the journal at {rate:N0} orders/s: p50 {half.TotalMilliseconds:N0} ms, "
            + $"p99 {worst.TotalMilliseconds:N0} ms, {_probed:N0} changes followed"));
        report.Judge(
            "availability at 60 % of peak: 1 s ÷ how far it is behind at p99",
            TimeSpan.FromSeconds(1) / worst,
            1);
        cancellation.ThrowIfCancellationRequested();
    }

    // Each buyer has moments at which it orders, whether or not the node is slow: as buyers do.
    private async Task<double> BuyAsync(Connections connections, double perSecond, CancellationToken stop)
    {
        var bought = 0L;
        var started = clock.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Buyers).Select(buyer => Task.Run(
            async () =>
            {
                for (var count = 0L; !stop.IsCancellationRequested; count++)
                {
                    var due = TimeSpan.FromSeconds(((count * Buyers) + buyer) / perSecond);
                    var wait = due - clock.GetElapsedTime(started);
                    if (wait > TimeSpan.Zero)
                    {
                        await Task.Delay(wait, clock, CancellationToken.None);
                    }

                    await orders.OrderAsync(connections[buyer], OrderBench.HttpClients + buyer, count);
                    Interlocked.Increment(ref bought);
                }
            },
            CancellationToken.None)));
        return bought / clock.GetElapsedTime(started).TotalSeconds;
    }

    private async Task ProbeAsync(int probe, LatencyHistogram lags, CancellationToken ended)
    {
        using var connection = new RawConnection(node.Address);
        for (var count = 0; !ended.IsCancellationRequested; count++)
        {
            var sku = OrderBench.Sku((int)(((count * Probes) + probe) * 7L % OrderBench.Skus));
            await SendAsync(connection, Question(sku), HttpStatusCode.OK);
            await SendAsync(connection, Change(sku, probe, count), HttpStatusCode.OK);
            var version = Version(connection.LastAnswer);
            var changed = clock.GetTimestamp();
            do
            {
                await Task.Delay(ProbePause, clock, CancellationToken.None);
                await SendAsync(connection, Question(sku), HttpStatusCode.OK);
            }
            while (Version(connection.LastAnswer) < version);
            lags.Add(clock.GetElapsedTime(changed));
            Interlocked.Increment(ref _probed);
        }
    }

    private static byte[] Question(string skus) => Encoding.UTF8.GetBytes(
        $"GET /v1/channels/{OrderBench.Channel}/availability?sku={skus} HTTP/1.1\r\nHost: bench\r\n\r\n");

    private byte[] Change(string sku, int probe, int count)
    {
        var row = $$"""{"sku":"{{sku}}","delta":1}""";
        return Encoding.UTF8.GetBytes(
            $"POST /v1/nodes/{BenchNode.StockNode}/stock HTTP/1.1\r\nHost: bench\r\n"
            + $"Content-Type: application/x-ndjson\r\nContent-Length: {row.Length}\r\n"
            + $"Idempotency-Key: lag-{orders.Run}-{probe}-{count}\r\n\r\n{row}");
    }

    private static async Task SendAsync(RawConnection connection, byte[] request, HttpStatusCode wanted)
    {
        if (await connection.SendAsync(request, CancellationToken.None) != (int)wanted)
        {
            throw new InvalidOperationException($"The node answered: {connection.LastAnswer}");
        }
    }

    private static long Version(string answer)
    {
        const string Name = "\"version\":";
        var digits = answer.AsSpan(answer.IndexOf(Name, StringComparison.Ordinal) + Name.Length);
        return long.Parse(digits[..digits.IndexOfAnyExceptInRange('0', '9')], CultureInfo.InvariantCulture);
    }

    private sealed class Connections(IPEndPoint server, int count) : IDisposable
    {
        private readonly RawConnection[] _all =
            [.. Enumerable.Range(0, count).Select(_ => new RawConnection(server))];

        public RawConnection this[int number] => _all[number];

        public void Dispose() => Array.ForEach(_all, connection => connection.Dispose());
    }
}
