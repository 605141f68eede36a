using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans;
using Orleans.Hosting;
using OrderGrid.Hosting;
using OrderGrid.Tests.Journal;

namespace OrderGrid.Tests.Cluster;

/// <summary>What silos keep beside the journal outlives them.</summary>
[Collection(ClusterBuild.Name)]
public sealed class SharedStoreTests(PostgresCluster server)
{
    private const int Timeout = 90_000;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Timeout)]
    public async Task A_reminder_fires_and_state_is_found_after_the_silo_was_replaced()
    {
        ClusterBuild.RequireClusters();
        var database = await server.CreateDatabaseAsync();
        var (first, _) = await StartAsync(database);
        await Memo(first).Write("kept");
        await Memo(first).Remind(Period);
        await first.StopAsync(Stop);
        first.Dispose();

        var (second, bell) = await StartAsync(database);

        (await bell.Rung.WaitAsync(Patience, Stop)).ShouldBe("a");
        (await Memo(second).Read()).ShouldBe("kept");
        await second.StopAsync(Stop);
        second.Dispose();
    }

    private static IMemoGrain Memo(IHost host) =>
        host.Services.GetRequiredService<IGrainFactory>().GetGrain<IMemoGrain>("a");

    private static async Task<(IHost Host, MemoBell Bell)> StartAsync(string database)
    {
        var ports = FreePorts.Take(2);
        var cluster = new ClusterOptions("test", "127.0.0.1", ports[0], ports[1]);
        var connection = new NpgsqlConnectionStringBuilder(database) { Pooling = true }.ConnectionString;
        var bell = new MemoBell();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddOrderGrid(new(GridSettings.Empty, connection, GridRole.Silo, cluster));
        builder.Services.AddSingleton(bell);
        builder.Services.Configure<ReminderOptions>(limits => limits.MinimumReminderPeriod = Period);
        var host = builder.Build();
        await host.StartAsync(Stop);
        return (host, bell);
    }
}
