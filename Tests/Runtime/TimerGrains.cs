using Orleans;
using Orleans.Runtime;

namespace OrderGrid.Tests.Runtime;

public interface ITimerGrain : IGrainWithStringKey
{
    Task Start(string timer, TimeSpan due, TimeSpan period);

    Task StartInterleaving(string timer, TimeSpan due);

    Task Change(string timer, TimeSpan due, TimeSpan period);

    Task Stop(string timer);

    Task StartAndEnter(string timer, TimeSpan due, string gate);

    Task End();
}

public sealed class TimerGrain : Grain, ITimerGrain
{
    private readonly Dictionary<string, IGrainTimer> _timers = [];

    public Task Start(string timer, TimeSpan due, TimeSpan period)
    {
        _timers[timer] = this.RegisterGrainTimer(Tick, timer, due, period);
        return Task.CompletedTask;
    }

    public Task StartInterleaving(string timer, TimeSpan due)
    {
        var options = new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { Interleave = true };
        _timers[timer] = this.RegisterGrainTimer(Tick, timer, options);
        return EnterUntil("never-opened-before-" + timer);
    }

    public Task Change(string timer, TimeSpan due, TimeSpan period)
    {
        _timers[timer].Change(due, period);
        return Task.CompletedTask;
    }

    public Task Stop(string timer)
    {
        _timers[timer].Dispose();
        return Task.CompletedTask;
    }

    public Task StartAndEnter(string timer, TimeSpan due, string gate)
    {
        _timers[timer] = this.RegisterGrainTimer(Tick, timer, due, Timeout.InfiniteTimeSpan);
        return EnterUntil(gate);
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task EnterUntil(string gate)
    {
        Probe.Say(this.GetPrimaryKeyString(), "inside");
        await Probe.PassAsync(gate);
        Probe.Say(this.GetPrimaryKeyString(), "outside");
    }

    private Task Tick(string timer)
    {
        Probe.Say($"{this.GetPrimaryKeyString()}/{timer}", "tick");
        Probe.Say(this.GetPrimaryKeyString(), $"tick {timer}");
        return Task.CompletedTask;
    }
}

public interface IReminderGrain : IGrainWithStringKey
{
    Task Register(string name, TimeSpan due, TimeSpan period);

    Task<bool> Has(string name);

    Task Unregister(string name);

    Task End();
}

public sealed class ReminderGrain : Grain, IReminderGrain, IRemindable
{
    private int _ticks;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Probe.Say($"{this.GetPrimaryKeyString()}/end", "ended");
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Probe.Say(this.GetPrimaryKeyString(), $"{reminderName} {++_ticks} every {status.Period.TotalMilliseconds}");
        return Task.CompletedTask;
    }

    public Task Register(string name, TimeSpan due, TimeSpan period) =>
        this.RegisterOrUpdateReminder(name, due, period);

    public async Task<bool> Has(string name)
    {
        var found = await this.GetReminder(name);
        return found?.ReminderName == name;
    }

    public async Task Unregister(string name) =>
        await this.UnregisterReminder((await this.GetReminder(name))!);

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
