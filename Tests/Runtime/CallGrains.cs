using Orleans;
using Orleans.Runtime;

namespace OrderGrid.Tests.Runtime;

[GenerateSerializer, Immutable, Alias("tests.parcel")]
public sealed record Parcel([property: Id(0)] string Label, [property: Id(1)] int Weight);

/// <summary>An error of an application, with a value of its own.</summary>
[GenerateSerializer, Alias("tests.refused")]
public sealed class RefusedException(string message, int code) : Exception(message)
{
    [Id(0)]
    public int Code { get; } = code;
}

public interface ICallGrain : IGrainWithStringKey
{
    Task<Parcel> Weigh(Parcel parcel, int more);

    Task Refuse(int code);

    Task<int> RefuseAtOnce(int code);

    Task<string> RefuseThrough(string other);

    Task<string?> Seen(string name);

    Task<string?> SeenThrough(string other, string name);

    Task Mark(string name, string value);

    Task<string> KeyOf(ICallGrain other);

    Task<string> KeyOfMyself();

    [ResponseTimeout("00:00:01")]
    Task Hang(string gate);

    Task WaitFor(CancellationToken cancellationToken);

    [ResponseTimeout("00:00:02")]
    Task CallRound(string other);

    [ResponseTimeout("00:00:02")]
    Task CallBack(string first);
}

public sealed class CallGrain : Grain, ICallGrain
{
    public Task<Parcel> Weigh(Parcel parcel, int more) =>
        Task.FromResult(parcel with { Weight = parcel.Weight + more });

    public async Task Refuse(int code)
    {
        await Task.Yield();
        throw new RefusedException($"refused by {this.GetPrimaryKeyString()}", code);
    }

    public Task<int> RefuseAtOnce(int code) => throw new RefusedException("refused at once", code);

    public async Task<string> RefuseThrough(string other)
    {
        try
        {
            await GrainFactory.GetGrain<ICallGrain>(other).Refuse(3);
            return "not refused";
        }
        catch (RefusedException refused)
        {
            return $"{refused.Code}: {refused.Message}";
        }
    }

    public async Task<string?> Seen(string name)
    {
        await Task.Yield();
        return RequestContext.Get(name) as string;
    }

    public Task<string?> SeenThrough(string other, string name) => GrainFactory.GetGrain<ICallGrain>(other).Seen(name);

    public Task Mark(string name, string value)
    {
        RequestContext.Set(name, value);
        return Task.CompletedTask;
    }

    public Task<string> KeyOf(ICallGrain other) => other.KeyOfMyself();

    public Task<string> KeyOfMyself() => Task.FromResult(this.AsReference<ICallGrain>().GetPrimaryKeyString());

    public async Task Hang(string gate)
    {
        await Probe.PassAsync(gate);
        Probe.Say(this.GetPrimaryKeyString(), "went on");
    }

    public async Task WaitFor(CancellationToken cancellationToken)
    {
        var canceled = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(() => canceled.SetResult());
        Probe.Say(this.GetPrimaryKeyString(), "waiting");
        await canceled.Task;
        Probe.Say(this.GetPrimaryKeyString(), "canceled");
    }

    public Task CallRound(string other) =>
        GrainFactory.GetGrain<ICallGrain>(other).CallBack(this.GetPrimaryKeyString());

    public Task CallBack(string first) => GrainFactory.GetGrain<ICallGrain>(first).Mark("back", "");
}
