#if EMBEDDED
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace OrderGrid.Tests.Embedded;

/// <summary>What happened in a simulated cluster, in order; shared by all silos.</summary>
public sealed class Ledger
{
    public List<string> Entries { get; } = [];

    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

public interface IWandererGrain : IGrainWithStringKey
{
    Task<int> Count();

    Task Sleep(TimeSpan span);

    Task<int> CountBoth(string other);

    Task WaitAtGate();

    Task Subscribe(string stream);

    Task Tick(TimeSpan period);
}

public sealed class WandererGrain(Ledger ledger, TimeProvider time) : Grain, IWandererGrain
{
    private int _count;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        ledger.Entries.Add($"{this.GetPrimaryKeyString()} activated");
        var stream = this.GetStreamProvider("events").GetStream<string>(StreamId.Create("s", "one"));
        foreach (var handle in await stream.GetAllSubscriptionHandles())
        {
            await handle.ResumeAsync(OnEvent);
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        ledger.Entries.Add($"{this.GetPrimaryKeyString()} ended {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public async Task<int> Count()
    {
        var count = ++_count;
        await Task.Delay(TimeSpan.FromMilliseconds(1), time);
        ledger.Entries.Add($"{this.GetPrimaryKeyString()} {count}");
        return count;
    }

    public async Task Sleep(TimeSpan span)
    {
        await Task.Delay(span, time);
        ledger.Entries.Add($"{this.GetPrimaryKeyString()} slept");
    }

    public async Task<int> CountBoth(string other) =>
        await GrainFactory.GetGrain<IWandererGrain>(other).Count() + await GrainFactory
            .GetGrain<IWandererGrain>(other).Count();

    public async Task WaitAtGate()
    {
        await ledger.Gate.Task;
        ledger.Entries.Add($"{this.GetPrimaryKeyString()} passed the gate");
    }

    public async Task Subscribe(string stream) =>
        await this.GetStreamProvider("events").GetStream<string>(StreamId.Create("s", stream)).SubscribeAsync(OnEvent);

    public Task Tick(TimeSpan period)
    {
        this.RegisterGrainTimer(
            () =>
            {
                ledger.Entries.Add($"{this.GetPrimaryKeyString()} ticked");
                return Task.CompletedTask;
            },
            period,
            period);
        return Task.CompletedTask;
    }

    private Task OnEvent(string text, StreamSequenceToken? token)
    {
        ledger.Entries.Add($"{this.GetPrimaryKeyString()} got {text}");
        return Task.CompletedTask;
    }
}
#endif
