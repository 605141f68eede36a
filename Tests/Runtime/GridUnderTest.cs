using Orleans;
using Xunit;
#if ORLEANS
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.TestingHost;
#else
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrderGrid.Embedded;
#endif

namespace OrderGrid.Tests.Runtime;

/// <summary>A running grid of the runtime that this build uses. All tests of the conformance suite share it.</summary>
public sealed class GridUnderTest : IAsyncLifetime
{
    public const string Storage = "records";
    public const string Streams = "events";

    /// <summary>Reminders of tests come sooner than the minute that both runtimes ask for by default.</summary>
    public static readonly TimeSpan ShortestReminder = TimeSpan.FromMilliseconds(100);

#if ORLEANS
    private InProcessTestCluster? _cluster;

    public IClusterClient Client => _cluster!.Client;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage("PubSubStore");
            silo.AddMemoryGrainStorage(Storage);
            silo.AddMemoryStreams(Streams);
            silo.UseInMemoryReminderService();
            silo.Services.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = ShortestReminder);
        });
        builder.ConfigureClient(client => client.AddMemoryStreams(Streams));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
#else
    private IHost? _host;

    public IClusterClient Client => _host!.Services.GetRequiredService<IClusterClient>();

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddEmbeddedGrid(grid =>
        {
            grid.GrainAssemblies.Add(typeof(GridUnderTest).Assembly);
            grid.MemoryStorages.Add(Storage);
            grid.StreamProviders.Add(Streams);
            grid.MinimumReminderPeriod = ShortestReminder;
        });
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }
    }
#endif
}

/// <summary>Puts the tests of a class on the shared grid.</summary>
[CollectionDefinition(Name)]
public sealed class GridTests : ICollectionFixture<GridUnderTest>
{
    public const string Name = "The grid under test";
}
