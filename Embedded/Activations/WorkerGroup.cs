using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>The activations of one stateless worker's identity: a call goes to an idle one, or to a new one.</summary>
internal sealed class WorkerGroup(Silo silo, GrainId grainId, GrainClass grainClass) : ICallTarget
{
    private readonly Lock _gate = new();
    private readonly List<Activation> _workers = [];
    private int _next;

    public bool IsClosed => false;

    public void Receive(GridCall call)
    {
        lock (_gate)
        {
            Choose().Receive(call);
        }
    }

    public Activation[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _workers];
        }
    }

    private Activation Choose()
    {
        if (_workers.Find(one => one.Load == 0 && !one.IsClosed) is { } idle)
        {
            return idle;
        }

        if (_workers.Count < grainClass.MaxWorkers)
        {
            var worker = new Activation(silo, grainId, grainClass, Remove);
            _workers.Add(worker);
            return worker;
        }

        _next = (_next + 1) % _workers.Count;
        return _workers[_next];
    }

    private void Remove(Activation ended)
    {
        lock (_gate)
        {
            _workers.Remove(ended);
        }
    }
}
