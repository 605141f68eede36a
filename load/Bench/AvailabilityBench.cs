using System.Globalization;
using System.Net;
using System.Text;
using OrderGrid.Load.Http;

namespace OrderGrid.Load.Bench;

/// <summary>
/// Availability over HTTP, spread over the SKUs of <see cref="BenchOrders"/>: how many are read, and how far what is
/// read lies behind the journal while orders run at a share of what the node can take.
/// </summary>
internal sealed class AvailabilityBench(BenchStage stage)
{
    private const int Readers = 64;
    private const int SkusPerRequest = 20;
    private const int Probes = 8;
    private const double ShareOfPeak = 0.6;
    private const double ReadsWanted = 20_000;
    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(5);

    private long _probed;

    public async Task RunAsync()
    {
        await using var node = await stage.StartNodeAsync();
        using var orders = new BenchOrders(stage);
        await orders.PrepareAsync(node);
        var many = await ReadAsync(node, SkusPerRequest);
        stage.Report.Judge(
            $"SKU availabilities per second over HTTP, {SkusPerRequest} per request",
            many.PerSecond * SkusPerRequest,
            ReadsWanted);
        await ReadAsync(node, 1);
        await MeasureLagAsync(node, orders);
    }

    private async Task<Measurement> ReadAsync(BenchNode node, int skus)
    {
        using var connections = new Connections(node.Address, Readers);
        var measured = await stage.Loop.RunAsync(
            Readers,
            stage.Duration,
            async (client, count) =>
            {
                var first = (int)(((count * Readers) + client) * skus % BenchOrders.Skus);
                var names = string.Join(',', Enumerable.Range(first, skus)
                    .Select(number => BenchOrders.Sku(number % BenchOrders.Skus)));
                await SendAsync(connections[client], Question(names), HttpStatusCode.OK);
            },
            node.StartCounting);
        stage.Report.Print($"availability of {skus} SKUs per request, {Readers} connections", "requests", measured);
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"  {measured.PerSecond * skus:N0} SKUs/s; CPU of the node's process: {node.MicrosecondsPer(measured)} µs "
            + $"per request, the load's beside it"));
        return measured;
    }

    private async Task MeasureLagAsync(BenchNode node, BenchOrders orders)
    {
        var peak = await orders.Loop.RunAsync(
            BenchOrders.Connections,
            stage.Duration,
            (lane, count) => orders.AcceptAsync(lane, $"{orders.Run}-p{lane}-{count}", count));
        stage.Report.Print($"orders at peak, {BenchOrders.Connections} connections", "orders", peak);
        var lags = new LatencyHistogram();
        using var ended = new CancellationTokenSource(stage.Duration, stage.Clock);
        var probing = Task.WhenAll(
            Enumerable.Range(0, Probes).Select(probe => ProbeAsync(node, $"{orders.Run}-{probe}", lags, ended.Token)));
        var calm = await stage.MeasureOpenAsync(
            peak.PerSecond * ShareOfPeak,
            BenchOrders.Connections,
            (lane, count) => orders.AcceptAsync(lane, $"{orders.Run}-o{count}", count));
        await probing;
        stage.Report.Print("  at 60 % of it, open loop", "orders", calm);
        var (half, worst) = (lags.Percentile(0.5), lags.Percentile(0.99));
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"availability behind the journal at {calm.PerSecond:N0} orders/s: p50 {half.TotalMilliseconds:N0} ms, "
            + $"p99 {worst.TotalMilliseconds:N0} ms, {_probed:N0} changes followed"));
        stage.Report.JudgeMost(
            "p99 of availability behind the journal at 60 % of peak, ms", worst.TotalMilliseconds, 1_000);
    }

    private async Task ProbeAsync(BenchNode node, string run, LatencyHistogram lags, CancellationToken ended)
    {
        using var connection = new RawConnection(node.Address);
        for (var count = 0; !ended.IsCancellationRequested; count++)
        {
            var sku = BenchOrders.Sku((run.GetHashCode(StringComparison.Ordinal) & 0xFFF) + (count % 5_000));
            await SendAsync(connection, Question(sku), HttpStatusCode.OK);
            await SendAsync(connection, Change(sku, $"{run}-{count}"), HttpStatusCode.OK);
            var version = Version(connection.LastAnswer);
            var changed = stage.Clock.GetTimestamp();
            do
            {
                await Task.Delay(ProbePause, stage.Clock, CancellationToken.None);
                await SendAsync(connection, Question(sku), HttpStatusCode.OK);
            }
            while (Version(connection.LastAnswer) < version);
            lags.Add(stage.Clock.GetElapsedTime(changed));
            Interlocked.Increment(ref _probed);
        }
    }

    private static byte[] Question(string skus) => Encoding.UTF8.GetBytes(
        $"GET /v1/channels/{BenchOrders.Channel}/availability?sku={skus} HTTP/1.1\r\nHost: bench\r\n\r\n");

    private static byte[] Change(string sku, string key)
    {
        var row = $$"""{"sku":"{{sku}}","delta":1}""";
        return Encoding.UTF8.GetBytes(
            $"POST /v1/nodes/{BenchNode.StockNode}/stock HTTP/1.1\r\nHost: bench\r\n"
            + $"Content-Type: application/x-ndjson\r\nContent-Length: {row.Length}\r\n"
            + $"Idempotency-Key: lag-{key}\r\n\r\n{row}");
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
