using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrderGrid.Journal;

/// <summary>Chooses the journal of a host: one <see cref="IJournal"/> for the whole process.</summary>
public static class JournalRegistration
{
    /// <summary>
    /// Keeps the journal in PostgreSQL. The schema is migrated when the host starts, or as soon as the server can be
    /// reached; a server that this release cannot work with stops the host with a <see cref="SchemaRefusedException"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="connectionString">Npgsql connection string.</param>
    /// <param name="configure">Changes limits; null keeps the defaults.</param>
    public static IServiceCollection AddPostgresJournal(
        this IServiceCollection services, string connectionString, Action<PostgresJournalOptions>? configure = null)
    {
        services.AddOptions<PostgresJournalOptions>()
            .Configure(options =>
            {
                options.ConnectionString = connectionString;
                configure?.Invoke(options);
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<PostgresJournalOptions>, PostgresJournalOptionsValidation>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new PostgresJournal(
            provider.GetRequiredService<IOptions<PostgresJournalOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PostgresJournal>>()));
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<PostgresJournal>());
        services.AddSingleton<IJournalLoad>(provider => provider.GetRequiredService<PostgresJournal>());
        services.AddHostedService<PostgresJournalStart>();
        return services;
    }

    /// <summary>Keeps the journal in memory: nothing survives the process.</summary>
    public static IServiceCollection AddVolatileJournal(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new VolatileJournal(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<VolatileJournal>());
        services.AddSingleton<IJournalLoad>(provider => provider.GetRequiredService<VolatileJournal>());
        return services;
    }

    private sealed class PostgresJournalStart(PostgresJournal journal) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            try
            {
                await journal.PrepareAsync(cancellationToken);
            }
            catch (JournalUnavailableException)
            {
                // The host starts without its server and says so in its readiness; the first contact migrates.
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
