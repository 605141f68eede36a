using Orleans.Storage;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Runtime;

[Collection(GridTests.Name)]
public sealed class LifeTests(GridUnderTest grid)
{
    private readonly string _key = Probe.NewKey("life");

    private ILifeGrain Grain => grid.Client.GetGrain<ILifeGrain>(_key);

    private IRecordGrain Record => grid.Client.GetGrain<IRecordGrain>(_key);

    [Fact]
    public async Task A_grain_is_activated_by_its_first_call_and_keeps_its_memory()
    {
        Probe.Unheard(_key).ShouldBe(0);

        (await Grain.Touch()).ShouldBe(1);
        (await Grain.Touch()).ShouldBe(2);

        (await Probe.NextAsync(_key)).ShouldBe("activated");
        Probe.Unheard(_key).ShouldBe(0);
    }

    [Fact]
    public async Task A_grain_that_ends_runs_its_deactivation_and_starts_anew_with_the_next_call()
    {
        await Grain.Touch();
        await Grain.End();

        (await Probe.NextAsync(_key, 2)).ShouldBe(["activated", "ended: ApplicationRequested"]);
        (await Grain.Touch()).ShouldBe(1);
        (await Probe.NextAsync(_key)).ShouldBe("activated");
    }

    [Fact]
    public async Task A_call_that_comes_while_a_grain_ends_is_run_by_the_next_activation()
    {
        var gate = Probe.NewKey("gate");
        await Grain.Touch();
        var ending = Grain.EndAfter(gate);
        (await Probe.NextAsync(_key, 2)).ShouldBe(["activated", "ending"]);
        var late = Grain.Touch();
        Probe.Open(gate);

        await ending;
        (await late).ShouldBe(1);
        (await Probe.NextAsync(_key, 3)).ShouldBe(["last words", "ended: ApplicationRequested", "activated"]);
    }

    [Fact]
    public async Task A_grain_that_cannot_start_fails_its_calls_with_the_reason()
    {
        var failure = await Should.ThrowAsync<Exception>(grid.Client.GetGrain<IStillbornGrain>(_key).Touch());

        failure.ToString().ShouldContain("cannot start");
    }

    [Fact]
    public async Task Stored_state_outlives_the_activation()
    {
        await Record.Store(42);
        await Record.End();
        (await Probe.NextAsync(_key)).ShouldBe("ended");

        (await Record.Stored()).ShouldBe(42);
        (await Record.Exists()).ShouldBeTrue();
    }

    [Fact]
    public async Task Cleared_state_is_gone()
    {
        await Record.Store(42);

        await Record.Clear();

        (await Record.Exists()).ShouldBeFalse();
        (await Record.Stored()).ShouldBe(0);
    }

    [Fact]
    public async Task A_write_from_an_outdated_reading_fails_and_ends_the_activation()
    {
        await Should.ThrowAsync<InconsistentStateException>(Record.StoreTwiceFromOneReading());

        (await Probe.NextAsync(_key)).ShouldBe("ended");
        (await Record.Stored()).ShouldBe(1);
    }
}
