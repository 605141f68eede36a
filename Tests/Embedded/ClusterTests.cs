#if EMBEDDED
using OrderGrid.Embedded;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Embedded;

public sealed class ClusterTests
{
    [Fact]
    public void Grains_spread_over_the_silos_and_stay_there()
    {
        var world = new World(1);

        world.Simulation.Run(() => Task.WhenAll(
            Enumerable.Range(0, 60).Select(index => world.Grain($"g{index % 30}").Count())));

        world.Cluster.Silos.ShouldAllBe(silo => silo.ActiveGrains.Count > 0);
        world.Cluster.Silos.Sum(silo => silo.ActiveGrains.Count).ShouldBe(30);
    }

    [Fact]
    public void Nothing_of_a_crashed_silo_runs_again()
    {
        var world = new World(2);
        var waiting = world.Simulation.Start(() => world.Grain("a").WaitAtGate());
        world.Simulation.RunFor(TimeSpan.FromSeconds(1));

        world.Cluster.Crash(world.SiloOf("a").Index);
        world.Ledger.Gate.SetResult();
        world.Simulation.RunFor(TimeSpan.FromMinutes(2));

        world.Ledger.Entries.ShouldBe(["a activated"]);
        (waiting.Exception?.InnerException is SiloUnavailableException or TimeoutException).ShouldBeTrue();
    }

    [Fact]
    public void The_timers_of_a_crashed_silo_are_dead()
    {
        var world = new World(2);
        world.Simulation.Run(() => world.Grain("a").Tick(TimeSpan.FromSeconds(1)));
        world.Simulation.RunFor(TimeSpan.FromSeconds(3.5));
        world.Ledger.Entries.Count(entry => entry == "a ticked").ShouldBe(3);

        world.Cluster.Crash(world.SiloOf("a").Index);
        world.Simulation.RunFor(TimeSpan.FromSeconds(10));

        world.Ledger.Entries.Count(entry => entry == "a ticked").ShouldBe(3);
    }

    [Fact]
    public void Grains_of_a_crashed_silo_live_again_elsewhere()
    {
        var world = new World(3);
        world.Simulation.Run(() => world.Grain("a").Count());
        var crashed = world.SiloOf("a");

        world.Cluster.Crash(crashed.Index);
        world.Simulation.RunFor(world.Cluster.Faults.LongestDetection);

        world.Simulation.Run(() => world.Grain("a").Count()).ShouldBe(1);
        world.SiloOf("a").ShouldNotBe(crashed);
    }

    [Fact]
    public void A_restarted_silo_gets_its_grains_back()
    {
        var world = new World(3);
        world.Simulation.Run(() => world.Grain("a").Count());
        var crashed = world.SiloOf("a");
        world.Cluster.Crash(crashed.Index);
        world.Simulation.RunFor(TimeSpan.FromMinutes(1));

        world.Simulation.Run(() => world.Cluster.RestartAsync(crashed.Index));
        world.Simulation.RunFor(TimeSpan.FromMinutes(1));
        world.Simulation.Run(() => world.Grain("a").Count());

        world.SiloOf("a").ShouldBe(crashed);
        world.Cluster.Silos.Count(silo => silo.ActiveGrains.Count > 0).ShouldBe(1);
    }

    [Fact]
    public void A_silo_that_stops_in_good_order_deactivates_its_grains()
    {
        var world = new World(4);
        world.Simulation.Run(() => world.Grain("a").Count());
        var silo = world.SiloOf("a");

        world.Simulation.Run(() => world.Cluster.StopAsync(silo.Index));

        world.Ledger.Entries[^1].ShouldBe("a ended ShuttingDown");
        world.Simulation.Run(() => world.Grain("a").Count()).ShouldBe(1);
    }

    [Fact]
    public void A_misrouted_call_makes_a_second_activation_that_ends_later()
    {
        var world = new World(5);
        world.Simulation.Run(() => world.Grain("a").Count());
        world.Cluster.Faults.Misrouted = 1;

        world.Simulation.Run(() => world.Grain("a").Count()).ShouldBe(1);
        world.Cluster.Silos.Count(silo => silo.ActiveGrains.Count == 1).ShouldBe(2);

        world.Cluster.Faults.Stop();
        world.Simulation.RunFor(world.Cluster.Faults.LongestDuplicate);
        world.Cluster.Silos.Count(silo => silo.ActiveGrains.Count == 1).ShouldBe(1);
        world.Ledger.Entries[^1].ShouldBe("a ended DuplicateActivation");
    }

    [Fact]
    public void A_falsely_suspected_silo_keeps_its_activation_beside_the_new_one()
    {
        var world = new World(6);
        world.Simulation.Run(() => world.Grain("a").Count());
        var suspected = world.SiloOf("a");

        world.Cluster.Suspect(suspected.Index, by: null);
        world.Simulation.Run(() => world.Grain("a").Count()).ShouldBe(1);

        world.Cluster.Silos.Count(silo => silo.ActiveGrains.Count == 1).ShouldBe(2);
    }

    [Fact]
    public void A_lost_request_times_out_and_was_never_run()
    {
        var world = new World(7, faults: new MessageFaults { LostRequest = 1 });

        Should.Throw<TimeoutException>(() => world.Simulation.Run(() => world.Grain("a").Count()));

        world.Ledger.Entries.ShouldBeEmpty();
    }

    [Fact]
    public void A_lost_reply_times_out_though_the_call_was_run()
    {
        var world = new World(8, faults: new MessageFaults { LostReply = 1 });

        Should.Throw<TimeoutException>(() => world.Simulation.Run(() => world.Grain("a").Count()));

        world.Ledger.Entries.ShouldContain("a 1");
    }

    [Fact]
    public void A_doubled_request_runs_twice_and_is_answered_once()
    {
        var world = new World(9, faults: new MessageFaults { DoubledRequest = 1 });

        var answer = world.Simulation.Run(() => world.Grain("a").Count());
        world.Simulation.RunFor(TimeSpan.FromSeconds(1));

        answer.ShouldBeInRange(1, 2);
        world.Ledger.Entries.ShouldBe(["a activated", "a 1", "a 2"]);
    }

    [Fact]
    public void Streams_outlive_the_silo_of_their_consumer()
    {
        var world = new World(10);
        world.Simulation.Run(() => world.Grain("a").Subscribe("one"));
        world.Cluster.Crash(world.SiloOf("a").Index);
        var stream = world.Cluster.Client.GetStreamProvider("events").GetStream<string>(StreamId.Create("s", "one"));

        world.Simulation.Run(() => stream.OnNextAsync("news"));
        world.Simulation.RunFor(TimeSpan.FromMinutes(1));

        world.Ledger.Entries.ShouldContain("a got news");
    }

    [Fact]
    public void The_clock_of_a_silo_can_be_wrong()
    {
        var world = new World(11);

        world.Cluster.Silos[1].ClockSkew = TimeSpan.FromMinutes(-5);

        (world.Simulation.Time.GetUtcNow() - world.Cluster.Silos[1].Time.GetUtcNow()).ShouldBe(TimeSpan.FromMinutes(5));
    }
}
#endif
