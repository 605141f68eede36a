using System.Collections.Immutable;
using OrderGrid.Load.Arrivals;

namespace OrderGrid.Load.Flash;

/// <summary>Looks at a run from outside, now and then, and tells what it sees.</summary>
internal sealed class FlashWatch(FlashSession session, FlashRecord record, FlashVoice voice, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly ImmutableArray<FlashSample>.Builder _samples = ImmutableArray.CreateBuilder<FlashSample>();
    private readonly long _startedAt = clock.GetTimestamp();

    /// <summary>Everything seen.</summary>
    public ImmutableArray<FlashSample> Samples => _samples.ToImmutable();

    /// <summary>Looks until the work is done.</summary>
    /// <param name="working">The work.</param>
    /// <param name="loop">Whose counts are shown.</param>
    /// <param name="booked">Orders that were in the ERP's book before the run.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task FollowAsync(Task working, OpenLoop loop, int booked, CancellationToken cancellation)
    {
        while (!working.IsCompleted)
        {
            await Task.WhenAny(working, Task.Delay(Look, clock, cancellation));
            await LookAsync(loop, booked, cancellation);
        }
    }

    /// <summary>Looks once; true when nothing waits any more.</summary>
    public async Task<bool> LookAsync(OpenLoop loop, int booked, CancellationToken cancellation)
    {
        // The book is read before the acceptances are counted, so that no order is in it that is not counted.
        var orders = await session.CountBookedAsync(cancellation) - booked;
        var waiting = await WaitingAsync(cancellation);
        var tally = loop.Tally;
        var sample = new FlashSample(
            clock.GetElapsedTime(_startedAt),
            record.Count(FlashOutcome.Accepted),
            orders,
            waiting,
            session.NodeMegabytes,
            tally.InFlight + tally.Waiting);
        _samples.Add(sample);
        voice.Show(sample, tally, record, record.TakeRecent());
        return sample.Backlog == 0 && waiting == 0;
    }

    // An overloaded node may be too slow to be asked; that is no reason to stop.
    private async Task<int> WaitingAsync(CancellationToken cancellation)
    {
        try
        {
            return await session.Grid.CountWaitingAsync(cancellation);
        }
        catch (Exception failure) when (failure is HttpRequestException or Landscape.LoadException
            || (failure is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return _samples.Count == 0 ? 0 : _samples[^1].Waiting;
        }
    }
}
