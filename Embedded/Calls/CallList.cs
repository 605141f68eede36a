namespace OrderGrid.Embedded;

/// <summary>Calls in order of arrival, linked through themselves so that any of them leaves in constant time.</summary>
internal sealed class CallList
{
    public GridCall? First { get; private set; }

    public int Count { get; private set; }

    private GridCall? Last { get; set; }

    public List<GridCall> ToList()
    {
        var calls = new List<GridCall>(Count);
        for (var call = First; call is not null; call = call.Next)
        {
            calls.Add(call);
        }

        return calls;
    }

    public void Add(GridCall call)
    {
        call.Holder = this;
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

    public bool Remove(GridCall call)
    {
        if (!ReferenceEquals(call.Holder, this))
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
        call.Holder = null;
        Count--;
        return true;
    }
}
