using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>A call could never be answered, because its grain waits for it, directly or through others.</summary>
public sealed class CallCycleException : OrleansException
{
    internal CallCycleException(IReadOnlyList<GrainId> chain, string method)
        : base($"The call of {method} would wait for ever: {string.Join(" → ", chain)}.") => Chain = chain;

    /// <summary>The grains of the cycle; the first and the last are the same.</summary>
    public IReadOnlyList<GrainId> Chain { get; }
}

/// <summary>Finds calls that wait for themselves.</summary>
internal static class CallCycle
{
    /// <summary>Longest chain of calls that is searched; longer cycles end by their timeouts.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// Checks a call that was just queued behind a running one. A call that was made and not awaited counts as
    /// awaited: that nobody waits for it cannot be seen from outside.
    /// </summary>
    public static CallCycleException? Find(GridCall queued, Activation place)
    {
        // The fence makes sure that of two calls that close a cycle together at least one sees the other.
        Interlocked.MemoryBarrier();
        if (queued.Parent is null || place.Blocking is not { } blocking)
        {
            return null;
        }

        var path = blocking.FindPathTo(queued);
        if (path is null)
        {
            return null;
        }

        path.Insert(0, place.GrainId);
        return new CallCycleException(path, queued.Shape.Name);
    }
}
