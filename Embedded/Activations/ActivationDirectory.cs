using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>
/// Where the calls of each grain go. It is a few dozen dictionaries, each with a lock: new activations stand beside
/// each other in them, whereas the nodes of a concurrent dictionary hang at places all over an old array, and every
/// collection looks at each place that got a young one.
/// </summary>
internal sealed class ActivationDirectory
{
    private const int StripeBits = 6;

    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, 1 << StripeBits).Select(_ => new Stripe())];

    /// <summary>The target of a grain; made once when there is none.</summary>
    public ICallTarget GetOrAdd(GrainId id, Func<GrainId, ICallTarget> make)
    {
        var stripe = Of(id);
        lock (stripe.Gate)
        {
            if (!stripe.Targets.TryGetValue(id, out var target))
            {
                target = make(id);
                stripe.Targets.Add(id, target);
            }

            return target;
        }
    }

    /// <summary>Forgets a target, unless another stands in its place by now.</summary>
    public void Remove(GrainId id, ICallTarget target)
    {
        var stripe = Of(id);
        lock (stripe.Gate)
        {
            if (stripe.Targets.TryGetValue(id, out var found) && ReferenceEquals(found, target))
            {
                stripe.Targets.Remove(id);
            }
        }
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear()
    {
        foreach (var stripe in _stripes)
        {
            lock (stripe.Gate)
            {
                stripe.Targets.Clear();
            }
        }
    }

    /// <summary>Shows every target. What is done with it must not come back here.</summary>
    public void ForEach(Action<ICallTarget> look)
    {
        foreach (var stripe in _stripes)
        {
            lock (stripe.Gate)
            {
                foreach (var target in stripe.Targets.Values)
                {
                    look(target);
                }
            }
        }
    }

    private Stripe Of(GrainId id) => _stripes[(id.GetUniformHashCode() * 0x9E3779B1u) >> (32 - StripeBits)];

    private sealed class Stripe
    {
        public Lock Gate { get; } = new();

        public Dictionary<GrainId, ICallTarget> Targets { get; } = [];
    }
}
