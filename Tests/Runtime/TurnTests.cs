using Orleans;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Runtime;

[Collection(GridTests.Name)]
public sealed class TurnTests(GridUnderTest grid)
{
    private readonly string _key = Probe.NewKey("turns");

    private ITurnGrain Grain => grid.Client.GetGrain<ITurnGrain>(_key);

    [Fact]
    public async Task Calls_of_a_grain_are_never_inside_together()
    {
        var most = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Grain.Crowd()));

        most.Max().ShouldBe(1);
    }

    [Fact]
    public async Task Every_call_runs_once_though_in_no_promised_order()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Grain.Note(number)));

        (await Grain.Notes()).ShouldBe(Enumerable.Range(0, 50), ignoreOrder: true);
    }

    [Fact]
    public async Task A_call_stays_on_its_activations_scheduler() =>
        (await Grain.StaysOnItsScheduler()).ShouldBeTrue();

    [Fact]
    public async Task Value_tasks_carry_answers()
    {
        await Grain.Nothing();
        (await Grain.Sum(20, 22)).ShouldBe(42);
    }

    [Fact]
    public async Task A_second_call_waits_until_the_first_has_ended()
    {
        var (a, b) = (Probe.NewKey("a"), Probe.NewKey("b"));
        Probe.Open(b);
        var first = Grain.Enter(a);
        (await Probe.NextAsync(_key)).ShouldBe($"+{a}");
        var second = Grain.Enter(b);
        Probe.Open(a);

        (await Probe.NextAsync(_key, 3)).ShouldBe([$"-{a}", $"+{b}", $"-{b}"]);
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task A_method_that_always_interleaves_passes_a_waiting_call()
    {
        var (a, b) = (Probe.NewKey("a"), Probe.NewKey("b"));
        var first = Grain.Enter(a);
        await Probe.NextAsync(_key);
        var second = Grain.Slip(b);

        (await Probe.NextAsync(_key)).ShouldBe($"+{b}");
        Probe.Open(b);
        await second;
        Probe.Open(a);
        await first;
    }

    [Fact]
    public async Task Reads_run_beside_each_other()
    {
        var (a, b) = (Probe.NewKey("a"), Probe.NewKey("b"));
        var reads = new[] { Grain.Read(a), Grain.Read(b) };

        (await Probe.NextAsync(_key, 2)).ShouldBe([$"+{a}", $"+{b}"], ignoreOrder: true);
        Probe.Open(a);
        Probe.Open(b);
        await Task.WhenAll(reads);
    }

    [Fact]
    public async Task A_read_waits_for_a_call_that_may_write()
    {
        var (a, b) = (Probe.NewKey("a"), Probe.NewKey("b"));
        Probe.Open(b);
        var write = Grain.Enter(a);
        await Probe.NextAsync(_key);
        var read = Grain.Read(b);
        Probe.Open(a);

        (await Probe.NextAsync(_key, 3)).ShouldBe([$"-{a}", $"+{b}", $"-{b}"]);
        await Task.WhenAll(write, read);
    }

    [Fact]
    public async Task Calls_of_a_reentrant_grain_interleave()
    {
        var (a, b) = (Probe.NewKey("a"), Probe.NewKey("b"));
        var grain = grid.Client.GetGrain<IReentrantGrain>(_key);
        var calls = new[] { grain.Enter(a), grain.Enter(b) };

        (await Probe.NextAsync(_key, 2)).ShouldBe([$"+{a}", $"+{b}"], ignoreOrder: true);
        Probe.Open(b);
        (await Probe.NextAsync(_key)).ShouldBe($"-{b}");
        Probe.Open(a);
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task A_stateless_worker_has_as_many_activations_as_it_may_and_no_more()
    {
        var names = Enumerable.Range(0, 3).Select(index => Probe.NewKey("w")).ToArray();
        var grain = grid.Client.GetGrain<IWorkerGrain>(_key);
        var calls = names.Select(grain.Enter).ToArray();

        var inside = (await Probe.NextAsync(_key, 2)).Select(said => said[1..]).ToArray();
        Probe.Unheard(_key).ShouldBe(0);
        Array.ForEach(names, Probe.Open);
        (await Probe.NextAsync(_key, 4)).ShouldContain($"+{names.Except(inside).Single()}");
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task A_one_way_call_does_not_wait()
    {
        var call = Probe.NewKey("told");

        await Grain.Tell(call);
        Probe.Open(call);

        (await Probe.NextAsync(_key, 2)).ShouldBe([$"+{call}", $"-{call}"]);
    }
}
