using System.Threading.Channels;

namespace OrderGrid.Load.Arrivals;

/// <summary>
/// Sends at the times of a schedule, whatever becomes of what was sent before. Latency counts from the scheduled time,
/// so that a stall is felt by everything that should have been sent during it. What is outstanding is bounded; an
/// arrival beyond the bound is not sent, and counted.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="lanes">Most operations in flight, each on a lane of its own: a connection, for example.</param>
/// <param name="maxWaiting">Most arrivals that wait for a lane.</param>
internal sealed class OpenLoop(TimeProvider clock, int lanes, int maxWaiting)
{
    /// <summary>An arrival sent later than this is counted as late.</summary>
    public static readonly TimeSpan Punctual = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _startedAt;
    private int _due;
    private int _sent;
    private int _served;
    private int _late;
    private int _unsent;

    /// <summary>Where it stands; also while it runs.</summary>
    public OpenLoopTally Tally => new(_due, _sent, _served, _late, _unsent);

    /// <summary>Sends everything and waits for the last answer.</summary>
    /// <param name="arrivals">Times since the start, in order.</param>
    /// <param name="send">One operation: gets the lane and the arrival's index.</param>
    /// <param name="served">Told of each answer, from many threads.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task RunAsync<TAnswer>(
        IReadOnlyList<TimeSpan> arrivals,
        Func<int, int, Task<TAnswer>> send,
        Action<Served<TAnswer>> served,
        CancellationToken cancellation)
    {
        var waiting = Channel.CreateBounded<int>(new BoundedChannelOptions(maxWaiting) { SingleWriter = true });
        _startedAt = clock.GetTimestamp();
        var serving = Enumerable.Range(0, lanes)
            .Select(lane => Task.Run(() => ServeAsync(lane, waiting.Reader), CancellationToken.None))
            .ToList();
        try
        {
            await ScheduleAsync(arrivals, waiting.Writer, cancellation);
        }
        finally
        {
            waiting.Writer.Complete();
            await Task.WhenAll(serving);
        }

        async Task ServeAsync(int lane, ChannelReader<int> reader)
        {
            try
            {
                while (await NextAsync(reader, cancellation) is { } arrival)
                {
                    var sentAt = clock.GetElapsedTime(_startedAt);
                    Interlocked.Increment(ref _sent);
                    if (sentAt - arrivals[arrival] > Punctual)
                    {
                        Interlocked.Increment(ref _late);
                    }

                    var answer = await send(lane, arrival);
                    Interlocked.Increment(ref _served);
                    var answeredAt = clock.GetElapsedTime(_startedAt);
                    served(new(arrival, arrivals[arrival], sentAt, answeredAt, answer));
                }
            }
            catch (Exception)
            {
                _failed.TrySetResult();
                throw;
            }
        }
    }

    // Not by waiting until there is something to read: that wakes every idle lane for each arrival.
    private static async ValueTask<int?> NextAsync(ChannelReader<int> reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadAsync(cancellation);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    private async Task ScheduleAsync(
        IReadOnlyList<TimeSpan> arrivals, ChannelWriter<int> waiting, CancellationToken cancellation)
    {
        while (_due < arrivals.Count && !_failed.Task.IsCompleted)
        {
            var now = clock.GetElapsedTime(_startedAt);
            while (_due < arrivals.Count && arrivals[_due] <= now)
            {
                if (!waiting.TryWrite(_due))
                {
                    _unsent++;
                }

                _due++;
            }

            if (_due < arrivals.Count)
            {
                var wait = arrivals[_due] - now;
                await Task.Delay(wait > Step ? wait : Step, clock, cancellation);
            }
        }
    }
}

/// <summary>An answered arrival. All times since the start.</summary>
internal readonly record struct Served<TAnswer>(
    int Arrival, TimeSpan Scheduled, TimeSpan SentAt, TimeSpan AnsweredAt, TAnswer Answer)
{
    /// <summary>What a buyer waited: from when the arrival was due, not from when it could be sent.</summary>
    public TimeSpan Latency => AnsweredAt - Scheduled;
}

/// <summary>Counts of an open loop.</summary>
/// <param name="Due">Arrivals whose time has come.</param>
/// <param name="Sent">Of these, sent.</param>
/// <param name="Served">Of these, answered.</param>
/// <param name="Late">Sent later than <see cref="OpenLoop.Punctual"/> after their time.</param>
/// <param name="Unsent">Never sent, because too many were outstanding.</param>
internal sealed record OpenLoopTally(int Due, int Sent, int Served, int Late, int Unsent)
{
    /// <summary>Sent and not answered.</summary>
    public int InFlight => Sent - Served;

    /// <summary>Due, and neither sent nor given up.</summary>
    public int Waiting => Due - Sent - Unsent;
}
