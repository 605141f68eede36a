using System.Collections.Concurrent;
using OrderGrid.Load.Arrivals;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Load;

/// <summary>The open loop: nobody is spared the wait, and nobody is forgotten.</summary>
public sealed class OpenLoopTests
{
    private const int Timeout = 30_000;
    private static readonly TimeSpan Distance = TimeSpan.FromMilliseconds(10);

    private readonly TimeSpan[] _arrivals = [.. Enumerable.Range(0, 10).Select(index => index * Distance)];
    private readonly ConcurrentDictionary<int, Served<int>> _served = new();
    private readonly LeapingClock _clock = new(9 * Distance);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Timeout)]
    public async Task A_stall_is_felt_by_everything_that_was_due_during_it()
    {
        var loop = new OpenLoop(_clock, lanes: 1, maxWaiting: 100);

        await loop.RunAsync(_arrivals, StallFirstAsync, Keep, Stop);

        Latencies().ShouldBe([90, 80, 70, 60, 50, 40, 30, 20, 10, 0]);
        loop.Tally.ShouldBe(new(Due: 10, Sent: 10, Served: 10, Late: 6, Unsent: 0));
    }

    [Fact(Timeout = Timeout)]
    public async Task Another_lane_goes_on_while_one_stalls()
    {
        var loop = new OpenLoop(_clock, lanes: 2, maxWaiting: 100);

        await loop.RunAsync(_arrivals, StallFirstAsync, Keep, Stop);

        _served[0].Latency.ShouldBe(9 * Distance);
        loop.Tally.Served.ShouldBe(10);
    }

    [Fact(Timeout = Timeout)]
    public async Task What_exceeds_the_bound_is_not_sent_and_counted()
    {
        var loop = new OpenLoop(_clock, lanes: 1, maxWaiting: 3);

        await loop.RunAsync(_arrivals, StallFirstAsync, Keep, Stop);

        loop.Tally.ShouldBe(new(Due: 10, Sent: 4, Served: 4, Late: 3, Unsent: 6));
        _served.Keys.Order().ShouldBe([0, 1, 2, 3]);
    }

    [Fact(Timeout = Timeout)]
    public async Task A_defect_in_sending_ends_the_run()
    {
        _clock.Open();
        var loop = new OpenLoop(_clock, lanes: 1, maxWaiting: 100);

        await Should.ThrowAsync<InvalidOperationException>(() => loop.RunAsync<int>(
            _arrivals, (_, _) => throw new InvalidOperationException("defect"), Keep, Stop));
    }

    [Fact]
    public void What_is_outstanding_is_in_flight_or_waits_for_a_lane()
    {
        var tally = new OpenLoopTally(Due: 100, Sent: 60, Served: 50, Late: 0, Unsent: 10);

        tally.InFlight.ShouldBe(10);
        tally.Waiting.ShouldBe(30);
    }

    // The first answer comes when the last arrival is due; time stands still until its request is on its way.
    private async Task<int> StallFirstAsync(int lane, int arrival)
    {
        if (arrival == 0)
        {
            _clock.Open();
            await _clock.Reached;
        }

        return arrival;
    }

    private void Keep(Served<int> served) => _served[served.Arrival] = served;

    private IEnumerable<double> Latencies() =>
        _served.OrderBy(served => served.Key).Select(served => served.Value.Latency.TotalMilliseconds);
}
