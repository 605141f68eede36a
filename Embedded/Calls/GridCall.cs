using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>
/// One call on its way to an activation, waiting there or running: the request and the promise of its answer.
/// Arguments travel by reference: their types must be immutable.
/// </summary>
internal abstract class GridCall
{
    /// <summary>Neighbours in the one list of its activation that holds the call: waiting or running ones.</summary>
    internal GridCall? Previous;
    internal GridCall? Next;
    internal CallPlace Place;

    /// <summary>The call whose code made this one; null for calls from outside of grains and for timers.</summary>
    internal GridCall? Parent;

    /// <summary>The activation that this call waits at because other calls run there.</summary>
    internal volatile Activation? BlockedAt;

    internal GrainId TargetId;
    internal Dictionary<string, object>? Values;
    internal CallCancellation? Cancellation;

    /// <summary>How the call crosses to another silo and back; null within one silo.</summary>
    internal CallLeg? Leg { get; set; }

    /// <summary>The clock tick after which the caller stops waiting.</summary>
    internal int Deadline = int.MaxValue;

    private GridCall? _firstChild;
    private GridCall? _nextSibling;

    public abstract CallShape Shape { get; }

    public abstract bool IsAnswered { get; }

    /// <summary>The caller's cancellation token among the arguments.</summary>
    public virtual CancellationToken Token
    {
        get => CancellationToken.None;
        set
        {
        }
    }

    internal bool KeepsAlive { get; set; } = true;

    /// <summary>Whether the call makes sense only in this activation, as a tick of its timer does.</summary>
    internal bool IsBound { get; set; }

    /// <summary>Runs the grain's method in the activation's turn and reports the end to the activation.</summary>
    public abstract void Start(Activation activation, object grain);

    /// <summary>Gives the caller an error, unless it already has an answer.</summary>
    public abstract bool Fail(Exception exception);

    /// <summary>A second delivery of the same request: it runs by itself, and the first answer counts.</summary>
    internal GridCall Duplicate()
    {
        var copy = (GridCall)MemberwiseClone();
        copy.Previous = copy.Next = null;
        copy.Place = default;
        copy._firstChild = copy._nextSibling = null;
        copy.BlockedAt = null;
        return copy;
    }

    /// <summary>Notes a call made by this one. Answered calls at the front are let go: the list stays short.</summary>
    internal void AddChild(GridCall child)
    {
        var head = _firstChild;
        while (head is { IsAnswered: true })
        {
            head = head._nextSibling;
        }

        child._nextSibling = head;
        Volatile.Write(ref _firstChild, child);
    }

    /// <summary>Finds how waiting for this call means waiting for another; null if it does not.</summary>
    internal List<GrainId>? FindPathTo(GridCall sought, int depth = 0)
    {
        if (depth > CallCycle.MaxDepth)
        {
            return null;
        }

        for (var child = Volatile.Read(ref _firstChild); child is not null; child = child._nextSibling)
        {
            if (child.IsAnswered || child.Shape.IsOneWay)
            {
                continue;
            }

            var next = child.BlockedAt is { } place ? place.Blocking : child;
            var path = ReferenceEquals(child, sought) ? [] : next?.FindPathTo(sought, depth + 1);
            if (path is not null)
            {
                path.Insert(0, child.TargetId);
                return path;
            }
        }

        return null;
    }
}
