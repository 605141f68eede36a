using System.Reflection;

namespace OrderGrid.Embedded;

/// <summary>How an embedded grid behaves. Times are read when the grid is built.</summary>
public sealed class EmbeddedGridOptions
{
    /// <summary>Where grain classes are looked for.</summary>
    public ICollection<Assembly> GrainAssemblies { get; } = [];

    /// <summary>How long a caller waits for an answer; infinite for ever. Default: 30 seconds.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an activation may be idle before it ends. Default: 15 minutes.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often idle activations are looked for. Default: one minute.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an activation may take to start. Default: 30 seconds.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an activation may take to end. Default: 30 seconds.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The shortest period a reminder may have. Default: one minute.</summary>
    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Events kept for one slow stream subscriber; more are dropped and logged. Default 10,000.</summary>
    public int StreamBacklogLimit { get; set; } = 10_000;

    /// <summary>Names of the stream providers. Default: none.</summary>
    public ICollection<string> StreamProviders { get; } = [];

    /// <summary>Names of the storage providers that keep state in memory only. Default: none.</summary>
    public ICollection<string> MemoryStorages { get; } = [];
}
