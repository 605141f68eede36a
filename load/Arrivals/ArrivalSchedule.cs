using System.Collections.Immutable;

namespace OrderGrid.Load.Arrivals;

/// <summary>How arrivals are placed in time.</summary>
internal enum ArrivalPattern
{
    /// <summary>Independent of each other, as buyers are.</summary>
    Poisson,

    /// <summary>At equal distances where the rate is constant.</summary>
    Even,
}

/// <summary>Times of arrivals, fixed before the first is sent: no answer, however late, moves the next one.</summary>
internal static class ArrivalSchedule
{
    /// <summary>The times since the start, in order.</summary>
    public static ImmutableArray<TimeSpan> Draw(ArrivalRate rate, ArrivalPattern pattern, Random dice) =>
        pattern switch
        {
            ArrivalPattern.Even => Even(rate),
            ArrivalPattern.Poisson => Poisson(rate, dice),
        };

    private static ImmutableArray<TimeSpan> Even(ArrivalRate rate) =>
        [.. Enumerable.Range(0, (int)Math.Round(rate.Expected)).Select(count => rate.TimeOf(count + 0.5))];

    // Distances of a process of rate 1 are exponential; the rate's own clock stretches and squeezes them.
    private static ImmutableArray<TimeSpan> Poisson(ArrivalRate rate, Random dice)
    {
        var times = ImmutableArray.CreateBuilder<TimeSpan>();
        var expected = rate.Expected;
        for (var count = Distance(dice); count < expected; count += Distance(dice))
        {
            times.Add(rate.TimeOf(count));
        }

        return times.ToImmutable();
    }

    private static double Distance(Random dice) => -Math.Log(1 - dice.NextDouble());
}
