using System.Collections.Immutable;

namespace OrderGrid.Load.Arrivals;

/// <summary>A stretch of time over which the rate goes evenly from one value to another.</summary>
/// <param name="Length">More than zero.</param>
/// <param name="From">Arrivals per second at its start, 0 or more.</param>
/// <param name="To">Arrivals per second at its end, 0 or more.</param>
internal sealed record RateStretch(TimeSpan Length, double From, double To)
{
    /// <summary>Arrivals expected over all of it.</summary>
    public double Expected => Length.TotalSeconds * (From + To) / 2;

    // The positive root of n = from·t + slope·t²/2, in the form that also holds for a slope of zero.
    internal TimeSpan TimeOf(double count)
    {
        var slope = (To - From) / Length.TotalSeconds;
        var root = Math.Sqrt(Math.Max(0, (From * From) + (2 * slope * count)));
        return count <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(2 * count / (From + root));
    }
}

/// <summary>How many arrivals per second there are to be, over time.</summary>
internal sealed record ArrivalRate(ImmutableArray<RateStretch> Stretches)
{
    private const double RampShare = 0.2;
    private const double CalmShare = 0.4;
    private const double SpikeShare = 0.1;

    /// <summary>How long it lasts.</summary>
    public TimeSpan Length => Stretches.Aggregate(TimeSpan.Zero, (sum, stretch) => sum + stretch.Length);

    /// <summary>Arrivals expected over all of it.</summary>
    public double Expected => Stretches.Sum(stretch => stretch.Expected);

    /// <summary>The same rate all the time.</summary>
    public static ArrivalRate Constant(double perSecond, TimeSpan length) =>
        new([new(length, perSecond, perSecond)]);

    /// <summary>A sale: a fifth of the time it rises, then stays, with a spike in the middle of it.</summary>
    /// <param name="perSecond">The rate of the plateau.</param>
    /// <param name="spike">How many times the plateau the spike is; 1 for none.</param>
    /// <param name="length">All of it.</param>
    public static ArrivalRate Sale(double perSecond, double spike, TimeSpan length) => new(
    [
        new(length * RampShare, 0, perSecond),
        new(length * CalmShare, perSecond, perSecond),
        new(length * SpikeShare, perSecond * spike, perSecond * spike),
        new(length * (1 - RampShare - CalmShare - SpikeShare), perSecond, perSecond),
    ]);

    /// <summary>Nothing for a while, then the same rate.</summary>
    public static ArrivalRate From(TimeSpan start, double perSecond, TimeSpan length) =>
        new([new(start, 0, 0), new(length - start, perSecond, perSecond)]);

    /// <summary>When so many arrivals are expected to have come; the end where there are never so many.</summary>
    public TimeSpan TimeOf(double count)
    {
        var start = TimeSpan.Zero;
        foreach (var stretch in Stretches)
        {
            if (count < stretch.Expected)
            {
                return start + stretch.TimeOf(count);
            }

            count -= stretch.Expected;
            start += stretch.Length;
        }

        return start;
    }
}
