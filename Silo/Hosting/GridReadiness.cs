using Microsoft.Extensions.Hosting;
using OrderGrid.Journal;

namespace OrderGrid.Hosting;

/// <summary>Whether this process can take work: what health probes and balancers ask.</summary>
public sealed class GridReadiness
{
    private readonly IJournal _journal;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _draining;

    /// <summary>Makes one that follows the host's life.</summary>
    public GridReadiness(IJournal journal, IHostApplicationLifetime lifetime)
    {
        ArgumentNullException.ThrowIfNull(lifetime);
        _journal = journal;
        lifetime.ApplicationStarted.Register(_started.SetResult);
        lifetime.ApplicationStopping.Register(Drain);
    }

    /// <summary>Completes when everything in the process runs, the grain runtime included.</summary>
    public Task WhenStarted => _started.Task;

    /// <summary>What keeps the process from taking work.</summary>
    public GridState State =>
        _draining ? GridState.Draining
        : !_started.Task.IsCompleted ? GridState.Starting
        : _journal is PostgresJournal { IsAway: true } ? GridState.JournalAway
        : GridState.Ready;

    /// <summary>From now on the process wants no new work. There is no way back.</summary>
    public void Drain() => _draining = true;
}

/// <summary>What a process says of itself.</summary>
public enum GridState
{
    /// <summary>Takes work.</summary>
    Ready,

    /// <summary>The grain runtime is not up yet.</summary>
    Starting,

    /// <summary>The journal's server cannot be reached; it is tried again by itself.</summary>
    JournalAway,

    /// <summary>It is about to end.</summary>
    Draining,
}
