using Orleans;
using Orleans.Concurrency;

namespace OrderGrid.Tests.Runtime;

/// <summary>Methods that say when they enter, wait at a gate, and say when they leave.</summary>
public interface IGates
{
    /// <summary>Enters, waits at the gate that is named like the call, and leaves.</summary>
    Task Enter(string call);
}

public interface ITurnGrain : IGrainWithStringKey, IGates
{
    [AlwaysInterleave]
    Task Slip(string call);

    [ReadOnly]
    Task Read(string call);

    /// <summary>Yields often, and answers how many calls were inside at once at most.</summary>
    Task<int> Crowd();

    Task Note(int number);

    Task<int[]> Notes();

    /// <summary>Whether code after an await runs on the same scheduler as before, and not on the default one.</summary>
    Task<bool> StaysOnItsScheduler();

    [OneWay]
    Task Tell(string call);

    ValueTask<int> Sum(int left, int right);

    ValueTask Nothing();
}

public sealed class TurnGrain : Grain, ITurnGrain
{
    private readonly List<int> _notes = [];
    private int _inside;
    private int _mostInside;

    private string Topic => this.GetPrimaryKeyString();

    public Task Enter(string call) => PassGate(call);

    public Task Slip(string call) => PassGate(call);

    public Task Read(string call) => PassGate(call);

    public Task Tell(string call) => PassGate(call);

    public async Task<int> Crowd()
    {
        _mostInside = Math.Max(_mostInside, ++_inside);
        for (var step = 0; step < 5; step++)
        {
            await Task.Yield();
        }

        _inside--;
        return _mostInside;
    }

    public Task Note(int number)
    {
        _notes.Add(number);
        return Task.CompletedTask;
    }

    public Task<int[]> Notes() => Task.FromResult(_notes.ToArray());

    public async Task<bool> StaysOnItsScheduler()
    {
        var before = TaskScheduler.Current;
        await Task.Yield();
        await Task.Factory.StartNew(
            static () => { }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
        return before == TaskScheduler.Current && before != TaskScheduler.Default;
    }

    public ValueTask<int> Sum(int left, int right) => new(left + right);

    public async ValueTask Nothing() => await Task.Yield();

    private async Task PassGate(string call)
    {
        Probe.Say(Topic, $"+{call}");
        await Probe.PassAsync(call);
        Probe.Say(Topic, $"-{call}");
    }
}

public interface IReentrantGrain : IGrainWithStringKey, IGates;

[Reentrant]
public sealed class ReentrantGrain : Grain, IReentrantGrain
{
    public async Task Enter(string call)
    {
        Probe.Say(this.GetPrimaryKeyString(), $"+{call}");
        await Probe.PassAsync(call);
        Probe.Say(this.GetPrimaryKeyString(), $"-{call}");
    }
}

public interface IWorkerGrain : IGrainWithStringKey, IGates;

[StatelessWorker(2)]
public sealed class WorkerGrain : Grain, IWorkerGrain
{
    public async Task Enter(string call)
    {
        Probe.Say(this.GetPrimaryKeyString(), $"+{call}");
        await Probe.PassAsync(call);
        Probe.Say(this.GetPrimaryKeyString(), $"-{call}");
    }
}
