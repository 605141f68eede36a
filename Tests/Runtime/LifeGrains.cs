using Orleans;
using Orleans.Runtime;

namespace OrderGrid.Tests.Runtime;

public interface ILifeGrain : IGrainWithStringKey
{
    /// <summary>How many calls this activation has had.</summary>
    Task<int> Touch();

    Task End();

    Task EndAfter(string gate);
}

public sealed class LifeGrain : Grain, ILifeGrain
{
    private int _touched;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Probe.Say(this.GetPrimaryKeyString(), "activated");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Probe.Say(this.GetPrimaryKeyString(), $"ended: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<int> Touch() => Task.FromResult(++_touched);

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task EndAfter(string gate)
    {
        DeactivateOnIdle();
        Probe.Say(this.GetPrimaryKeyString(), "ending");
        await Probe.PassAsync(gate);
        Probe.Say(this.GetPrimaryKeyString(), "last words");
    }
}

public interface IStillbornGrain : IGrainWithStringKey
{
    Task Touch();
}

public sealed class StillbornGrain : Grain, IStillbornGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        throw new InvalidOperationException("cannot start");

    public Task Touch() => Task.CompletedTask;
}

public interface IRecordGrain : IGrainWithStringKey
{
    Task<int> Stored();

    Task Store(int value);

    Task Clear();

    Task<bool> Exists();

    Task StoreTwiceFromOneReading();

    Task End();
}

[GenerateSerializer, Alias("tests.record")]
public sealed class Record
{
    [Id(0)]
    public int Value { get; set; }
}

public sealed class RecordGrain(
    [PersistentState("record", GridUnderTest.Storage)] IPersistentState<Record> record,
    [PersistentState("record", GridUnderTest.Storage)] IPersistentState<Record> twin)
    : Grain, IRecordGrain
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Probe.Say(this.GetPrimaryKeyString(), "ended");
        return Task.CompletedTask;
    }

    public Task<int> Stored() => Task.FromResult(record.State.Value);

    public Task Store(int value)
    {
        record.State.Value = value;
        return record.WriteStateAsync();
    }

    public Task Clear() => record.ClearStateAsync();

    public Task<bool> Exists() => Task.FromResult(record.RecordExists);

    public async Task StoreTwiceFromOneReading()
    {
        record.State.Value = 1;
        await record.WriteStateAsync();
        twin.State.Value = 2;
        await twin.WriteStateAsync();
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
