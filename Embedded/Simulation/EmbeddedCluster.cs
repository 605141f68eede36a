using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;

namespace OrderGrid.Embedded;

/// <summary>
/// Several silos in one simulation. They share streams, reminders and what the configuration shares; each has its own
/// activations and services. A grain lives on the silo that a stable hash chooses among those its caller takes for
/// alive.
/// </summary>
public sealed class EmbeddedCluster
{
    private readonly Simulation _simulation;
    private readonly EmbeddedClusterOptions _options;
    private readonly GrainClassMap _classes;
    private readonly ClusterNetwork _network;
    private readonly ClusterClient _client;
    private readonly StreamHub _streams;
    private readonly ReminderClock _reminders;
    private readonly ILogger _log;
    private readonly List<SimulatedSilo> _silos = [];

    public EmbeddedCluster(Simulation simulation, EmbeddedClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentNullException.ThrowIfNull(options);
        _simulation = simulation;
        _options = options;
        _log = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("OrderGrid.Embedded");
        _classes = new GrainClassMap(options.Grid.GrainAssemblies);
        _network = new ClusterNetwork(simulation, options.Faults, options.Grid) { Silos = () => _silos };
        _client = new ClusterClient(_network);
        _streams = new StreamHub(simulation.Scheduler, _client, options.Grid.StreamBacklogLimit, _log);
        _reminders = new ReminderClock(
            options.Reminders, simulation.Scheduler, _client, options.Grid.MinimumReminderPeriod, _log);
        for (var index = 0; index < options.SiloCount; index++)
        {
            _silos.Add(new SimulatedSilo(index));
        }

        Client = new GridFactory(_client, _classes, BuildServices(null, simulation.Time));
    }

    public IReadOnlyList<SimulatedSilo> Silos => _silos;

    /// <summary>Calls from outside of all silos.</summary>
    public IClusterClient Client { get; }

    /// <summary>What happens to messages; may be changed during the run.</summary>
    public MessageFaults Faults => _options.Faults;

    /// <summary>Starts all silos and the reminders. Await it inside of the simulation.</summary>
    public async Task StartAsync()
    {
        foreach (var silo in _silos)
        {
            await BeginAsync(silo);
        }

        await _reminders.StartAsync(CancellationToken.None);
    }

    /// <summary>
    /// Ends a silo at once: nothing in it runs again, and calls to it fail or are never answered. Others notice late.
    /// </summary>
    public void Crash(int silo)
    {
        var crashed = _silos[silo];
        if (!crashed.IsAlive)
        {
            return;
        }

        _simulation.Note($"crash {silo}");
        crashed.End();
        foreach (var call in crashed.Current.Crash())
        {
            _network.FailCrashed(call, crashed.Name);
        }

        Spread(crashed, isAlive: false);
    }

    /// <summary>Starts a crashed or stopped silo again, with new services. Others notice late.</summary>
    public async Task RestartAsync(int silo)
    {
        var restarted = _silos[silo];
        if (restarted.IsAlive)
        {
            throw new InvalidOperationException($"{restarted.Name} is alive.");
        }

        _simulation.Note($"restart {silo}");
        await BeginAsync(restarted);
        Spread(restarted, isAlive: true);
    }

    /// <summary>Ends a silo in good order: its grains deactivate, and all others know at once.</summary>
    public async Task StopAsync(int silo)
    {
        var stopped = _silos[silo];
        _simulation.Note($"stop {silo}");
        foreach (var member in Members())
        {
            member.Learn(stopped, isAlive: false);
        }

        await stopped.Current.StopAsync(CancellationToken.None);
        foreach (var hosted in stopped.Services.GetServices<IHostedService>().Reverse())
        {
            await hosted.StopAsync(CancellationToken.None);
        }

        stopped.End();
    }

    /// <summary>Makes a member take a living silo for dead, as a network partition does; null is the client.</summary>
    public void Suspect(int silo, int? by)
    {
        IMember member = by is { } index ? _silos[index] : _client;
        member.Learn(_silos[silo], isAlive: false);
    }

    /// <summary>Ends a false suspicion.</summary>
    public void Trust(int silo, int? by)
    {
        IMember member = by is { } index ? _silos[index] : _client;
        member.Learn(_silos[silo], isAlive: true);
    }

    private IEnumerable<IMember> Members() => _silos.Cast<IMember>().Append(_client);

    private async Task BeginAsync(SimulatedSilo silo)
    {
        var generation = silo.Generation + 1;
        var context = _simulation.NewContext(IsThisLife);
        var time = new SiloTime(_simulation.VirtualTime, context, IsThisLife);
        var services = BuildServices(silo, time);
        var seed = new SiloSeed(silo.Name, _simulation.Scheduler, _classes, _log)
        {
            Time = time,
            Router = _network,
            Member = silo,
        };
        var current = new Silo(seed, _options.Grid, services);
        services.GetRequiredService<LateGrainFactory>().Silo = current;
        silo.Begin(current, new ServiceLife(context, time));
        foreach (var other in _silos.Where(one => !one.IsAlive && one != silo))
        {
            ((IMember)silo).Learn(other, isAlive: false);
        }

        current.Start();
        await RunIn(context, () => StartHostedAsync(services));

        bool IsThisLife() => silo.IsAlive && silo.Generation == generation;
    }

    private static async Task StartHostedAsync(ServiceProvider services)
    {
        foreach (var hosted in services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(CancellationToken.None);
        }
    }

    private static Task RunIn(SimulationContext context, Func<Task> body)
    {
        var ended = new TaskCompletionSource(AnswerOptions.Current);
        context.Post(_ => _ = ForwardAsync(), null);
        return ended.Task;

        async Task ForwardAsync()
        {
            try
            {
                await body();
                ended.SetResult();
            }
            catch (Exception failure)
            {
                ended.SetException(failure);
            }
        }
    }

    private ServiceProvider BuildServices(SimulatedSilo? silo, TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddSingleton(_simulation);
        services.AddSingleton(_streams);
        services.AddSingleton(_reminders);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        if (silo is not null)
        {
            services.AddSingleton<LateGrainFactory>();
            services.AddSingleton<IClusterClient>(one => one.GetRequiredService<LateGrainFactory>().Silo!.GrainFactory);
            services.AddSingleton<IGrainFactory>(one => one.GetRequiredService<LateGrainFactory>().Silo!.GrainFactory);
            _options.ConfigureSilo(services, silo);
        }

        EmbeddedGrid.AddGrainServices(services, _options.Grid);
        return services.BuildServiceProvider();
    }

    private void Spread(SimulatedSilo news, bool isAlive)
    {
        var generation = news.Generation;
        foreach (var member in Members().Where(one => one.IsAlive && one != news))
        {
            _network.After(_network.Up(Faults.LongestDetection), () =>
            {
                if (news.Generation == generation && news.IsAlive == isAlive)
                {
                    member.Learn(news, isAlive);
                    (member as SimulatedSilo)?.EndForeign(
                        _silos, () => _network.Up(Faults.LongestDuplicate), _network);
                }
            });
        }
    }

    private sealed class LateGrainFactory
    {
        public Silo? Silo { get; set; }
    }
}
