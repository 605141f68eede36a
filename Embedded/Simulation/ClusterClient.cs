using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>A client beside the silos, with its own beliefs about them.</summary>
internal sealed class ClusterClient(ClusterNetwork network) : ICallOrigin, IMember
{
    private readonly HashSet<int> _believedDead = [];

    public bool IsAlive => true;

    public int Generation => 0;

    public bool Believes(SimulatedSilo silo) => !_believedDead.Contains(silo.Index);

    public void Learn(SimulatedSilo silo, bool isAlive)
    {
        if (isAlive)
        {
            _believedDead.Remove(silo.Index);
        }
        else
        {
            _believedDead.Add(silo.Index);
        }
    }

    public void Send(GridCall call, ref ICallTarget? target) => network.Send(this, call);

    public GrainReference Refer(Type interfaceType, GrainId grainId) =>
        ProxyFactory.For(interfaceType)(new ReferenceSeed(this, grainId, null));
}
