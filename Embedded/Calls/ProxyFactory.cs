using System.Collections.Concurrent;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>Makes references to grains by interface. The classes are emitted once per interface and process.</summary>
internal static class ProxyFactory
{
    private static readonly ConcurrentDictionary<Type, Func<ReferenceSeed, GrainReference>> Makers = new();
    private static readonly Lock Emitting = new();

    public static Func<ReferenceSeed, GrainReference> For(Type interfaceType)
    {
        if (Makers.TryGetValue(interfaceType, out var maker))
        {
            return maker;
        }

        lock (Emitting)
        {
            return Makers.GetOrAdd(interfaceType, static type => new ProxyEmitter(type).Emit());
        }
    }
}
