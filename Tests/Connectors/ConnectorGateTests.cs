using OrderGrid.Connectors;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Connectors;

public sealed class ConnectorGateTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ConnectorGate _gate = new(maxInFlight: 2);

    [Fact]
    public async Task A_gate_opens_its_breaker_after_so_many_failures_in_a_row()
    {
        await Fail(ConnectorGate.FailuresToOpen - 1);
        await Call(true);
        await Fail(ConnectorGate.FailuresToOpen - 1);
        _gate.IsOpen.ShouldBeFalse();

        await Fail(1);

        _gate.IsOpen.ShouldBeTrue();
        (await _gate.EnterAsync(Start)).ShouldBe(GatePass.None);
    }

    [Fact]
    public async Task After_the_pause_one_probe_is_let_through()
    {
        await Fail(ConnectorGate.FailuresToOpen);
        var later = Start + ConnectorGate.FirstPause;

        (await _gate.EnterAsync(later.AddTicks(-1))).ShouldBe(GatePass.None);
        (await _gate.EnterAsync(later)).ShouldBe(GatePass.Probe);
        (await _gate.EnterAsync(later)).ShouldBe(GatePass.None);
    }

    [Fact]
    public async Task A_failed_probe_doubles_the_pause_up_to_the_longest()
    {
        await Fail(ConnectorGate.FailuresToOpen);
        var (now, pause) = (Start, ConnectorGate.FirstPause);
        for (var probe = 0; probe < 8; probe++)
        {
            _gate.IsClosed((now + pause).AddTicks(-1)).ShouldBeTrue();
            now += pause;
            _gate.Leave(await _gate.EnterAsync(now), reached: false, null, now);
            pause = pause * 2 < ConnectorGate.LongestPause ? pause * 2 : ConnectorGate.LongestPause;
        }

        pause.ShouldBe(ConnectorGate.LongestPause);
    }

    [Fact]
    public async Task A_probe_that_is_answered_counts_a_recovery_and_resets_the_pause()
    {
        await Fail(ConnectorGate.FailuresToOpen);
        var later = Start + ConnectorGate.FirstPause;

        _gate.Leave(await _gate.EnterAsync(later), reached: true, null, later);

        (_gate.Recoveries, _gate.IsOpen, _gate.IsClosed(later)).ShouldBe((1, false, false));
        await Fail(ConnectorGate.FailuresToOpen);
        _gate.IsClosed(Start + ConnectorGate.FirstPause).ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_from_before_does_not_end_the_probe()
    {
        var old = await _gate.EnterAsync(Start);
        await Fail(ConnectorGate.FailuresToOpen);
        var later = Start + ConnectorGate.FirstPause;
        (await _gate.EnterAsync(later)).ShouldBe(GatePass.Probe);

        _gate.Leave(old, reached: false, null, later);

        (await _gate.EnterAsync(later)).ShouldBe(GatePass.None);
    }

    [Fact]
    public async Task A_probe_that_was_not_sent_leaves_room_for_another()
    {
        await Fail(ConnectorGate.FailuresToOpen);
        var later = Start + ConnectorGate.FirstPause;

        _gate.Leave(await _gate.EnterAsync(later), reached: null, null, later);

        (await _gate.EnterAsync(later)).ShouldBe(GatePass.Probe);
    }

    [Fact]
    public async Task A_pause_that_was_asked_for_is_kept()
    {
        var pass = await _gate.EnterAsync(Start);
        _gate.Leave(pass, reached: true, TimeSpan.FromMinutes(1), Start);

        (await _gate.EnterAsync(Start.AddSeconds(59))).ShouldBe(GatePass.None);
        (await _gate.EnterAsync(Start.AddMinutes(1))).ShouldBe(GatePass.Place);
        _gate.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_waits_for_a_place_gets_the_next_one()
    {
        var (first, second) = (await _gate.EnterAsync(Start), await _gate.EnterAsync(Start));
        var third = _gate.EnterAsync(Start);
        third.IsCompleted.ShouldBeFalse();

        _gate.Leave(first, reached: true, null, Start);

        (await Soon(third)).ShouldBe(GatePass.Place);
        _gate.Leave(second, reached: true, null, Start);
    }

    [Fact]
    public async Task Who_waits_is_sent_away_when_the_partner_goes_away()
    {
        await Fail(ConnectorGate.FailuresToOpen - 1);
        var first = await _gate.EnterAsync(Start);
        await _gate.EnterAsync(Start);
        var waiting = _gate.EnterAsync(Start);

        _gate.Leave(first, reached: false, null, Start);

        (await Soon(waiting)).ShouldBe(GatePass.None);
    }

    private static Task<GatePass> Soon(Task<GatePass> pass) =>
        pass.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

    private async Task Fail(int times)
    {
        for (var time = 0; time < times; time++)
        {
            await Call(false);
        }
    }

    private async Task Call(bool reached) => _gate.Leave(await _gate.EnterAsync(Start), reached, null, Start);
}
