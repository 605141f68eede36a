using Orleans;
using Orleans.Runtime;

namespace OrderGrid.Tests.Cluster;

/// <summary>A grain that keeps a text and can be reminded: what the shared stores are tried with.</summary>
[Alias("IMemoGrain")]
public interface IMemoGrain : IGrainWithStringKey
{
    [Alias("Write")]
    Task Write(string text);

    [Alias("Read")]
    Task<string> Read();

    [Alias("Remind")]
    Task Remind(TimeSpan period);
}

/// <summary>Tells a test that a grain was reminded.</summary>
public sealed class MemoBell
{
    private readonly TaskCompletionSource<string> _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Rung => _rung.Task;

    public void Ring(string memo) => _rung.TrySetResult(memo);
}

/// <summary>The text that a memo keeps.</summary>
[GenerateSerializer, Alias("MemoText")]
public sealed class MemoText
{
    [Id(0)]
    public string Text { get; set; } = "";
}

internal sealed class MemoGrain([PersistentState("memo", "PubSubStore")] IPersistentState<MemoText> memo, MemoBell bell)
    : Grain, IMemoGrain, IRemindable
{
    public Task Write(string text)
    {
        memo.State.Text = text;
        return memo.WriteStateAsync();
    }

    public Task<string> Read() => Task.FromResult(memo.State.Text);

    public Task Remind(TimeSpan period) => this.RegisterOrUpdateReminder("memo", period, period);

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        bell.Ring(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }
}
