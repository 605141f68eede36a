using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>A grain class with what its attributes say and how it is made.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory _make;
    private readonly Func<Activation, object>[] _facets;
    private readonly Type[] _asked;

    public GrainClass(Type type)
    {
        Type = type;
        GrainType = GrainType.Create(NameOf(type));
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        MaxWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;
        CollectionAge = AgeOf(type);
        Interfaces = [.. type.GetInterfaces().Where(one => typeof(IGrainWithStringKey).IsAssignableFrom(one))];
        var marked = FacetParameters(type);
        _asked = Asked(type, marked);
        _facets = [.. marked.Select(PersistentStateFacet.For)];
        _make = ActivatorUtilities.CreateFactory(type, [.. marked.Select(one => one.ParameterType)]);
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool IsReentrant { get; }

    /// <summary>Most activations of one identity; 0 for classes that are no stateless workers.</summary>
    public int MaxWorkers { get; }

    /// <summary>How long activations may be idle; null for the configured age.</summary>
    public TimeSpan? CollectionAge { get; }

    public Type[] Interfaces { get; }

    public static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && typeof(IGrainBase).IsAssignableFrom(type)
        && typeof(IGrainWithStringKey).IsAssignableFrom(type);

    public object Make(Activation activation)
    {
        var facets = _facets.Length == 0 ? [] : Array.ConvertAll(_facets, facet => facet(activation));
        return _make(activation.ConstructionServices, facets);
    }

    /// <summary>Whether the constructor asks for nothing that belongs to one activation.</summary>
    public bool AsksOnlyFor(SharedServices shared) => _asked.All(shared.Contains);

    private static Type[] Asked(Type type, ParameterInfo[] marked) =>
        [.. type.GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .Except(marked)
            .Select(one => one.IsDefined(typeof(FromKeyedServicesAttribute)) ? typeof(void) : one.ParameterType)];

    private static string NameOf(Type type)
    {
        if (type.GetCustomAttribute<GrainTypeAttribute>() is { } named)
        {
            return named.GrainType;
        }

        var name = type.Name;
        var trimmed = name.Length > 5 && name.EndsWith("Grain", StringComparison.OrdinalIgnoreCase) ? name[..^5] : name;
        return trimmed.ToLowerInvariant();
    }

    private static TimeSpan? AgeOf(Type type) =>
        type.IsDefined(typeof(KeepAliveAttribute), inherit: true) ? TimeSpan.MaxValue
        : type.GetCustomAttribute<CollectionAgeLimitAttribute>() is not { } limit ? null
        : limit.AlwaysActive ? TimeSpan.MaxValue
        : limit.AgeLimit;

    private static ParameterInfo[] FacetParameters(Type type) =>
        [.. type.GetConstructors()
            .Select(constructor => constructor.GetParameters()
                .Where(one => one.IsDefined(typeof(PersistentStateAttribute)))
                .ToArray())
            .MaxBy(parameters => parameters.Length) ?? []];
}
