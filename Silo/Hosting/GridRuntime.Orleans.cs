#if ORLEANS
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using OrderGrid.Delivery;

namespace OrderGrid.Hosting;

/// <summary>Runs the grains on Orleans: alone in this process, or as a member or client of a cluster.</summary>
public static class GridRuntime
{
    /// <summary>The runtime's name, as shown to people.</summary>
    public static string Name => "Orleans";

    private const string Invariant = "Npgsql";
    private const string PubSubStore = "PubSubStore";
    private const string ServiceId = "ordergrid";

    /// <summary>Whether silos can be processes of their own.</summary>
    public static bool HasClusters => true;

    internal static void AddGridRuntime(this IHostApplicationBuilder builder, GridNodeOptions options)
    {
        // Health probes are answered while the runtime waits for its database or for the other silos.
        builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
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
        silo.Configure<SiloMessagingOptions>(limits => limits.ResponseTimeout = ClusterTuning.ResponseTimeout);
        if (options.Cluster is { } cluster)
        {
            Join(silo, cluster, options.Postgres!);
        }
        else
        {
            silo.UseLocalhostClustering(FreePorts.Next(), FreePorts.Next(), serviceId: ServiceId);
        }

        if (options.Postgres is not { } postgres)
        {
            silo.UseInMemoryReminderService();
            silo.AddMemoryGrainStorage(PubSubStore);
            return;
        }

        silo.Services.AddSingleton<SchemaGate>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
            services => services.GetRequiredService<SchemaGate>());
        var connection = Connection(postgres, "ordergrid reminders");
        silo.UseAdoNetReminderService(store => (store.Invariant, store.ConnectionString) = (Invariant, connection));
        silo.AddAdoNetGrainStorage(
            PubSubStore, store => (store.Invariant, store.ConnectionString) = (Invariant, connection));
    }

    private static void Join(ISiloBuilder silo, ClusterOptions cluster, string postgres)
    {
        StartFailure.RequireFreePort(IPAddress.Any, cluster.SiloPort, ClusterOptions.SiloPortVariable);
        StartFailure.RequireFreePort(IPAddress.Any, cluster.GatewayPort, ClusterOptions.ClientPortVariable);
        SetNames(silo.Services, cluster);
        silo.Configure<ClusterMembershipOptions>(ClusterTuning.Apply);
        silo.UseAdoNetClustering(store =>
            (store.Invariant, store.ConnectionString) = (Invariant, Connection(postgres, "ordergrid members")));
        silo.ConfigureEndpoints(
            Resolve(cluster.Address), cluster.SiloPort, cluster.GatewayPort, listenOnAnyHostAddress: true);
    }

    private static void Configure(IClientBuilder client, GridNodeOptions options)
    {
        var cluster = options.Cluster ?? throw new GridConfigurationException(
            $"A gateway without grains joins a cluster: set {GridNodeOptions.ClusterVariable}.");
        SetNames(client.Services, cluster);
        client.Configure<ClientMessagingOptions>(limits => limits.ResponseTimeout = ClusterTuning.ResponseTimeout);
        client.Configure<GatewayOptions>(silos => silos.GatewayListRefreshPeriod = ClusterTuning.ClientRefresh);
        client.Services.AddSingleton<SchemaGate>();
        client.UseConnectionRetryFilter<ClientRetry>();
        client.AddClusterConnectionStatusObserver<SiloContactObserver>();
        client.Services.AddHostedService<SiloContactKeeper>();
        var connection = Connection(options.Postgres!, "ordergrid members");
        client.UseAdoNetClustering(store => (store.Invariant, store.ConnectionString) = (Invariant, connection));
    }

    private static void SetNames(IServiceCollection services, ClusterOptions cluster) =>
        services.Configure<Orleans.Configuration.ClusterOptions>(
            ids => (ids.ClusterId, ids.ServiceId) = (cluster.Name, ServiceId));

    // Few connections: the journal has its own, and what runs here is small and rare.
    private static string Connection(string postgres, string application) =>
        new Npgsql.NpgsqlConnectionStringBuilder(postgres)
        {
            ApplicationName = application,
            Pooling = true,
            MaxPoolSize = 4,
            Timeout = 5,
            CommandTimeout = 5,
        }.ConnectionString;

    private static IPAddress Resolve(string address)
    {
        try
        {
            return IPAddress.TryParse(address, out var parsed)
                ? parsed
                : Dns.GetHostAddresses(address, AddressFamily.InterNetwork)[0];
        }
        catch (SocketException exception)
        {
            throw new GridConfigurationException(
                $"{ClusterOptions.AddressVariable} is '{address}', which resolves to no address: "
                + exception.Message, exception);
        }
    }
}
#endif
