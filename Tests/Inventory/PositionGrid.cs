#if EMBEDDED
using Microsoft.Extensions.DependencyInjection;
using OrderGrid.Embedded;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>A simulated grid for tests of one position's grain.</summary>
internal sealed class PositionGrid
{
    private readonly PositionKey _key;
    private readonly VolatileJournal _journal;
    private readonly Func<TimeProvider, TimeProvider> _clock;

    public PositionGrid(PositionKey key, Func<TimeProvider, TimeProvider>? clock = null)
    {
        _key = key;
        _clock = clock ?? (time => time);
        _journal = new(Simulation.Time);
        var grid = new EmbeddedGridOptions();
        grid.GrainAssemblies.Add(typeof(InventoryPositionGrain).Assembly);
        Cluster = new(Simulation, new EmbeddedClusterOptions { Grid = grid, ConfigureSilo = Configure });
        Simulation.Run(Cluster.StartAsync);
    }

    public Simulation Simulation { get; } = new(1);

    public EmbeddedCluster Cluster { get; }

    public IInventoryPositionGrain Position => Cluster.Client.GetGrain<IInventoryPositionGrain>(_key.ToString());

    public Task<IReadOnlyList<JournalRecord>> ReadAsync(StreamName stream) => _journal.ReadStreamAsync(
        stream, StreamVersion.None, 100, TestContext.Current.CancellationToken);

    private void Configure(IServiceCollection services, SimulatedSilo silo)
    {
        services.AddSingleton(_clock(Simulation.Time));
        services.AddSingleton<IPromiseNews, PromiseNews>();
        services.AddSingleton<IJournal>(_journal);
        services.AddSingleton<PositionReferences>();
        services.AddSingleton<NotedCommits>();
        services.AddSingleton<ReservationStock>();
    }
}
#endif
