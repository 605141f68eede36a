using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;

namespace OrderGrid.Embedded;

/// <summary>How a simulated cluster is made.</summary>
public sealed class EmbeddedClusterOptions
{
    /// <summary>Number of silos, at least one. Default: 3.</summary>
    public int SiloCount { get; init; } = 3;

    /// <summary>Settings that all silos have. Storages in memory are per silo: share others by ConfigureSilo.</summary>
    public EmbeddedGridOptions Grid { get; init; } = new();

    /// <summary>What happens to messages. Default: nothing bad.</summary>
    public MessageFaults Faults { get; init; } = new();

    /// <summary>Where reminders are kept; it outlives all silos. Default: in memory.</summary>
    public IReminderTable Reminders { get; init; } = new MemoryReminderTable();

    /// <summary>Adds the services of a silo, for each of its lives; the caller shares what outlives it.</summary>
    public Action<IServiceCollection, SimulatedSilo> ConfigureSilo { get; init; } = (_, _) => { };

    /// <summary>Where the runtime logs to. Default: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
