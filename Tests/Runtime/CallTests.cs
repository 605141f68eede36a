using Orleans;
using Orleans.Runtime;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Runtime;

[Collection(GridTests.Name)]
public sealed class CallTests(GridUnderTest grid)
{
    private readonly string _key = Probe.NewKey("calls");

    private ICallGrain Grain => grid.Client.GetGrain<ICallGrain>(_key);

    private ICallGrain Other => grid.Client.GetGrain<ICallGrain>($"other-{_key}");

    [Fact]
    public async Task Arguments_and_answers_arrive() =>
        (await Grain.Weigh(new Parcel("box", 2), 3)).ShouldBe(new Parcel("box", 5));

    [Fact]
    public async Task An_exception_arrives_with_its_type_message_and_values()
    {
        var refused = await Should.ThrowAsync<RefusedException>(Grain.Refuse(7));

        refused.Message.ShouldBe($"refused by {_key}");
        refused.Code.ShouldBe(7);
    }

    [Fact]
    public async Task An_exception_thrown_before_the_first_await_arrives_as_well() =>
        (await Should.ThrowAsync<RefusedException>(Grain.RefuseAtOnce(9))).Code.ShouldBe(9);

    [Fact]
    public async Task A_grain_can_catch_what_another_grain_throws() =>
        (await Grain.RefuseThrough("thrower")).ShouldBe("3: refused by thrower");

    [Fact]
    public async Task A_grain_that_threw_goes_on()
    {
        await Should.ThrowAsync<RefusedException>(Grain.Refuse(1));

        (await Grain.Weigh(new Parcel("bag", 1), 1)).Weight.ShouldBe(2);
    }

    [Fact]
    public async Task References_name_grains_and_travel_as_arguments()
    {
        (await Grain.KeyOf(Other)).ShouldBe(Other.GetPrimaryKeyString());
        Grain.ShouldBe(Grain);
        Grain.ShouldNotBe(Other);
        Grain.GetGrainId().Key.ToString().ShouldBe(_key);
    }

    [Fact]
    public async Task The_request_context_flows_with_calls_through_grains()
    {
        RequestContext.Set("who", "me");

        (await Grain.Seen("who")).ShouldBe("me");
        (await Grain.SeenThrough("further", "who")).ShouldBe("me");

        RequestContext.Clear();
        (await Grain.Seen("who")).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_grain_sets_in_the_request_context_reaches_neither_its_caller_nor_later_calls()
    {
        await Grain.Mark("who", "grain");

        RequestContext.Get("who").ShouldBeNull();
        (await Grain.Seen("who")).ShouldBeNull();
    }

    [Fact]
    public async Task A_call_that_takes_too_long_times_out_while_the_grain_goes_on()
    {
        var gate = Probe.NewKey("gate");

        await Should.ThrowAsync<TimeoutException>(Grain.Hang(gate));
        Probe.Open(gate);

        (await Probe.NextAsync(_key)).ShouldBe("went on");
        (await Grain.Weigh(new Parcel("bag", 1), 1)).Weight.ShouldBe(2);
    }

    [Fact]
    public async Task Cancelling_ends_the_callers_wait_and_reaches_the_grain()
    {
        using var canceling = new CancellationTokenSource();
        var waiting = Grain.WaitFor(canceling.Token);
        (await Probe.NextAsync(_key)).ShouldBe("waiting");

        await canceling.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
        (await Probe.NextAsync(_key)).ShouldBe("canceled");
    }

    [Fact]
    public async Task A_call_with_a_token_that_is_cancelled_already_is_not_made()
    {
        await Should.ThrowAsync<OperationCanceledException>(
            () => Grain.WaitFor(new CancellationToken(canceled: true)));

        Probe.Unheard(_key).ShouldBe(0);
    }

    [Fact]
    public async Task A_cycle_of_calls_ends_with_an_error()
    {
        var failure = await Should.ThrowAsync<Exception>(Grain.CallRound($"other-{_key}"));

#if EMBEDDED
        var cycle = failure.ShouldBeOfType<OrderGrid.Embedded.CallCycleException>();
        cycle.Chain.Select(id => id.Key.ToString()).ShouldBe([_key, $"other-{_key}", _key]);
        cycle.Message.ShouldContain($"call/{_key} → call/other-{_key} → call/{_key}");
#else
        failure.ShouldBeOfType<TimeoutException>();
#endif
    }
}
