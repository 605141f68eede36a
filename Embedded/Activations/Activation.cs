using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>A grain in memory: its instance, its calls and its turns.</summary>
internal sealed partial class Activation : TurnQueue, IGrainContext, ICallTarget
{
    private readonly GrainClass _class;
    private CallList _waiting;
    private CallList _running;
    private ActivationLifecycle? _lifecycle;
    private Dictionary<Type, object>? _components;
    private AsyncServiceScope? _scope;
    private GrainReference? _reference;
    private string? _keyText;

    public Activation(Silo silo, GrainId grainId, GrainClass grainClass, Action<Activation>? onEnded = null)
        : base(silo.Scheduler)
    {
        Silo = silo;
        GrainId = grainId;
        _class = grainClass;
        _onEnded = onEnded;
        Serial = silo.NextSerial();
        _lastUsed = silo.Clock.Now;
    }

    public Silo Silo { get; }

    public GrainId GrainId { get; }

    public int Serial { get; }

    public object? GrainInstance { get; private set; }

    public string KeyText => _keyText ??= GrainId.Key.ToString();

    public GrainReference GrainReference => _reference ??= Silo.Refer(_class.Interfaces[0], GrainId);

    // Most grains use singletons only, and need no scope of their own.
    public IServiceProvider ActivationServices =>
        (_scope ??= Silo.Services.CreateAsyncScope()).ServiceProvider;

    public IGrainLifecycle ObservableLifecycle => _lifecycle ??= new();

    public override uint TraceId => unchecked((GrainId.GetUniformHashCode() * 31) + (uint)Serial);

    /// <summary>The running call that others wait for, or null; read by other threads to find cycles.</summary>
    public GridCall? Blocking => Volatile.Read(ref _blocking);

    /// <summary>Whether nothing is queued or running, for choosing among stateless workers.</summary>
    public int Load => Volatile.Read(ref _load);

    /// <summary>Where the grain's constructor gets what it asks for.</summary>
    public IServiceProvider ConstructionServices =>
        Silo.MayBuildWithoutScope(_class) ? Silo.Services : ActivationServices;

    public TComponent? GetComponent<TComponent>()
        where TComponent : class =>
        _components is not null && _components.TryGetValue(typeof(TComponent), out var found)
            ? (TComponent)found
            : GrainInstance as TComponent;

    public void SetComponent<TComponent>(TComponent? value)
        where TComponent : class
    {
        _components ??= [];
        if (value is null)
        {
            _components.Remove(typeof(TComponent));
        }
        else
        {
            _components[typeof(TComponent)] = value;
        }
    }

    public void Receive(GridCall call)
    {
        Interlocked.Increment(ref _load);
        Post(call);
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override string ToString() => $"{GrainId}@{Silo.Name}#{Serial}";

    protected override void Enter() => RuntimeContext.CurrentActivation = this;

    protected override void Leave() => RuntimeContext.CurrentActivation = null;

    protected override void Run(object piece)
    {
        switch (piece)
        {
            case GridCall call:
                Accept(call);
                break;
            case Turn turn:
                RunTurn(turn);
                break;
            default:
                throw new ArgumentException($"{piece.GetType()} is no work for an activation.", nameof(piece));
        }
    }

    private void RunTurn(Turn turn)
    {
        try
        {
            turn.Run();
        }
        catch (Exception failure)
        {
            LogTurnFailed(Silo.Log, failure, GrainId);
        }
    }
}
