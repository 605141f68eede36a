using System.Collections.Concurrent;
using System.Collections.Immutable;
using OrderGrid.Load.Arrivals;
using OrderGrid.Load.Audit;
using OrderGrid.Load.Bench;

namespace OrderGrid.Load.Flash;

/// <summary>One second of a run.</summary>
internal sealed class FlashSecond
{
    private readonly int[] _outcomes = new int[Enum.GetValues<FlashOutcome>().Length];

    /// <summary>Latencies of the orders that were due in this second.</summary>
    public LatencyHistogram Orders { get; } = new();

    /// <summary>Orders answered in this second with an outcome; those never sent count when they were due.</summary>
    public int Count(FlashOutcome outcome) => Volatile.Read(ref _outcomes[(int)outcome]);

    /// <summary>Counts an order.</summary>
    public void Add(FlashOutcome outcome) => Interlocked.Increment(ref _outcomes[(int)outcome]);
}

/// <summary>What a stream of requests was told, added up.</summary>
internal sealed class FlashTotals
{
    /// <summary>Latencies of all.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Latencies of those due before a channel became greedy.</summary>
    public LatencyHistogram Before { get; } = new();

    /// <summary>Latencies of those due since.</summary>
    public LatencyHistogram Since { get; } = new();

    /// <summary>Counts by what became of them, and why.</summary>
    public ConcurrentDictionary<(FlashOutcome Outcome, string Code), int> Counts { get; } = new();

    /// <summary>How many had this outcome.</summary>
    public int Count(FlashOutcome outcome) =>
        Counts.Where(count => count.Key.Outcome == outcome).Sum(count => count.Value);
}

/// <summary>What every arrival was told, and when. Safe from many threads.</summary>
internal sealed class FlashRecord
{
    private readonly FlashPlan _plan;
    private readonly FlashAnswer[] _answers;
    private readonly FlashSecond[] _seconds;
    private LatencyHistogram _recent = new();
    private long _lastAnswer;

    /// <summary>Makes an empty one.</summary>
    public FlashRecord(FlashPlan plan, TimeSpan patience)
    {
        _plan = plan;
        _answers = new FlashAnswer[plan.Arrivals.Length];
        var seconds = (int)Math.Ceiling((plan.Settings.Length + patience).TotalSeconds) + 1;
        _seconds = [.. Enumerable.Range(0, seconds).Select(_ => new FlashSecond())];
        Totals = plan.Streams.ToImmutableDictionary(stream => stream, _ => new FlashTotals());
    }

    /// <summary>What was planned.</summary>
    public FlashPlan Plan => _plan;

    /// <summary>When the last answer came, since the start.</summary>
    public TimeSpan LastAnswer => TimeSpan.FromTicks(Volatile.Read(ref _lastAnswer));

    /// <summary>By stream.</summary>
    public ImmutableDictionary<FlashStream, FlashTotals> Totals { get; }

    /// <summary>Second by second, as long as something happened.</summary>
    public ReadOnlySpan<FlashSecond> Seconds => _seconds.AsSpan(0, LastSecond() + 1);

    /// <summary>What an arrival was told; <see cref="FlashOutcome.Unsent"/> where it was told nothing.</summary>
    public FlashAnswer this[int arrival] => _answers[arrival];

    /// <summary>Orders with an outcome, over all streams.</summary>
    public int Count(FlashOutcome outcome) => Totals.Values.Sum(totals => totals.Count(outcome));

    /// <summary>Latencies of orders since this was last asked for.</summary>
    public LatencyHistogram TakeRecent() => Interlocked.Exchange(ref _recent, new());

    /// <summary>Takes an answer in.</summary>
    public void Add(Served<FlashAnswer> served)
    {
        var stream = _plan.Arrivals[served.Arrival].Stream;
        _answers[served.Arrival] = served.Answer;
        Raise(ref _lastAnswer, served.AnsweredAt.Ticks);
        Count(stream, served.Answer);
        var totals = Totals[stream];
        totals.Latencies.Add(served.Latency);
        (served.Scheduled < _plan.GreedySince ? totals.Before : totals.Since).Add(served.Latency);
        if (!stream.Reads)
        {
            Second(served.AnsweredAt).Add(served.Answer.Outcome);
            Second(served.Scheduled).Orders.Add(served.Latency);
            _recent.Add(served.Latency);
        }
    }

    /// <summary>Counts what was never sent; once, at the end.</summary>
    public void CountUnsent()
    {
        for (var arrival = 0; arrival < _answers.Length; arrival++)
        {
            var (at, stream) = _plan.Arrivals[arrival];
            if (_answers[arrival].Outcome == FlashOutcome.Unsent)
            {
                Count(stream, _answers[arrival]);
                if (!stream.Reads)
                {
                    Second(at).Add(FlashOutcome.Unsent);
                }
            }
        }
    }

    /// <summary>Adds what the buyer of each order was told.</summary>
    public void AddTold(Dictionary<string, Told> told)
    {
        var traffic = new FlashTraffic(_plan);
        for (var arrival = 0; arrival < _answers.Length; arrival++)
        {
            if (!_plan.Arrivals[arrival].Stream.Reads)
            {
                told[traffic.OrderOf(arrival)] = ToldBy(_answers[arrival].Outcome);
            }
        }
    }

    private static Told ToldBy(FlashOutcome outcome) => outcome switch
    {
        FlashOutcome.Accepted => Told.Accepted,
        FlashOutcome.Unknown => Told.Nothing,
        FlashOutcome.Unsent or FlashOutcome.Read or FlashOutcome.Refused
            or FlashOutcome.TooMany or FlashOutcome.TurnedAway => Told.Refused,
    };

    private static void Raise(ref long highest, long value)
    {
        for (var seen = Volatile.Read(ref highest); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref highest, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private void Count(FlashStream stream, FlashAnswer answer) =>
        Totals[stream].Counts.AddOrUpdate((answer.Outcome, answer.Code ?? ""), 1, (_, count) => count + 1);

    private FlashSecond Second(TimeSpan at) => _seconds[Math.Min((int)at.TotalSeconds, _seconds.Length - 1)];

    private int LastSecond() => Math.Max(0, Array.FindLastIndex(
        _seconds, second => Enum.GetValues<FlashOutcome>().Any(outcome => second.Count(outcome) > 0)));
}
