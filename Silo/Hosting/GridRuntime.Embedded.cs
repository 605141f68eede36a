#if EMBEDDED
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OrderGrid.Delivery;
using OrderGrid.Embedded;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Hosting;

/// <summary>Runs the grains in this process, without a cluster.</summary>
public static class GridRuntime
{
    /// <summary>The runtime's name, as shown to people.</summary>
    public static string Name => "Embedded";

    /// <summary>Whether silos can be processes of their own.</summary>
    public static bool HasClusters => false;

    internal static void AddGridRuntime(this IHostApplicationBuilder builder, GridNodeOptions options)
    {
        if (options.Cluster is not null || options.Role == GridRole.Client)
        {
            throw new GridConfigurationException(
                $"The Embedded runtime has no clusters: unset {GridNodeOptions.ClusterVariable} and "
                + $"{GridNodeOptions.RoleVariable}, or build with Orleans.");
        }

        if (options.Postgres is { } postgres)
        {
            builder.Services.AddSingleton<IReminderTable>(provider => new PostgresReminderTable(
                NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres)
                {
                    ApplicationName = "ordergrid reminders",
                    MaxPoolSize = 2,
                }),
                provider.GetRequiredService<PostgresJournal>()));
        }

        builder.Services.AddEmbeddedGrid(grid =>
        {
            grid.GrainAssemblies.Add(typeof(OrderGrain).Assembly);
            grid.StreamProviders.Add(FeedBatch.Provider);
        });
    }
}
#endif
