using OrderGrid.Load.Arrivals;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Load;

/// <summary>Arrivals follow their rate, whichever way they are placed.</summary>
public sealed class ArrivalScheduleTests
{
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    [Fact]
    public void Even_arrivals_of_a_constant_rate_have_equal_distances()
    {
        var times = Draw(ArrivalRate.Constant(100, TenSeconds), ArrivalPattern.Even);

        times.Count.ShouldBe(1_000);
        times[0].TotalMilliseconds.ShouldBe(5, 0.001);
        times.Zip(times.Skip(1), (one, next) => (next - one).TotalMilliseconds).ShouldAllBe(
            distance => Math.Abs(distance - 10) < 0.001);
    }

    [Fact]
    public void Half_of_a_ramp_comes_in_its_last_three_tenths()
    {
        var ramp = new ArrivalRate([new(TenSeconds, 0, 200)]);

        ramp.Expected.ShouldBe(1_000);
        ramp.TimeOf(500).TotalSeconds.ShouldBe(10 * Math.Sqrt(0.5), 1e-6);
        ramp.TimeOf(1_000).ShouldBe(TenSeconds);
    }

    [Fact]
    public void A_falling_rate_is_turned_round_as_well()
    {
        var fall = new ArrivalRate([new(TenSeconds, 200, 0)]);

        fall.TimeOf(500).TotalSeconds.ShouldBe(10 * (1 - Math.Sqrt(0.5)), 1e-6);
    }

    [Fact]
    public void A_sale_ramps_up_stays_spikes_and_stays()
    {
        var times = Draw(ArrivalRate.Sale(100, spike: 3, TenSeconds), ArrivalPattern.Even);

        CountPerSecond(times).ShouldBe([25, 75, 100, 100, 100, 100, 300, 100, 100, 100]);
    }

    [Fact]
    public void Nothing_arrives_before_a_late_start()
    {
        var times = Draw(ArrivalRate.From(TimeSpan.FromSeconds(4), 50, TenSeconds), ArrivalPattern.Poisson);

        times[0].ShouldBeGreaterThan(TimeSpan.FromSeconds(4));
        times[^1].ShouldBeLessThan(TenSeconds);
    }

    [Fact]
    public void Poisson_arrivals_keep_the_rate_and_vary_as_they_should()
    {
        var times = Draw(ArrivalRate.Constant(1_000, TimeSpan.FromSeconds(100)), ArrivalPattern.Poisson);
        var counts = CountPerSecond(times).Select(count => (double)count).ToList();
        var mean = counts.Average();
        var variance = counts.Average(count => (count - mean) * (count - mean));

        mean.ShouldBe(1_000, 20);
        (variance / mean).ShouldBeInRange(0.6, 1.5);
    }

    [Fact]
    public void The_same_seed_draws_the_same_arrivals()
    {
        var rate = ArrivalRate.Constant(100, TenSeconds);

        Draw(rate, ArrivalPattern.Poisson).ShouldBe(Draw(rate, ArrivalPattern.Poisson));
        Draw(rate, ArrivalPattern.Poisson, seed: 2).ShouldNotBe(Draw(rate, ArrivalPattern.Poisson));
    }

    private static IReadOnlyList<TimeSpan> Draw(ArrivalRate rate, ArrivalPattern pattern, int seed = 1) =>
        ArrivalSchedule.Draw(rate, pattern, new Random(seed));

    private static IEnumerable<int> CountPerSecond(IEnumerable<TimeSpan> times) =>
        times.GroupBy(time => (int)time.TotalSeconds).OrderBy(second => second.Key).Select(second => second.Count());
}
