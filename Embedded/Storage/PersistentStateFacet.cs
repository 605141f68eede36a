using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace OrderGrid.Embedded;

/// <summary>Makes the records that constructor parameters ask for.</summary>
internal static class PersistentStateFacet
{
    private static readonly MethodInfo Generic = typeof(PersistentStateFacet)
        .GetMethod(nameof(Make), BindingFlags.Static | BindingFlags.NonPublic)!;

    public static Func<Activation, object> For(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new InvalidOperationException(
                $"Parameter {parameter.Name} of {parameter.Member.DeclaringType} must be an IPersistentState<T>.");
        }

        var attribute = parameter.GetCustomAttribute<PersistentStateAttribute>()!;
        var name = attribute.StateName.Length > 0 ? attribute.StateName : parameter.Name!;
        var make = Generic.MakeGenericMethod(type.GetGenericArguments())
            .CreateDelegate<Func<Activation, string, string?, object>>();
        return activation => make(activation, name, attribute.StorageName);
    }

    private static PersistentState<TState> Make<TState>(Activation activation, string name, string? storageName)
    {
        var services = activation.ActivationServices;
        var storage = string.IsNullOrEmpty(storageName)
            ? services.GetService<IGrainStorage>()
            : services.GetKeyedService<IGrainStorage>(storageName);
        if (storage is null)
        {
            throw new InvalidOperationException(
                $"{activation.GrainId} needs the storage provider \"{storageName}\", which is not registered.");
        }

        var state = new PersistentState<TState>(name, activation, storage);
        activation.ObservableLifecycle.Subscribe(name, GrainLifecycleStage.SetupState, state);
        return state;
    }
}

/// <summary>A record of one activation.</summary>
internal sealed class PersistentState<TState>(string name, Activation activation, IGrainStorage storage)
    : IPersistentState<TState>, ILifecycleObserver
{
    private readonly GrainState<TState> _record = new(New());

    public TState State
    {
        get => _record.State!;
        set => _record.State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists => _record.RecordExists;

    public Task OnStart(CancellationToken cancellationToken = default) => ReadStateAsync();

    public Task OnStop(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public async Task ReadStateAsync()
    {
        await storage.ReadStateAsync(name, activation.GrainId, _record);
        _record.State ??= New();
    }

    public Task WriteStateAsync() => storage.WriteStateAsync(name, activation.GrainId, _record);

    public async Task ClearStateAsync()
    {
        await storage.ClearStateAsync(name, activation.GrainId, _record);
        _record.State = New();
    }

    private static TState New() =>
        typeof(TState).IsValueType || typeof(TState).GetConstructor(Type.EmptyTypes) is not null
            ? Activator.CreateInstance<TState>()
            : default!;
}
