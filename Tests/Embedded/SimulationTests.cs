#if EMBEDDED
using OrderGrid.Embedded;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Embedded;

public sealed class SimulationTests
{
    [Fact]
    public void The_same_seed_repeats_the_run_step_by_step()
    {
        var first = RunMixed(7);
        var second = RunMixed(7);

        second.Simulation.Trace.ShouldBe(first.Simulation.Trace);
        second.Simulation.Steps.ShouldBe(first.Simulation.Steps);
        second.Ledger.Entries.ShouldBe(first.Ledger.Entries);
    }

    [Fact]
    public void The_trace_of_a_seed_is_the_same_in_every_process() =>
        RunMixed(42).Simulation.Trace.ShouldBe(RunInOtherProcess());

    [Fact]
    public void Other_seeds_interleave_otherwise()
    {
        var runs = Enumerable.Range(1, 20).Select(seed => RunMixed((ulong)seed)).ToArray();

        runs.Select(run => run.Simulation.Trace).Distinct().Count().ShouldBe(20);
        runs.Select(run => string.Join(';', run.Ledger.Entries)).Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Hours_of_virtual_time_pass_at_once_and_exactly()
    {
        var world = new World(1);
        var started = world.Simulation.Elapsed;

        world.Simulation.Run(() => world.Grain("a").Sleep(TimeSpan.FromSeconds(20)));

        var passed = world.Simulation.Elapsed - started;
        passed.ShouldBeGreaterThan(TimeSpan.FromSeconds(20));
        passed.ShouldBeLessThan(TimeSpan.FromSeconds(20.1));
    }

    [Fact]
    public void Timers_of_the_virtual_time_fire_in_order_of_their_due_times()
    {
        var simulation = new Simulation(3);
        var fired = new List<int>();
        using var late = Timer(simulation, fired, 3);
        using var early = Timer(simulation, fired, 1);
        using var middle = Timer(simulation, fired, 2);

        simulation.RunFor(TimeSpan.FromSeconds(2.5));
        fired.ShouldBe([1, 2]);
        simulation.RunFor(TimeSpan.FromSeconds(1));
        fired.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void A_wait_that_can_never_end_is_reported()
    {
        var simulation = new Simulation(1);

        var stuck = Should.Throw<SimulationStuckException>(() => simulation.Run(() => new TaskCompletionSource().Task));

        stuck.Message.ShouldContain("Seed 1");
    }

    [Fact]
    public void Code_that_comes_back_from_the_thread_pool_is_reported()
    {
        var simulation = new Simulation(1);
        simulation.Run(() => Task.CompletedTask);

        Should.Throw<SimulationEscapedException>(() => simulation.Run(async () =>
        {
            using var done = new ManualResetEventSlim();
            ThreadPool.UnsafeQueueUserWorkItem(_ => PostFromOutside(simulation, done), null);
            done.Wait(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }));
    }

    [Fact]
    public void A_wait_that_ends_on_the_thread_pool_is_reported()
    {
        var simulation = new Simulation(1);
        var promise = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        Should.Throw<SimulationEscapedException>(() => simulation.Run(async () =>
        {
            var all = Task.WhenAll(promise.Task, Task.CompletedTask);
            var waiting = AwaitAsync(all);
            using var ended = new ManualResetEventSlim();
            SetAfterOthers(ended, all);
            promise.SetResult();
            ended.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
            await waiting;
        }));
    }

    [Fact]
    public void Dice_of_one_seed_throw_the_same_and_stay_in_range()
    {
        var one = new SeededDice(5);
        var other = new SeededDice(5);
        var throws = Enumerable.Range(0, 1000).Select(_ => one.Next(6)).ToArray();

        Enumerable.Range(0, 1000).Select(_ => other.Next(6)).ShouldBe(throws);
        throws.Distinct().Order().ShouldBe([0, 1, 2, 3, 4, 5]);
        one.Chance(0).ShouldBeFalse();
        one.Chance(1).ShouldBeTrue();
    }

    internal static World RunMixed(ulong seed)
    {
        var faults = new MessageFaults { Delayed = 0.1, DoubledRequest = 0.05, LostReply = 0.02, Misrouted = 0.05 };
        var world = new World(seed, faults: faults);
        world.Simulation.Run(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 40).Select(async index =>
            {
                try
                {
                    await world.Grain($"g{index % 7}").CountBoth($"h{index % 3}");
                }
                catch (TimeoutException)
                {
                    world.Ledger.Entries.Add("timeout");
                }
            }));
        });
        return world;
    }

    private static ITimer Timer(Simulation simulation, List<int> fired, int seconds) =>
        simulation.Time.CreateTimer(
            _ => fired.Add(seconds), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

    private static async Task AwaitAsync(Task task) => await task;

    // Those who waited for the task before have been told when the event is set.
    private static void SetAfterOthers(ManualResetEventSlim ended, Task task) => _ = task.ContinueWith(
        _ => ended.Set(),
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private static void PostFromOutside(Simulation simulation, ManualResetEventSlim done)
    {
        _ = simulation.Start(() => Task.CompletedTask);
        done.Set();
    }

    private static string RunInOtherProcess()
    {
        using var process = OtherProcess.Start(42);
        return process.StandardOutput.ReadToEnd().Trim();
    }
}
#endif
