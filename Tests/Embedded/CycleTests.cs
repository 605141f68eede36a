#if EMBEDDED
using OrderGrid.Embedded;
using Orleans;
using OrderGrid.Tests.Runtime;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Embedded;

public interface IKnotGrain : IGrainWithStringKey
{
    /// <summary>Calls the first of the others with the rest, and waits; says so when it has begun.</summary>
    Task Pass(string[] others);

    /// <summary>Calls all of the others at once, each of which calls this grain.</summary>
    Task PassToAll(string[] others);

    /// <summary>Waits at a gate, then calls another.</summary>
    Task PassAfter(string gate, string other);
}

public sealed class KnotGrain : Grain, IKnotGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        return key.StartsWith("early-", StringComparison.Ordinal)
            ? GrainFactory.GetGrain<IKnotGrain>("helper-of-" + key).Pass([key])
            : Task.CompletedTask;
    }

    public Task Pass(string[] others) =>
        others.Length == 0 ? Task.CompletedTask : GrainFactory.GetGrain<IKnotGrain>(others[0]).Pass(others[1..]);

    public Task PassToAll(string[] others) => Task.WhenAll(
        others.Select(other => GrainFactory.GetGrain<IKnotGrain>(other).Pass([this.GetPrimaryKeyString()])));

    public async Task PassAfter(string gate, string other)
    {
        Probe.Say(gate, "ready");
        await Probe.PassAsync(gate);
        await GrainFactory.GetGrain<IKnotGrain>(other).Pass([]);
    }
}

[Collection(GridTests.Name)]
public sealed class CycleTests(GridUnderTest grid)
{
    private readonly string _key = Probe.NewKey("knot");

    [Fact]
    public async Task A_grain_that_calls_itself_is_told_at_once()
    {
        var cycle = await Should.ThrowAsync<CallCycleException>(Knot(_key).Pass([_key]));

        cycle.Chain.Select(id => id.Key.ToString()).ShouldBe([_key, _key]);
    }

    [Fact]
    public async Task A_long_cycle_is_named_from_end_to_end()
    {
        var keys = Enumerable.Range(0, 5).Select(index => $"{_key}-{index}").ToArray();

        var cycle = await Should.ThrowAsync<CallCycleException>(Knot(_key).Pass([.. keys, keys[2]]));

        cycle.Chain.Select(id => id.Key.ToString()).ShouldBe([keys[2], keys[3], keys[4], keys[2]]);
    }

    [Fact]
    public async Task A_cycle_behind_one_of_several_calls_is_found() =>
        await Should.ThrowAsync<CallCycleException>(Knot(_key).PassToAll([$"{_key}-a", $"{_key}-b", $"{_key}-c"]));

    [Fact]
    public async Task Two_grains_that_wait_for_each_other_are_found_though_neither_called_through_the_other()
    {
        var gate = Probe.NewKey("gate");
        var one = Knot($"{_key}-1").PassAfter(gate, $"{_key}-2");
        var two = Knot($"{_key}-2").PassAfter(gate, $"{_key}-1");
        await Probe.NextAsync(gate, 2);

        Probe.Open(gate);

        var failure = await Should.ThrowAsync<CallCycleException>(Task.WhenAll(one, two));
        failure.Chain.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_cycle_through_an_activation_is_found() =>
        await Should.ThrowAsync<CallCycleException>(Knot($"early-{_key}").Pass([]));

    [Fact]
    public async Task Waiting_for_a_grain_that_only_others_keep_busy_is_no_cycle()
    {
        var gate = Probe.NewKey("gate");
        var busy = Knot($"{_key}-1").PassAfter(gate, $"{_key}-3");
        await Probe.NextAsync(gate);
        var waiting = Knot($"{_key}-2").Pass([$"{_key}-1"]);

        Probe.Open(gate);

        await Should.NotThrowAsync(Task.WhenAll(busy, waiting));
    }

    private IKnotGrain Knot(string key) => grid.Client.GetGrain<IKnotGrain>(key);
}
#endif
