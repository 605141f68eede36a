using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.Streams;
using Orleans.Timers;

namespace OrderGrid.Embedded;

/// <summary>Puts an embedded grid into a host.</summary>
public static class EmbeddedGrid
{
    /// <summary>
    /// Adds one silo with everything in this process: <see cref="IGrainFactory"/> and <see cref="IClusterClient"/> for
    /// callers, and a hosted service that ends all activations in good order when the host stops. It uses the
    /// registered <see cref="TimeProvider"/>, or the system's. Add it before the services that call grains, so that
    /// it starts before them and stops after them. Arguments and answers are passed by reference: their types must be
    /// immutable.
    /// </summary>
    public static IServiceCollection AddEmbeddedGrid(
        this IServiceCollection services, Action<EmbeddedGridOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new EmbeddedGridOptions();
        configure(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(provider => MakeSilo(provider, options));
        services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<Silo>().GrainFactory);
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<Silo>().GrainFactory);
        services.AddSingleton(provider => MakeStreams(provider.GetRequiredService<Silo>()));
        services.AddSingleton(provider => MakeReminders(provider.GetRequiredService<Silo>()));
        services.TryAddSingleton<IReminderTable, MemoryReminderTable>();
        services.AddHostedService<EmbeddedGridHost>();
        AddGrainServices(services, options);
        return services;
    }

    /// <summary>Adds what grains ask for, which is the same in every silo of a cluster.</summary>
    internal static void AddGrainServices(IServiceCollection services, EmbeddedGridOptions options)
    {
        services.AddSingleton(new SharedServices(services));
        services.AddTransient<IGrainContext>(_ => RuntimeContext.Current
            ?? throw new InvalidOperationException("Only grains have a grain context."));
        foreach (var name in options.MemoryStorages)
        {
            services.TryAddKeyedSingleton<IGrainStorage, MemoryGrainStorage>(name);
        }

        foreach (var name in options.StreamProviders)
        {
            services.AddKeyedSingleton<IStreamProvider>(
                name, (provider, _) => new GridStreamProvider(name, provider.GetRequiredService<StreamHub>()));
        }

        services.AddSingleton<IReminderRegistry>(provider => provider.GetRequiredService<ReminderClock>());
    }

    private static StreamHub MakeStreams(Silo silo) =>
        new(silo.Scheduler, silo, silo.Options.StreamBacklogLimit, silo.Log);

    private static ReminderClock MakeReminders(Silo silo) => new(
        silo.Services.GetRequiredService<IReminderTable>(),
        silo.Scheduler,
        silo,
        silo.Options.MinimumReminderPeriod,
        silo.Log);

    private static Silo MakeSilo(IServiceProvider provider, EmbeddedGridOptions options)
    {
        var scheduler = new ThreadPoolScheduler(provider.GetRequiredService<TimeProvider>());
        var log = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        var seed = new SiloSeed(
            "local", scheduler, new GrainClassMap(options.GrainAssemblies), log.CreateLogger("OrderGrid.Embedded"));
        return new Silo(seed, options, provider);
    }
}

/// <summary>Starts and stops the silo with its host.</summary>
internal sealed class EmbeddedGridHost(Silo silo, ReminderClock reminders, StreamHub streams) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        silo.Start();
        await reminders.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await reminders.StopAsync(cancellationToken);
        await silo.StopAsync(cancellationToken);
        streams.Stop();
    }
}
