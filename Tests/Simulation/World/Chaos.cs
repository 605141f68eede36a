using System.Collections.Immutable;
using OrderGrid.Embedded;
using OrderGrid.Sandbox.Faults;
using OrderGrid.Sandbox.Warehouse;

namespace OrderGrid.Simulated;

/// <summary>
/// Crashes silos, lets their clocks jump, makes members suspect each other, and lets partners fail, until faults end.
/// </summary>
internal sealed class Chaos(GridWorld world)
{
    private readonly SeededDice _dice = world.Simulation.Dice.Fork("chaos");
    private readonly TimeProvider _clock = world.Simulation.Time;
    private bool _stopped;

    /// <summary>Starts everything that goes wrong beside the clients.</summary>
    public void Start()
    {
        ScriptPartners();
        _ = world.Simulation.Start(() => world.Clocks.JumpAsync(() => _stopped));
        if (world.Parameters.CrashEvery > TimeSpan.Zero)
        {
            _ = world.Simulation.Start(CrashAsync);
        }

        if (world.Parameters.Silos > 1 && world.Parameters.Misrouted > 0)
        {
            _ = world.Simulation.Start(SuspectAsync);
        }
    }

    /// <summary>Ends it and brings every silo back.</summary>
    public async Task EndAsync()
    {
        _stopped = true;
        world.StopFaults();
        foreach (var silo in world.Cluster.Silos)
        {
            foreach (var by in Enumerable.Range(0, world.Parameters.Silos).Cast<int?>().Append(null))
            {
                world.Cluster.Trust(silo.Index, by);
            }

            if (!silo.IsAlive)
            {
                await world.Cluster.RestartAsync(silo.Index);
                world.Clocks.Keep(silo.Index);
            }
        }
    }

    private async Task CrashAsync()
    {
        while (!_stopped)
        {
            await Task.Delay(_dice.Between(TimeSpan.FromSeconds(1), world.Parameters.CrashEvery * 2), _clock);
            var silo = _dice.Next(world.Parameters.Silos);
            if (_stopped || !world.Cluster.Silos[silo].IsAlive)
            {
                continue;
            }

            world.Cluster.Crash(silo);
            await Task.Delay(_dice.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10)), _clock);
            if (!world.Cluster.Silos[silo].IsAlive)
            {
                await world.Cluster.RestartAsync(silo);
                world.Clocks.Keep(silo);
            }
        }
    }

    private async Task SuspectAsync()
    {
        while (!_stopped)
        {
            await Task.Delay(_dice.Between(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30)), _clock);
            var silo = _dice.Next(world.Parameters.Silos);
            var by = _dice.Chance(0.3) ? (int?)null : _dice.Next(world.Parameters.Silos);
            if (_stopped || by == silo)
            {
                continue;
            }

            world.Cluster.Suspect(silo, by);
            await Task.Delay(_dice.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)), _clock);
            world.Cluster.Trust(silo, by);
        }
    }

    private void ScriptPartners()
    {
        var rate = world.Parameters.PartnerFault;
        foreach (var system in world.Partners.All)
        {
            var rules = ImmutableArray.Create(
                new FaultRule { Kind = FaultKind.Latency, Probability = rate, DelayMs = 5, DelayMaxMs = 2_000 },
                new FaultRule { Kind = FaultKind.LostReply, Probability = rate / 3 },
                new FaultRule { Kind = FaultKind.ErrorAfterEffect, Probability = rate / 4 },
                new FaultRule { Kind = FaultKind.Status, Probability = rate / 4 },
                new FaultRule { Kind = FaultKind.Throttle, Probability = rate / 6, RetryAfterSeconds = 2 },
                new FaultRule { Kind = FaultKind.Hang, Probability = rate / 8, Effect = true },
                new FaultRule
                {
                    Kind = FaultKind.CutBody, Operation = WarehouseSystem.Reports, Probability = rate,
                },
                new FaultRule { Kind = FaultKind.DuplicateCallback, Probability = rate / 2, Copies = 2 },
                new FaultRule { Kind = FaultKind.ReorderCallback, Probability = rate / 2 });
            system.Script(new FaultScript
            {
                Seed = _dice.Next(int.MaxValue),
                Rules = world.Parameters.OutageEvery > TimeSpan.Zero ? [.. Outages(), .. rules] : rules,
            });
        }
    }

    private IEnumerable<FaultRule> Outages()
    {
        var start = _clock.GetUtcNow();
        var end = start + world.Parameters.FaultTime;
        for (var at = start + _dice.Between(TimeSpan.Zero, world.Parameters.OutageEvery); at < end;)
        {
            var until = at + _dice.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
            yield return new() { Kind = FaultKind.Outage, From = at, Until = until };
            at = until + world.Parameters.OutageEvery;
        }
    }
}
