using OrderGrid.Load.Journal;

namespace OrderGrid.Load.Bench;

/// <summary>
/// So many clients that each send their next operation when the last is answered: a warm-up, then the measured time.
/// </summary>
internal sealed class ClosedLoop(TimeProvider clock, ServerLoad? server)
{
    /// <summary>
    /// Time before the measured one. The default is enough for the just-in-time compiler where little code is hot.
    /// </summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Runs it.</summary>
    /// <param name="clients">Operations in flight.</param>
    /// <param name="duration">The measured time.</param>
    /// <param name="operation">One operation of a client; gets the client's number and a count over its runs.</param>
    /// <param name="onWarm">Called between the warm-up and the measured time.</param>
    public async Task<Measurement> RunAsync(
        int clients, TimeSpan duration, Func<int, long, Task> operation, Action? onWarm = null)
    {
        var counters = new long[clients];
        await Run(clients, WarmUp, counters, operation, new LatencyHistogram());
        onWarm?.Invoke();
        var before = counters.Sum();
        var meter = new ProcessorMeter(server);
        var started = clock.GetTimestamp();
        var latencies = new LatencyHistogram();
        await Run(clients, duration, counters, operation, latencies);
        return meter.Measure(counters.Sum() - before, clock.GetElapsedTime(started), latencies);
    }

    private Task Run(
        int clients, TimeSpan duration, long[] counters, Func<int, long, Task> operation, LatencyHistogram latencies)
    {
        var started = clock.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            while (clock.GetElapsedTime(started) < duration)
            {
                var begun = clock.GetTimestamp();
                await operation(client, counters[client]++);
                latencies.Add(clock.GetElapsedTime(begun));
            }
        })));
    }
}
