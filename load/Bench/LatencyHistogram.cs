using System.Numerics;

namespace OrderGrid.Load.Bench;

/// <summary>
/// Counts of latencies in buckets of 1/16 of a power of two of microseconds: at most 6 % off, and fixed in size.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int StepsPerDoubling = 16;
    private readonly long[] _counts = new long[40 * StepsPerDoubling];

    /// <summary>Adds one latency; safe from many threads.</summary>
    public void Add(TimeSpan latency) =>
        Interlocked.Increment(ref _counts[Bucket((ulong)Math.Max(1, latency.TotalMicroseconds))]);

    /// <summary>Latencies added.</summary>
    public long Count => _counts.Sum();

    /// <summary>The latency that the given share of operations did not exceed; zero when there were none.</summary>
    public TimeSpan Percentile(double share)
    {
        var left = Math.Max(1, (long)Math.Ceiling(Count * share));
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            left -= _counts[bucket];
            if (left <= 0)
            {
                return TimeSpan.FromMicroseconds(Upper(bucket));
            }
        }

        return TimeSpan.Zero;
    }

    private static int Bucket(ulong microseconds)
    {
        var doubling = BitOperations.Log2(microseconds);
        var step = doubling < 4
            ? (int)((microseconds << (4 - doubling)) & 15)
            : (int)((microseconds >> (doubling - 4)) & 15);
        return Math.Min((doubling * StepsPerDoubling) + step, (40 * StepsPerDoubling) - 1);
    }

    private static double Upper(int bucket) =>
        Math.Pow(2, bucket / StepsPerDoubling) * (1 + (((bucket % StepsPerDoubling) + 1) / (double)StepsPerDoubling));
}
