using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace OrderGrid.Load.Demo;

/// <summary>
/// Plays the channels: sends each document at its time whether or not earlier ones were answered, and sends what got
/// no clear answer again, under the same key, until it gets one.
/// </summary>
internal sealed class OrderSender(GridClient grid, TimeProvider clock, long dayStarted)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<Exchange> _exchanges = new();

    /// <summary>What was answered so far.</summary>
    public ImmutableArray<Exchange> Exchanges => [.. _exchanges];

    /// <summary>How many documents were answered so far.</summary>
    public int Answered => _exchanges.Count;

    /// <summary>Sends all documents over the given time; done when each is answered or given up.</summary>
    public async Task SendAsync(
        ImmutableArray<Submission> documents, TimeSpan over, CancellationToken cancellation)
    {
        var sending = new List<Task>(documents.Length);
        var lastOfOrder = new Dictionary<string, Task>(StringComparer.Ordinal);
        for (var index = 0; index < documents.Length; index++)
        {
            var wait = (over * index / documents.Length) - clock.GetElapsedTime(dayStarted);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, cancellation);
            }

            var document = documents[index];
            var numbers = document.Orders.Select(number => $"{document.Channel}/{number}").Distinct().ToList();
            var former = numbers.Select(number => lastOfOrder.GetValueOrDefault(number)).OfType<Task>().ToList();
            var task = SendOneAsync(document, former, cancellation);
            numbers.ForEach(number => lastOfOrder[number] = task);
            sending.Add(task);
        }

        await Task.WhenAll(sending);
    }

    // A channel that sends a number again does so after it has an answer for the first.
    private async Task SendOneAsync(Submission document, List<Task> former, CancellationToken cancellation)
    {
        await Task.WhenAll(former);
        var sentAt = clock.GetElapsedTime(dayStarted);
        var pause = FirstPause;
        for (var attempts = 1; ; attempts++)
        {
            var answers = await grid.TrySubmitAsync(document, cancellation);
            var latency = clock.GetElapsedTime(dayStarted) - sentAt;
            if (answers is not null || latency > GiveUpAfter)
            {
                _exchanges.Enqueue(new(document, sentAt, latency, attempts, answers ?? []));
                return;
            }

            await Task.Delay(pause, clock, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
