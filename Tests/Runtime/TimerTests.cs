using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Runtime;

[Collection(GridTests.Name)]
public sealed class TimerTests(GridUnderTest grid)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    private readonly string _key = Probe.NewKey("timers");

    private ITimerGrain Grain => grid.Client.GetGrain<ITimerGrain>(_key);

    private IReminderGrain Reminders => grid.Client.GetGrain<IReminderGrain>(_key);

    [Fact]
    public async Task A_timer_ticks_when_it_is_due_and_then_with_its_period()
    {
        await Grain.Start("t", Soon, Soon);

        (await Probe.NextAsync(_key, 3)).ShouldBe(["tick t", "tick t", "tick t"]);
        await Grain.Stop("t");
    }

    [Fact]
    public async Task A_timer_without_a_period_ticks_once()
    {
        await Grain.Start("once", TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await Probe.NextAsync($"{_key}/once");
        await Grain.Start("witness", Soon, Soon);
        await Probe.NextAsync($"{_key}/witness", 5);

        Probe.Unheard($"{_key}/once").ShouldBe(0);
        await Grain.Stop("witness");
    }

    [Fact]
    public async Task A_disposed_timer_ticks_no_more()
    {
        await Grain.Start("t", Soon, Soon);
        await Probe.NextAsync($"{_key}/t");
        await Grain.Stop("t");
        var ticks = Probe.Unheard($"{_key}/t");
        await Grain.Start("witness", Soon, Soon);
        await Probe.NextAsync($"{_key}/witness", 5);

        Probe.Unheard($"{_key}/t").ShouldBe(ticks);
        await Grain.Stop("witness");
    }

    [Fact]
    public async Task A_changed_timer_follows_its_new_times()
    {
        await Grain.Start("t", TimeSpan.FromDays(1), TimeSpan.FromDays(1));

        await Grain.Change("t", Soon, Soon);

        (await Probe.NextAsync($"{_key}/t", 2)).Length.ShouldBe(2);
        await Grain.Stop("t");
    }

    [Fact]
    public async Task A_tick_waits_for_the_running_call()
    {
        var gate = Probe.NewKey("gate");
        var entered = Grain.StartAndEnter("t", TimeSpan.Zero, gate);
        await Grain_has_been_due_for_long();
        Probe.Open(gate);

        await entered;
        (await Probe.NextAsync(_key, 3)).ShouldBe(["inside", "outside", "tick t"]);

        async Task Grain_has_been_due_for_long()
        {
            var witness = grid.Client.GetGrain<ITimerGrain>($"witness-{_key}");
            await witness.Start("w", Soon, Timeout.InfiniteTimeSpan);
            await Probe.NextAsync($"witness-{_key}/w");
        }
    }

    [Fact]
    public async Task A_tick_that_may_interleave_passes_the_running_call()
    {
        var call = Grain.StartInterleaving("t", TimeSpan.Zero);

        (await Probe.NextAsync(_key, 2)).ShouldBe(["inside", "tick t"]);
        Probe.Open("never-opened-before-t");
        await call;
    }

    [Fact]
    public async Task Timers_end_with_their_activation()
    {
        await Grain.Start("t", Soon, Soon);
        await Probe.NextAsync($"{_key}/t");
        await Grain.End();
        await Grain.Start("witness", Soon, Soon);
        var ticks = Probe.Unheard($"{_key}/t");
        await Probe.NextAsync($"{_key}/witness", 5);

        Probe.Unheard($"{_key}/t").ShouldBe(ticks);
        await Grain.Stop("witness");
    }

    [Fact]
    public async Task A_reminder_ticks_with_its_period_until_it_is_unregistered()
    {
        await Reminders.Register("wake", Soon, GridUnderTest.ShortestReminder);

        (await Probe.NextAsync(_key, 2)).ShouldBe(["wake 1 every 100", "wake 2 every 100"]);
        (await Reminders.Has("wake")).ShouldBeTrue();
        await Reminders.Unregister("wake");
        (await Reminders.Has("wake")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_reminder_outlives_the_activation_that_registered_it()
    {
        await Reminders.Register("wake", TimeSpan.FromMilliseconds(300), TimeSpan.FromMinutes(1));
        await Reminders.End();
        await Probe.NextAsync($"{_key}/end");

        (await Probe.NextAsync(_key)).ShouldBe("wake 1 every 60000");
        await Reminders.Unregister("wake");
    }

    [Fact]
    public async Task A_reminder_can_be_changed()
    {
        await Reminders.Register("wake", TimeSpan.FromDays(1), TimeSpan.FromDays(1));

        await Reminders.Register("wake", Soon, TimeSpan.FromHours(1));

        (await Probe.NextAsync(_key)).ShouldBe("wake 1 every 3600000");
        await Reminders.Unregister("wake");
    }

    [Fact]
    public async Task A_reminder_with_too_short_a_period_is_refused()
    {
        await Should.ThrowAsync<ArgumentException>(
            Reminders.Register("wake", Soon, GridUnderTest.ShortestReminder / 2));

        (await Reminders.Has("wake")).ShouldBeFalse();
    }
}
