using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OrderGrid.Connectors;
using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Kits;
using OrderGrid.Orders;
using OrderGrid.Reconciliation;
using OrderGrid.Sourcing;

namespace OrderGrid.Hosting;

/// <summary>The composition root: everything a grid process is made of, in one place.</summary>
public static class GridHosting
{
    /// <summary>Adds the journal, the grains' services, the connectors and the runtime to a host.</summary>
    public static void AddOrderGrid(this IHostApplicationBuilder builder, GridNodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Settings);
        builder.Services.AddSingleton(options.Settings.Catalogue);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<GridReadiness>();
        builder.Services.AddSingleton(new SiloContact(options.Role));
        AddStorage(builder.Services, options.Postgres);
        builder.AddGridRuntime(options);
        builder.Services.TryAddSingleton<PositionReferences>();
        builder.Services.TryAddSingleton(new AvailabilityOptions());
        builder.Services.AddSingleton<JournalAvailability>();
        builder.Services.AddSingleton<IAvailability>(provider => provider.GetRequiredService<JournalAvailability>());
        builder.Services.AddHostedService<AvailabilityKeeper>();
        builder.Services.TryAddSingleton<KitDirectory>();
        builder.Services.TryAddSingleton<OwnStock>();
        builder.Services.AddSingleton<PositionReports>();
        builder.Services.AddSingleton<Reconciler>();
        if (options.Role == GridRole.Silo)
        {
            AddGrainServices(builder.Services);
            builder.Services.AddHostedService<LaneKeeper>();
            builder.Services.AddHostedService<HoldbackWatch>();
        }
    }

    /// <summary>What grains ask for, beside the journal and the lane store.</summary>
    public static IServiceCollection AddGrainServices(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdSource, Uuid7Source>();
        services.TryAddSingleton(_ => CreateLaneDice());
        services.TryAddSingleton(NodeCatalogue.Empty);
        services.TryAddSingleton<KitDirectory>();
        services.TryAddSingleton<PositionReferences>();
        services.TryAddSingleton<NotedCommits>();
        services.TryAddSingleton<OrderSourcing>();
        services.TryAddSingleton<OrderStock>();
        services.TryAddSingleton<ReservationStock>();
        services.TryAddSingleton<IPromiseNews, PromiseNews>();
        services.TryAddSingleton<DeadLetters>();
        services.AddHttpClient();
        services.TryAddSingleton<ConnectorFactory>();
        services.TryAddSingleton(provider => provider.GetRequiredService<ConnectorFactory>().CreateRegistry());
        services.TryAddSingleton<LaneServices>();
        services.TryAddSingleton(provider => provider.GetRequiredService<ConnectorFactory>().CreateReports());
        services.TryAddSingleton<ReconciliationServices>();
        return services;
    }

    private static LaneDice CreateLaneDice()
    {
        // All lanes of the silo throw them, on several threads; a Random with a seed bears only one at a time.
        var gate = new Lock();
        var random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        return new(() =>
        {
            lock (gate)
            {
                return random.NextDouble();
            }
        });
    }

    private static void AddStorage(IServiceCollection services, string? postgres)
    {
        if (postgres is null)
        {
            services.AddVolatileJournal();
            services.AddSingleton<ILaneStore, VolatileLaneStore>();
            services.AddSingleton<INodeItems, VolatileNodeItems>();
            return;
        }

        services.AddPostgresJournal(postgres);
        services.AddSingleton<ILaneStore>(provider => new PostgresLaneStore(
            CreateSource(postgres, "ordergrid lanes", 4), provider.GetRequiredService<PostgresJournal>()));
        services.AddSingleton<INodeItems>(provider => new PostgresNodeItems(
            CreateSource(postgres, "ordergrid items", 1), provider.GetRequiredService<PostgresJournal>()));
    }

    private static NpgsqlDataSource CreateSource(string postgres, string application, int connections)
    {
        var settings = new NpgsqlConnectionStringBuilder(postgres)
        {
            ApplicationName = application,
            MaxPoolSize = connections,
            MaxAutoPrepare = 8,
        };
        return NpgsqlDataSource.Create(settings);
    }
}
