using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace OrderGrid.Tests.Cluster;

/// <summary>
/// Channels that send orders side by side and repeat, under the same number, what was not answered clearly. It
/// remembers every answer: what a channel was told is what the grid is held to.
/// </summary>
internal sealed class OrderTraffic : IDisposable
{
    private const int Senders = 24;
    private const int MaxRepeats = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _client;
    private readonly int _orders;
    private readonly int _mark;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly TaskCompletionSource _marked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sent;
    private int _answered;

    private OrderTraffic(Uri gateway, int orders, int mark)
    {
        _client = new HttpClient { BaseAddress = gateway, Timeout = Patience };
        _orders = orders;
        _mark = mark;
        Done = Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => SendAllAsync()));
    }

    /// <summary>Completes when every order has a clear answer.</summary>
    public Task Done { get; }

    /// <summary>Completes when so many orders as were asked for have one.</summary>
    public Task Marked => _marked.Task;

    /// <summary>Orders that were answered with a 2xx, and their pieces.</summary>
    public ConcurrentDictionary<string, int> Accepted { get; } = new(StringComparer.Ordinal);

    /// <summary>Orders refused for want of stock.</summary>
    public ConcurrentDictionary<string, string> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers that the contract has no place for here.</summary>
    public ConcurrentQueue<string> Surprises { get; } = new();

    /// <summary>Answers and failures after which an order was sent again, by kind.</summary>
    public ConcurrentDictionary<string, int> Repeats { get; } = new(StringComparer.Ordinal);

    /// <summary>Time from the first sending to the clear answer, per order, in milliseconds.</summary>
    public ConcurrentBag<double> Latencies { get; } = [];

    /// <summary>Begins to send.</summary>
    public static OrderTraffic Begin(Uri gateway, int orders, int mark) => new(gateway, orders, mark);

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        var sorted = Latencies.Order().ToList();
        var repeats = string.Join(", ", Repeats.Select(repeat => $"{repeat.Key} ×{repeat.Value}"));
        return $"{Accepted.Count} accepted, {Refused.Count} refused, repeats: {(repeats.Length == 0 ? "none" : repeats)}; "
            + $"latency p50 {sorted[sorted.Count / 2]:F0} ms, p99 {sorted[sorted.Count * 99 / 100]:F0} ms, "
            + $"longest {sorted[^1]:F0} ms";
    }

    public void Dispose() => _client.Dispose();

    private async Task SendAllAsync()
    {
        for (var number = Interlocked.Increment(ref _sent); number <= _orders; number = Interlocked.Increment(ref _sent))
        {
            await SendAsync(Assortment.Order(number));
            if (Interlocked.Increment(ref _answered) == _mark)
            {
                _marked.SetResult();
            }
        }
    }

    private async Task SendAsync(TrafficOrder order)
    {
        var began = _time.GetTimestamp();
        for (var repeat = 0; repeat < MaxRepeats; repeat++)
        {
            if (await TryAsync(order) is not { } unclear)
            {
                Latencies.Add(_time.GetElapsedTime(began).TotalMilliseconds);
                return;
            }

            Repeats.AddOrUpdate(unclear, 1, (_, count) => count + 1);
            await Task.Delay(Pause, _time, TestContext.Current.CancellationToken);
        }

        Surprises.Enqueue($"{order.Key} got no clear answer");
    }

    // Null: the answer was clear. Else what it was.
    private async Task<string?> TryAsync(TrafficOrder order)
    {
        try
        {
            using var content = new StringContent(order.Body, Encoding.UTF8, "application/json");
            using var response = await _client.PutAsync(
                new Uri($"v1/channels/{order.Channel}/orders/{order.Number}", UriKind.Relative),
                content,
                TestContext.Current.CancellationToken);
            if ((int)response.StatusCode >= 500)
            {
                return ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            Note(order, response.StatusCode, await response.Content.ReadAsStringAsync());
            return null;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return failure.GetType().Name;
        }
    }

    private void Note(TrafficOrder order, HttpStatusCode status, string body)
    {
        if (status is HttpStatusCode.Created or HttpStatusCode.OK)
        {
            Accepted[order.Key] = order.Pieces;
        }
        else if (status == HttpStatusCode.Conflict && body.Contains("InsufficientStock", StringComparison.Ordinal))
        {
            Refused[order.Key] = body;
        }
        else
        {
            Surprises.Enqueue($"{order.Key}: {(int)status} {body}");
        }
    }
}
