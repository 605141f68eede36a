using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>The activations of one silo and the way to them.</summary>
internal sealed partial class Silo : ICallOrigin
{
    private readonly ActivationDirectory _directory = new();
    private readonly Func<GrainId, ICallTarget> _make;
    private readonly ICallRouter? _router;
    private readonly ConcurrentDictionary<GrainClass, bool> _builtWithoutScope = new();
    private readonly SharedServices? _shared;
    private ActivationLimit? _activationLimit;
    private ITimer? _collector;
    private volatile bool _isStopped;
    private int _serial;

    public Silo(SiloSeed seed, EmbeddedGridOptions options, IServiceProvider services)
    {
        Name = seed.Name;
        Scheduler = seed.Scheduler;
        Time = seed.Time;
        Classes = seed.Classes;
        _router = seed.Router;
        Member = seed.Member;
        Options = options;
        Services = services;
        _shared = services.GetService<SharedServices>();
        Log = seed.Log;
        GrainFactory = new GridFactory(this, Classes, services);
        var shortest = Classes.ShortestTimeout is { } asked && asked < options.ResponseTimeout
            ? asked
            : options.ResponseTimeout;
        Clock = new CallClock(seed.Time, shortest);
        _make = id => Make(id);
    }

    public string Name { get; }

    public IMember? Member { get; }

    public ITurnScheduler Scheduler { get; }

    public TimeProvider Time { get; }

    public GrainClassMap Classes { get; }

    public EmbeddedGridOptions Options { get; }

    public IServiceProvider Services { get; }

    public ILogger Log { get; }

    public GridFactory GrainFactory { get; }

    public CallClock Clock { get; }

    public bool IsStopped => _isStopped;

    public void Send(GridCall call, ref ICallTarget? target)
    {
        if (_router is not null)
        {
            _router.Send(this, call);
            return;
        }

        call.Deadline = Clock.After(call.Shape.ResponseTimeout ?? Options.ResponseTimeout);
        var known = target;
        if (known is null || known.IsClosed)
        {
            if (_isStopped)
            {
                call.Fail(new SiloUnavailableException($"{Name} has stopped and cannot run {call.Shape.Name}."));
                return;
            }

            target = known = _directory.GetOrAdd(call.TargetId, _make);
        }

        known.Receive(call);
    }

    /// <summary>Hands a call to the local activation of its grain.</summary>
    public void Deliver(GridCall call)
    {
        if (_isStopped)
        {
            call.Fail(new SiloUnavailableException($"{Name} has stopped and cannot run {call.Shape.Name}."));
            return;
        }

        _directory.GetOrAdd(call.TargetId, _make).Receive(call);
    }

    public GrainReference Refer(Type interfaceType, GrainId grainId) =>
        ProxyFactory.For(interfaceType)(new ReferenceSeed(this, grainId, null));

    public bool MayBuildWithoutScope(GrainClass grainClass) =>
        _shared is not null
        && _builtWithoutScope.GetOrAdd(
            grainClass, static (one, shared) => one.AsksOnlyFor(shared), _shared);

    /// <summary>
    /// Cancelled when an activation that begins now has taken too long; up to a tick of the clock later, as those that
    /// begin within one tick share it.
    /// </summary>
    public CancellationToken ActivationTimeout()
    {
        var now = Clock.Now;
        if (_activationLimit is not { } limit || limit.Begun != now)
        {
            limit = new(now, new CancellationTokenSource(Options.ActivationTimeout + Clock.Tick, Time));
            _activationLimit = limit;
        }

        return limit.Source.Token;
    }

    public int NextSerial() => Interlocked.Increment(ref _serial);

    public void Remove(Activation activation) =>
        _directory.Remove(activation.GrainId, activation);

    public void FailExpired(GridCall call)
    {
        var timeout = call.Shape.ResponseTimeout ?? Options.ResponseTimeout;
        call.Fail(new TimeoutException(
            $"Response did not arrive on time in {timeout} for the call of {call.Shape.Name} to {call.TargetId}."));
    }

    /// <summary>The activations in the order they were made, which a seeded run repeats.</summary>
    public Activation[] Activations()
    {
        var all = new List<Activation>();
        ForEachActivation(all.Add);
        return [.. all.OrderBy(one => one.Serial)];
    }

    private void ForEachActivation(Action<Activation> look) => _directory.ForEach(target =>
    {
        if (target is WorkerGroup group)
        {
            Array.ForEach(group.Snapshot(), look);
        }
        else
        {
            look((Activation)target);
        }
    });

    private ICallTarget Make(GrainId id)
    {
        var grainClass = Classes.Of(id);
        return grainClass.MaxWorkers > 0
            ? new WorkerGroup(this, id, grainClass)
            : new Activation(this, id, grainClass);
    }

    private sealed record ActivationLimit(int Begun, CancellationTokenSource Source);
}

/// <summary>What a silo is made from.</summary>
internal sealed record SiloSeed(string Name, ITurnScheduler Scheduler, GrainClassMap Classes, ILogger Log)
{
    /// <summary>The silo's own view of the time, which in a simulation may be skewed.</summary>
    public TimeProvider Time { get; init; } = Scheduler.Time;

    /// <summary>The way between silos; null where there is only one.</summary>
    public ICallRouter? Router { get; init; }

    /// <summary>The silo as the router knows it.</summary>
    public IMember? Member { get; init; }
}
