using System.Collections.Immutable;

namespace OrderGrid.Delivery;

/// <summary>
/// When a failed delivery is tried again, and when it is given up. Each wait is stretched by 0 to 20 % at random, so
/// that what failed together does not return together.
/// </summary>
/// <param name="Waits">The wait after the first failure, after the second, and so on; at least one.</param>
public sealed record RetrySchedule(ImmutableArray<TimeSpan> Waits)
{
    /// <summary>Largest share by which a wait is stretched.</summary>
    public const double Jitter = 0.2;

    /// <summary>
    /// 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h: the schedule of Standard Webhooks 1.0, 75 h.
    /// </summary>
    public static RetrySchedule Webhooks { get; } = new(
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ]);

    /// <summary>
    /// 1 s, doubling up to 15 min, for 72 h: for partners whose absence is short and whose return matters.
    /// </summary>
    public static RetrySchedule Partners { get; } = Doubling(
        TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15), TimeSpan.FromHours(72));

    /// <summary>A schedule that doubles from <paramref name="first"/> to <paramref name="longest"/>.</summary>
    public static RetrySchedule Doubling(TimeSpan first, TimeSpan longest, TimeSpan total)
    {
        var waits = ImmutableArray.CreateBuilder<TimeSpan>();
        var sum = TimeSpan.Zero;
        for (var wait = first; sum < total; wait = wait * 2 < longest ? wait * 2 : longest)
        {
            waits.Add(wait);
            sum += wait;
        }

        return new(waits.ToImmutable());
    }

    /// <summary>The wait after the given number of failures (1 or more), or null when it is time to give up.</summary>
    /// <param name="failures">Failures so far, this one included.</param>
    /// <param name="chance">A random number of 0 up to 1.</param>
    public TimeSpan? WaitAfter(int failures, double chance) =>
        failures > Waits.Length ? null : Waits[failures - 1] * (1 + (Jitter * chance));
}
