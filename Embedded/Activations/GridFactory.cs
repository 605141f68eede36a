using Orleans;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>Makes references whose calls start at one origin.</summary>
internal sealed class GridFactory(ICallOrigin origin, GrainClassMap classes, IServiceProvider services) : IClusterClient
{
    public IServiceProvider ServiceProvider { get; } = services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey =>
        (TGrainInterface)(object)Make(typeof(TGrainInterface), primaryKey, grainClassNamePrefix);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey)
    {
        ArgumentNullException.ThrowIfNull(grainInterfaceType);
        return (IGrain)Make(grainInterfaceType, grainPrimaryKey, null);
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable =>
        (TGrainInterface)(object)ProxyFactory.For(typeof(TGrainInterface))(new ReferenceSeed(origin, grainId, null));

    private GrainReference Make(Type interfaceType, string key, string? prefix)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        var id = new GrainId(classes.Of(interfaceType, prefix).GrainType, IdSpan.Create(key));
        return ProxyFactory.For(interfaceType)(new ReferenceSeed(origin, id, key));
    }
}
