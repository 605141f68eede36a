using OrderGrid.Delivery;
using OrderGrid.Embedded;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Simulated;

/// <summary>What one seed showed.</summary>
internal sealed record SeedResult(
    ulong Seed,
    Parameters Parameters,
    IReadOnlyList<string> Violations,
    IReadOnlyList<string> Dossier,
    string Trace,
    long Steps,
    string Summary)
{
    public bool Passed => Violations.Count == 0;
}

/// <summary>
/// One seed from start to verdict: set up, orders under faults, faults end, the grid comes to rest, oracles judge.
/// </summary>
internal sealed class SeedRun(GridWorld world) : IDisposable
{
    private static readonly TimeSpan WakeInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RestLimit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan RestCheck = TimeSpan.FromSeconds(10);

    // Longer than any retry of a lane waits: by then orders know what positions promise them.
    private static readonly TimeSpan NewsTime = TimeSpan.FromMinutes(2);

    private const int DeliveryRounds = 20;

    // A keeper's round, and the longest wait for the answer to a call that was lost.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(45);

    private readonly CancellationTokenSource _end = new();

    /// <summary>Runs a seed; a run that gets stuck is a violation of liveness.</summary>
    public static SeedResult Execute(ulong seed, PlantedBug bug)
    {
        var world = new GridWorld(seed, bug);
        using var run = new SeedRun(world);
        IReadOnlyList<string> violations;
        try
        {
            violations = world.Simulation.Run(run.RunAsync, TimeSpan.FromHours(4));
        }
        catch (SimulationStuckException exception)
        {
            violations = [$"L5: {exception.Message}", .. Verdict.JudgeUnfinished(world)];
        }
        catch (Exception exception)
        {
            // The outermost loop of a seed: whatever it dies of is its verdict, and the next seed goes on.
            violations =
            [
                $"defect: {exception.GetType().Name}: {exception.Message}", .. Verdict.JudgeUnfinished(world),
            ];
        }

        var accepted = world.History.Orders.Values.Count(order => order.Promise is not null);
        return new(
            seed,
            world.Parameters,
            violations,
            Describe(world, violations),
            world.Simulation.Trace,
            world.Simulation.Steps,
            $"{accepted} of {world.History.Orders.Count} orders accepted, {world.Traffic.All.Count} documents sent, "
            + $"{world.Simulation.Elapsed.TotalSeconds:0} s virtual, {world.Simulation.Steps} steps");
    }

    /// <inheritdoc/>
    public void Dispose() => _end.Dispose();

    private static IReadOnlyList<string> Describe(GridWorld world, IReadOnlyList<string> violations)
    {
        try
        {
            return [.. Dossier.Describe(world, violations)];
        }
        catch (Exception exception)
        {
            // A journal that a bug has left unreadable cannot be described; the violations stand without it.
            return [$"no dossier: {exception.Message}"];
        }
    }

    private async Task<IReadOnlyList<string>> RunAsync()
    {
        await world.Cluster.StartAsync();
        world.Clocks.Start();
        var courier = new CallbackCourier(world.Partners, world.Cluster.Client, world.Simulation.Time)
        {
            RenameShipment = Plant.OnShipments(world.Bug),
        };
        _ = courier.RunAsync(_end.Token);
        _ = WakeAsync();
        _ = new SettledWatch(world).RunAsync(_end.Token);
        var feed = new FeedReader(world.Journal, world.Simulation.Dice.Fork("feed"), world.Simulation.Time);
        _ = feed.RunAsync(_end.Token);
        var setUp = new SetUp(world);
        await setUp.ConfigureAsync();
        await setUp.DefineKitsAsync();
        await setUp.LoadStockAsync();
        if (Plant.IsReconciled(world.Bug))
        {
            await setUp.ScheduleAsync();
        }

        var chaos = new Chaos(world);
        chaos.Start();
        var readers = new AvailabilityReaders(world);
        using var faults = new CancellationTokenSource();
        readers.Start(faults.Token);
        var nodes = StartNodes();
        var buyers = StartBuyers();
        var changing = Task.WhenAll(
            nodes.Select(node => node.RunAsync(world.Parameters.StockChanges))
                .Concat(buyers.Select(buyer => buyer.RunAsync())));
        await SendOrdersAsync();
        await changing;
        await chaos.EndAsync();
        world.History.CalmFrom = world.Simulation.Time.GetUtcNow() + Recovery;
        await faults.CancelAsync();
        await readers.CheckAgeAsync();
        await WaitUntilAsync(order => IsAtRest(order) || OrderPromises.IsWaiting(order));
        await Task.Delay(NewsTime, world.Simulation.Time);
        world.History.Contradictions.AddRange(PromiseOracle.Judge(JournalScan.Read(world.Journal)));
        await DeliverAsync(buyers);
        await RestAsync();
        if (Plant.IsReconciled(world.Bug))
        {
            await new Reconciliations(world).PutRightAsync();
        }

        await new KitProbe(world).CheckAsync();
        await readers.CheckEndAsync();
        await _end.CancelAsync();
        while (await feed.ReadAsync())
        {
        }

        await world.AskLanesAsync();
        return new Verdict(world, courier, feed).Judge();
    }

    private async Task SendOrdersAsync()
    {
        var client = new ChannelClient(world, world.Simulation.Dice.Fork("clients"));
        await Task.WhenAll(world.Names.Orders.Select(client.OrderAsync));
    }

    private List<NodeClient> StartNodes()
    {
        var dice = world.Simulation.Dice.Fork("nodes");
        return [.. world.Names.Positions.Select(position =>
            new NodeClient(world, position, dice.Fork(position.ToString())))];
    }

    private async Task WakeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await world.WakeLanesAsync();
            await Task.Delay(WakeInterval, world.Simulation.Time);
        }
    }

    private List<ReceiptClient> StartBuyers()
    {
        var dice = world.Simulation.Dice.Fork("buyers");
        return [.. world.Names.Positions.Select(position =>
            new ReceiptClient(world, position, dice.Fork(position.ToString())))];
    }

    // Lines that move to other nodes may wait there anew, so it takes a few rounds.
    private async Task DeliverAsync(List<ReceiptClient> buyers)
    {
        for (var round = 0; round < DeliveryRounds; round++)
        {
            var delivered = await Task.WhenAll(buyers.Select(buyer => buyer.DeliverAsync()));
            if (!delivered.Contains(true))
            {
                return;
            }

            await Task.Delay(NewsTime, world.Simulation.Time);
        }
    }

    private static bool IsAtRest(Order order) =>
        OrderProjection.StatusOf(order) is OrderStatus.Closed or OrderStatus.Held;

    // Rest is when no order moves any more: then whatever is not done will never be.
    private async Task WaitUntilAsync(Func<Order, bool> isReached)
    {
        var started = world.Simulation.Time.GetUtcNow();
        while (world.Simulation.Time.GetUtcNow() - started < RestLimit)
        {
            await Task.Delay(RestCheck, world.Simulation.Time);
            if (JournalScan.Read(world.Journal).Orders.Values.All(isReached))
            {
                break;
            }
        }
    }

    private async Task RestAsync()
    {
        await WaitUntilAsync(IsAtRest);

        // Holds of attempts that failed live on until they expire. Nobody asks their positions, which are no longer
        // in memory by then: they have to keep their time by themselves. It is rounded up to a whole minute.
        await Task.Delay(
            OrderLimits.HoldTime + TimeSpan.FromSeconds(62) + world.Clocks.Apart, world.Simulation.Time);
    }
}
