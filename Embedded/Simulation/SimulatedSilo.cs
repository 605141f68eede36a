using Orleans;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>One silo of a simulated cluster, through all its lives.</summary>
public sealed class SimulatedSilo : IMember
{
    private readonly HashSet<int> _believedDead = [];
    private Silo? _current;
    private ServiceLife? _life;

    internal SimulatedSilo(int index) => Index = index;

    public int Index { get; }

    public string Name => $"silo-{Index}";

    public bool IsAlive { get; private set; }

    /// <summary>The services of its present life; a restart makes new ones.</summary>
    public IServiceProvider Services => Current.Services;

    /// <summary>Calls from inside this silo.</summary>
    public IGrainFactory GrainFactory => Current.GrainFactory;

    /// <summary>The context of this silo's code outside of grains; it dies with the silo.</summary>
    public SynchronizationContext Context => _life?.Context ?? throw NotStarted();

    /// <summary>The silo's clock.</summary>
    public TimeProvider Time => _life?.Time ?? throw NotStarted();

    /// <summary>How far its clock is ahead of the simulation's; negative if it is behind.</summary>
    public TimeSpan ClockSkew
    {
        get => _life?.Time.Skew ?? TimeSpan.Zero;
        set => (_life ?? throw NotStarted()).Time.Skew = value;
    }

    /// <summary>The grains that are active here, in the order of their activation.</summary>
    public IReadOnlyList<GrainId> ActiveGrains =>
        _current is null ? [] : [.. _current.Activations().Select(one => one.GrainId)];

    internal int Generation { get; private set; }

    int IMember.Generation => Generation;

    internal Silo Current => _current ?? throw NotStarted();

    bool IMember.Believes(SimulatedSilo silo) => !_believedDead.Contains(silo.Index);

    void IMember.Learn(SimulatedSilo silo, bool isAlive)
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

    /// <summary>The hash that decides which silo owns a grain.</summary>
    internal ulong Seal(GrainId id) =>
        unchecked((ulong)id.GetUniformHashCode() * 0x9e3779b97f4a7c15 ^ (ulong)(Index + 1) * 0xbf58476d1ce4e5b9)
            * 0x94d049bb133111eb >> 17;

    internal void Begin(Silo silo, ServiceLife life)
    {
        _current = silo;
        _life = life;
        _believedDead.Clear();
        Generation++;
        IsAlive = true;
    }

    internal void End() => IsAlive = false;

    /// <summary>Ends the activations that belong to other silos by what this one knows.</summary>
    internal void EndForeign(IReadOnlyList<SimulatedSilo> all, Func<TimeSpan> delay, ClusterNetwork network)
    {
        if (!IsAlive)
        {
            return;
        }

        foreach (var id in ActiveGrains.Where(id => IsForeign(id, all)).ToArray())
        {
            network.After(delay(), () => EndForeign(id, all));
        }
    }

    internal void EndForeign(GrainId id, IReadOnlyList<SimulatedSilo>? all = null)
    {
        if (!IsAlive || (all is not null && !IsForeign(id, all)))
        {
            return;
        }

        foreach (var activation in Current.Activations().Where(one => one.GrainId == id))
        {
            activation.Deactivate(new(DeactivationReasonCode.DuplicateActivation, "Another silo owns the grain."));
        }
    }

    private bool IsForeign(GrainId id, IReadOnlyList<SimulatedSilo> all) =>
        Current.Classes.Of(id).MaxWorkers == 0
        && ClusterNetwork.Owner(id, [.. all.Where(((IMember)this).Believes)]) != this;

    private InvalidOperationException NotStarted() => new($"{Name} has not been started.");
}

/// <summary>What lives exactly as long as one life of a silo.</summary>
internal sealed record ServiceLife(SimulationContext Context, SiloTime Time);
