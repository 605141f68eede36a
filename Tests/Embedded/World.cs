#if EMBEDDED
using Microsoft.Extensions.DependencyInjection;
using OrderGrid.Embedded;

namespace OrderGrid.Tests.Embedded;

/// <summary>A simulation with a cluster of grains that write into one ledger.</summary>
public sealed class World
{
    public World(ulong seed, int silos = 3, MessageFaults? faults = null)
    {
        Simulation = new Simulation(seed);
        var grid = new EmbeddedGridOptions();
        grid.GrainAssemblies.Add(typeof(WandererGrain).Assembly);
        grid.StreamProviders.Add("events");
        grid.MemoryStorages.Add("store");
        Cluster = new EmbeddedCluster(Simulation, new EmbeddedClusterOptions
        {
            SiloCount = silos,
            Grid = grid,
            Faults = faults ?? new MessageFaults(),
            ConfigureSilo = (services, _) => services.AddSingleton(Ledger),
        });
        Simulation.Run(Cluster.StartAsync);
    }

    public Simulation Simulation { get; }

    public EmbeddedCluster Cluster { get; }

    public Ledger Ledger { get; } = new();

    public IWandererGrain Grain(string key) => Cluster.Client.GetGrain<IWandererGrain>(key);

    /// <summary>The silo that now holds a grain.</summary>
    public SimulatedSilo SiloOf(string key) =>
        Cluster.Silos.First(one => one.IsAlive && one.ActiveGrains.Any(id => id.Key.ToString() == key));
}
#endif
