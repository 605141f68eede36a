#if ORLEANS
using System.Net;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using OrderGrid.Delivery;

namespace OrderGrid.Hosting;

/// <summary>Runs the grains on Orleans: alone in this process, or as a member or client of a cluster.</summary>
internal static class GridRuntime
{
    /// <summary>The runtime's name, as shown to people.</summary>
    public const string Name = "Orleans";

    private const string Invariant = "Npgsql";
    private const string PubSubStore = "PubSubStore";
    private const string ServiceId = "ordergrid";

    public static void AddGridRuntime(this IHostApplicationBuilder builder, GridNodeOptions options)
    {
        switch (options.Role)
        {
            case GridRole.Silo:
                builder.UseOrleans(silo => Configure(silo, options));
                break;
            case GridRole.Client:
                builder.UseOrleansClient(client => Configure(client, options));
                break;
        }
    }

    private static void Configure(ISiloBuilder silo, GridNodeOptions options)
    {
        silo.AddMemoryStreams(FeedBatch.Provider);
        if (options.Cluster is { } cluster)
        {
            silo.Configure<Orleans.Configuration.ClusterOptions>(ids => (ids.ClusterId, ids.ServiceId) = (cluster.Name, ServiceId));
            silo.UseAdoNetClustering(store => (store.Invariant, store.ConnectionString) = (Invariant, options.Postgres));
            silo.ConfigureEndpoints(
                IPAddress.Parse(cluster.Address), cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: true);
        }
        else
        {
            silo.UseLocalhostClustering(FreePorts.Next(), FreePorts.Next(), serviceId: ServiceId);
        }

        if (options.Postgres is { } postgres)
        {
            silo.UseAdoNetReminderService(store => (store.Invariant, store.ConnectionString) = (Invariant, postgres));
            silo.AddAdoNetGrainStorage(
                PubSubStore, store => (store.Invariant, store.ConnectionString) = (Invariant, postgres));
        }
        else
        {
            silo.UseInMemoryReminderService();
            silo.AddMemoryGrainStorage(PubSubStore);
        }
    }

    private static void Configure(IClientBuilder client, GridNodeOptions options)
    {
        var cluster = options.Cluster ?? throw new GridConfigurationException(
            $"A gateway without grains joins a cluster: set {GridNodeOptions.ClusterVariable}.");
        client.Configure<Orleans.Configuration.ClusterOptions>(ids => (ids.ClusterId, ids.ServiceId) = (cluster.Name, ServiceId));
        client.UseAdoNetClustering(store => (store.Invariant, store.ConnectionString) = (Invariant, options.Postgres));
    }
}
#endif
