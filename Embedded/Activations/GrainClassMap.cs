using System.Collections.Concurrent;
using System.Reflection;
using Orleans;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>Which class answers for an interface and for a grain id.</summary>
internal sealed class GrainClassMap
{
    private readonly Dictionary<GrainType, GrainClass> _byGrainType = [];
    private readonly Dictionary<Type, List<GrainClass>> _byInterface = [];
    private readonly ConcurrentDictionary<Type, GrainClass> _resolved = new();

    public GrainClassMap(IEnumerable<Assembly> assemblies)
    {
        foreach (var type in assemblies.Distinct().SelectMany(one => one.GetTypes()).Where(GrainClass.IsGrainClass))
        {
            Add(new GrainClass(type));
        }
    }

    /// <summary>The shortest timeout that any method asks for; used to choose how fine the clock ticks.</summary>
    public TimeSpan? ShortestTimeout { get; private set; }

    public GrainClass Of(GrainId id) =>
        _byGrainType.TryGetValue(id.Type, out var found)
            ? found
            : throw new ArgumentException(
                $"No grain class is registered for the grain type \"{id.Type}\".", nameof(id));

    public GrainClass Of(Type interfaceType, string? classNamePrefix)
    {
        if (classNamePrefix is null)
        {
            return _resolved.TryGetValue(interfaceType, out var known)
                ? known
                : _resolved.GetOrAdd(interfaceType, type => Find(type, null));
        }

        return Find(interfaceType, classNamePrefix);
    }

    private GrainClass Find(Type interfaceType, string? prefix)
    {
        var fitting = _byInterface.TryGetValue(interfaceType, out var all)
            ? all.FindAll(one => prefix is null
                || one.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal)
                || one.Type.Name.StartsWith(prefix, StringComparison.Ordinal))
            : [];
        return fitting.Count switch
        {
            1 => fitting[0],
            0 => throw new ArgumentException(
                $"Could not find an implementation for interface {interfaceType}", nameof(interfaceType)),
            _ => throw new ArgumentException(
                $"Several classes implement {interfaceType}: {string.Join(", ", fitting.Select(one => one.Type))}. "
                + "Name one by its class name prefix.",
                nameof(interfaceType)),
        };
    }

    private void Add(GrainClass grainClass)
    {
        if (!_byGrainType.TryAdd(grainClass.GrainType, grainClass))
        {
            throw new InvalidOperationException(
                $"{grainClass.Type} and {_byGrainType[grainClass.GrainType].Type} have the same grain type "
                + $"\"{grainClass.GrainType}\". Give one a [GrainType].");
        }

        foreach (var one in grainClass.Interfaces)
        {
            if (!_byInterface.TryGetValue(one, out var list))
            {
                _byInterface[one] = list = [];
            }

            list.Add(grainClass);
            NoteTimeouts(one);
        }
    }

    private void NoteTimeouts(Type interfaceType)
    {
        foreach (var method in interfaceType.GetMethods())
        {
            var asked = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
            if (asked is { } timeout && (ShortestTimeout is null || timeout < ShortestTimeout))
            {
                ShortestTimeout = timeout;
            }
        }
    }
}
