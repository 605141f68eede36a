using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrderGrid.Connectors;
using OrderGrid.Delivery;
using OrderGrid.Embedded;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Kits;
using OrderGrid.Orders;
using OrderGrid.Reconciliation;
using OrderGrid.Sandbox.Hosting;
using OrderGrid.Sandbox.Partners;
using OrderGrid.Sandbox.Warehouse;
using OrderGrid.Sourcing;

namespace OrderGrid.Simulated;

/// <summary>The real grains, journal contract and lanes of one seed, with simulated partners around them.</summary>
internal sealed class GridWorld
{
    private readonly FaultDice _faults;
    private readonly ServerSide _server;
    private readonly IJournal _faulty;
    private readonly ILaneStore _lanes;
    private readonly Dictionary<int, LaneWaker> _wakers = [];
    private readonly List<(string Lane, string Line)> _laneLog = [];
    private IReadOnlyList<LaneStatus> _laneStatus = [];

    public GridWorld(ulong seed, PlantedBug bug)
    {
        Bug = bug;
        Simulation = new(seed);
        Parameters = Plant.Adjust(bug, Parameters.Draw(Simulation.Dice.Fork("parameters")));
        Names = new(Parameters);
        Shelves = Names.Positions.ToDictionary(position => position, position => new Shelf(this, position));
        _server = new(Simulation.Context);
        _faults = new(Parameters, Simulation.Dice.Fork("journal faults"), Simulation.Time);
        var late = new LateCommits(_faults, Parameters, Simulation.Dice.Fork("late commits"), Simulation.Time);
        Journal = new VolatileJournal(Simulation.Time, late)
        {
            ShowsRecordsBehindOpenTransactions = bug == PlantedBug.FeedByPosition,
        };
        _faulty = new FaultyJournal(Plant.OnServer(bug, Journal), _faults);
        _lanes = new VolatileLaneStore();
        Partners = new(Plant.Adjust(bug, new SandboxOptions
        {
            Clock = Simulation.Time,
            Seed = (long)(seed >> 1),
            Warehouse = new WarehouseSettings
            {
                SplitPercent = 60,
                SplitProbability = 0.3,
                RejectProbability = Parameters.Reject,
            },
        }));
        Releases = new(this);
        Traffic = new(document => Settled.Contains(document.Key), Releases.Sent);
        Cluster = new(Simulation, new EmbeddedClusterOptions
        {
            SiloCount = Parameters.Silos,
            Grid = CreateGridOptions(),
            Faults = CreateMessageFaults(),
            ConfigureSilo = Configure,
        });
        Clocks = new(this);
    }

    public PlantedBug Bug { get; }

    public Simulation Simulation { get; }

    public Parameters Parameters { get; }

    public WorldNames Names { get; }

    /// <summary>What physically stands where.</summary>
    public IReadOnlyDictionary<PositionKey, Shelf> Shelves { get; }

    public VolatileJournal Journal { get; }

    public PartnerLandscape Partners { get; }

    public PartnerTraffic Traffic { get; }

    public ReleaseOracle Releases { get; }

    public EmbeddedCluster Cluster { get; }

    public Clocks Clocks { get; }

    public History History { get; } = new();

    /// <summary>Business keys whose outcome is in the journal: they must not be sent again.</summary>
    public HashSet<string> Settled { get; } = [];

    /// <summary>Calls every lane once, as each silo's keeper does now and then.</summary>
    public async Task WakeLanesAsync()
    {
        foreach (var waker in _wakers.Values)
        {
            try
            {
                await waker.WakeAsync(WorldNames.FeedPartitions);
            }
            catch (Exception exception) when (GrainCalls.IsOperating(exception))
            {
                // The next round calls them again.
            }
        }
    }

    /// <summary>A process begins to answer availability; what it knew in an earlier life is gone.</summary>
    public IAvailability StartAvailability(string life)
    {
        var dice = Simulation.Dice.Fork($"availability {life}");
        var journal = new RemoteJournal(_server, _faulty);
        if (Bug == PlantedBug.AvailabilityWithoutVersions)
        {
            var careless = new UnversionedAvailability(journal, dice, Simulation.Time);
            _ = careless.RunAsync(CancellationToken.None);
            return careless;
        }

        var options = new AvailabilityOptions
        {
            IdleAfter = TimeSpan.FromSeconds(5),
            MaxPositions = dice.Chance(0.5) ? 4 : 1_000,
        };
        var availability = new JournalAvailability(
            journal, new(Cluster.Client), Simulation.Time, options, NullLogger<JournalAvailability>.Instance);
        _ = availability.RunAsync(CancellationToken.None);
        return availability;
    }

    /// <summary>What each lane of a partition said last.</summary>
    public IEnumerable<string> LaneLines(int partition) =>
        _laneLog.Where(entry => entry.Lane.EndsWith($"/{partition}", StringComparison.Ordinal))
            .Select(entry => entry.Line)
            .Concat(_laneStatus.Where(status => status.Partition == partition).Select(status => status.ToString()));

    /// <summary>Asks every lane where it stands.</summary>
    public async Task AskLanesAsync()
    {
        var lanes =
            from connector in Names.Nodes.Select(node => $"wms-{node}").Prepend("erp").Prepend("stock")
            from partition in WorldNames.FeedPartitions
            select Cluster.Client.GetGrain<ILaneGrain>($"{connector}/{partition}").GetStatus();
        _laneStatus = await Task.WhenAll(lanes);
    }

    /// <summary>Ends all faults of journal, messages and partners.</summary>
    public void StopFaults()
    {
        _faults.Stopped = true;
        Cluster.Faults.Stop();
        foreach (var system in Partners.All)
        {
            system.Script(Sandbox.Faults.FaultScript.None);
        }
    }

    private void LogLane(string lane, string line) =>
        _laneLog.Add((lane, $"{Simulation.Time.GetUtcNow():HH:mm:ss.fff} {lane} {line}"));

    private static EmbeddedGridOptions CreateGridOptions()
    {
        var options = new EmbeddedGridOptions { CollectionAge = TimeSpan.FromMinutes(2) };
        options.GrainAssemblies.Add(typeof(OrderGrain).Assembly);
        options.StreamProviders.Add(FeedBatch.Provider);
        return options;
    }

    private MessageFaults CreateMessageFaults() => new()
    {
        LostRequest = Parameters.MessageFault,
        LostReply = Parameters.MessageFault,
        DoubledRequest = Parameters.MessageFault,
        Delayed = Parameters.MessageFault,
        Misrouted = Parameters.Misrouted,
    };

    private void Configure(IServiceCollection services, SimulatedSilo silo)
    {
        var dice = Simulation.Dice.Fork($"silo {silo.Name}");
        services.AddSingleton(Plant.OnClient(Bug, new LossyStreams(
            new RemoteJournal(_server, _faulty),
            _faults,
            dice.Fork("streams"),
            Parameters.StreamLoss,
            Bug == PlantedBug.GapNotHealed)));
        services.AddSingleton(
            Plant.OnLanes(Bug, new RemoteLaneStore(_server, _lanes, _faults, dice.Fork("lanes"), LogLane), Journal));
        services.AddSingleton<IIdSource>(new SeededIds(dice.Fork("ids")));
        services.AddSingleton(new LaneDice(() => dice.Next(1_000) / 1_000.0));
        services.AddSingleton(provider => new OrderSourcing(
            new(Plant.OnSourcing(Bug, provider.GetRequiredService<IGrainFactory>())),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IIdSource>()));
        services.AddSingleton(provider => new OrderStock(
            provider.GetRequiredService<OrderSourcing>(),
            Plant.OnSourcing(Bug, provider.GetRequiredService<IGrainFactory>()),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PositionReferences>();
        services.AddSingleton<NotedCommits>();
        services.AddSingleton<ReservationStock>();
        services.AddSingleton<KitDirectory>();
        AddReconciliation(services, dice.Fork("reports"));
        services.AddSingleton(provider => Plant.OnNews(
            Bug, new PromiseNews(provider.GetRequiredService<IGrainFactory>())));
        services.AddSingleton(Names.Catalogue);
        services.AddSingleton<DeadLetters>();
        services.AddSingleton(provider => CreateRegistry(provider, dice));
        services.AddSingleton<LaneServices>();
        _wakers[silo.Index] = new(Cluster.Client, CreateRegistry(null, dice));
    }

    private void AddReconciliation(IServiceCollection services, SeededDice dice)
    {
        services.AddSingleton<IAvailability, NothingTold>();
        services.AddSingleton(new AvailabilityOptions());
        services.AddSingleton<PositionReports>();
        services.AddSingleton<INodeItems>(new VolatileNodeItems(Journal));
        services.AddSingleton<IStockReports>(new ShelfReports(this, _server, dice));
        services.AddSingleton(provider => new Reconciler(
            provider.GetRequiredService<PositionReports>(),
            Plant.OnReconciliation(Bug, provider.GetRequiredService<IGrainFactory>())));
        services.AddSingleton<ReconciliationServices>();
    }

    private ConnectorRegistry CreateRegistry(IServiceProvider? silo, SeededDice dice)
    {
        var grains = silo?.GetRequiredService<IGrainFactory>() ?? Cluster.Client;
        var clock = silo?.GetRequiredService<TimeProvider>() ?? Simulation.Time;
        var stock = new LaneConnector(
            StockRoute.Name, Plant.OnStock(Bug, new StockRoute(grains, new(grains))), null, Schedule(), new(1_000))
        {
            RestingType = OrderEvents.Accepted,
            Rest = StockRoute.Rest,
        };
        var erp = Create("erp", new ErpRoute(grains, clock), Partners.Erp, dice);
        var warehouses = Names.Nodes.Select(node => Create(
            $"wms-{node}", new WmsRoute(grains, node, clock), Partners.Warehouse(node.Value)!, dice));
        return new([stock, erp, .. warehouses]);
    }

    private LaneConnector Create(string name, IDeliveryRoute route, PartnerSystem system, SeededDice dice) => new(
        new(name),
        route,
        Plant.OnPartner(Bug, new SimulatedPartner(_server, system, Traffic, dice.Fork(name), Simulation.Time)),
        Schedule(),
        new(16));

    private static RetrySchedule Schedule() =>
        RetrySchedule.Doubling(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromHours(1));

    private sealed class SeededIds(SeededDice dice) : IIdSource
    {
        public string Next() => dice.NextGuid().ToString("N");
    }
}
