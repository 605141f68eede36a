using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>A timer of one activation. Disposing it stops it; it ends with its activation.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets when the next callback is due and how long after each callback the following one is.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>How a grain timer behaves.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>Callbacks that wait like calls.</summary>
    /// <param name="dueTime">Time to the first callback; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    /// <param name="period">Time from the end of a callback to the next; infinite for a single callback.</param>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time to the first callback; <see cref="Timeout.InfiniteTimeSpan"/> for none.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of a callback to the next; infinite for a single callback.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether callbacks may run between the awaits of calls. Default: they wait like calls.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether callbacks keep the activation from being idle.</summary>
    public bool KeepAlive { get; init; }
}
