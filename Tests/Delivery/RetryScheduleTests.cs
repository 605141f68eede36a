using OrderGrid.Delivery;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Delivery;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Every_schedule_lasts_72_hours_and_then_ends()
    {
        foreach (var schedule in new[] { RetrySchedule.Partners, RetrySchedule.Webhooks })
        {
            var total = TimeSpan.Zero;
            var failures = 0;
            while (schedule.WaitAfter(++failures, chance: 0) is { } wait)
            {
                total += wait;
            }

            total.ShouldBeInRange(TimeSpan.FromHours(72), TimeSpan.FromHours(80));
            schedule.WaitAfter(failures + 100, chance: 0.5).ShouldBeNull();
        }
    }

    [Fact]
    public void A_wait_is_stretched_by_up_to_a_fifth()
    {
        var schedule = RetrySchedule.Webhooks;

        schedule.WaitAfter(2, chance: 0).ShouldBe(TimeSpan.FromMinutes(5));
        schedule.WaitAfter(2, chance: 0.5).ShouldBe(TimeSpan.FromMinutes(5.5));
        schedule.WaitAfter(2, chance: 1).ShouldBe(TimeSpan.FromMinutes(6));
    }

    [Fact]
    public void Partner_waits_double_up_to_a_quarter_of_an_hour()
    {
        var waits = RetrySchedule.Partners.Waits.Select(wait => wait.TotalSeconds).ToArray();

        waits.Take(10).ShouldBe([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
        waits.Skip(10).ShouldAllBe(wait => wait == 900);
    }
}
