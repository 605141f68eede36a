namespace OrderGrid.Embedded;

/// <summary>
/// Calls in order of arrival, linked through themselves so that any of them leaves in constant time. It lives inside
/// of its activation: there are hundreds of thousands of them.
/// </summary>
internal struct CallList
{
    public GridCall? First { get; private set; }

    public int Count { get; private set; }

    private GridCall? Last { get; set; }

    public readonly List<GridCall> ToList()
    {
        var calls = new List<GridCall>(Count);
        for (var call = First; call is not null; call = call.Next)
        {
            calls.Add(call);
        }

        return calls;
    }

    /// <summary>Adds a call that is in no list.</summary>
    public void Add(GridCall call, CallPlace place)
    {
        call.Place = place;
        call.Previous = Last;
        call.Next = null;
        if (Last is null)
        {
            First = call;
        }
        else
        {
            Last.Next = call;
        }

        Last = call;
        Count++;
    }

    /// <summary>Takes a call out; false when it is not in the list of that place.</summary>
    public bool Remove(GridCall call, CallPlace place)
    {
        if (call.Place != place)
        {
            return false;
        }

        if (call.Previous is null)
        {
            First = call.Next;
        }
        else
        {
            call.Previous.Next = call.Next;
        }

        if (call.Next is null)
        {
            Last = call.Previous;
        }
        else
        {
            call.Next.Previous = call.Previous;
        }

        call.Previous = call.Next = null;
        call.Place = default;
        Count--;
        return true;
    }
}

/// <summary>The list that holds a call: one of an activation that has two.</summary>
/// <param name="Holder">The activation; null for a call in no list.</param>
/// <param name="IsRunning">True for those that run, false for those that wait.</param>
internal readonly record struct CallPlace(Activation? Holder, bool IsRunning);
