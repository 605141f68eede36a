using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>Carries calls between clients and silos, with the faults that the dice decide.</summary>
internal sealed class ClusterNetwork(Simulation simulation, MessageFaults faults, EmbeddedGridOptions options)
    : ICallRouter
{
    private readonly SeededDice _dice = simulation.Dice.Fork("network");

    public Func<IReadOnlyList<SimulatedSilo>> Silos { get; set; } = () => [];

    public void Send(ICallOrigin origin, GridCall call)
    {
        var from = (origin as Silo)?.Member ?? (IMember)origin;
        if (!from.IsAlive)
        {
            return;
        }

        WatchTimeout(call);
        if (Place(from, call) is not { } target)
        {
            call.Fail(new SiloUnavailableException($"No silo is known to be alive for {call.TargetId}."));
            return;
        }

        simulation.Note(target.Seal(call.TargetId));
        if (ReferenceEquals(from, target))
        {
            target.Current.Deliver(call);
            return;
        }

        call.Leg = new Leg(this, from, from.Generation);
        if (_dice.Chance(faults.LostRequest))
        {
            return;
        }

        if (_dice.Chance(faults.DoubledRequest))
        {
            Carry(call.Duplicate(), target);
        }

        Carry(call, target);
    }

    /// <summary>Tells the caller, or leaves it to its timeout, that the silo its call ran on is gone.</summary>
    public void FailCrashed(GridCall call, string silo)
    {
        if (call.Leg is not null && !_dice.Chance(faults.SilentCrash))
        {
            After(
                Latency(),
                () => call.Fail(new SiloUnavailableException($"{silo} crashed during {call.Shape.Name}.")));
        }
    }

    public void After(TimeSpan delay, Action action) =>
        simulation.VirtualTime.After(delay, action);

    public TimeSpan Up(TimeSpan longest) => _dice.Between(TimeSpan.Zero, longest);

    private SimulatedSilo? Place(IMember from, GridCall call)
    {
        var known = Silos().Where(from.Believes).ToArray();
        if (known.Length == 0)
        {
            return null;
        }

        if (from is SimulatedSilo local && local.Current.Classes.Of(call.TargetId).MaxWorkers > 0)
        {
            return local;
        }

        var right = Owner(call.TargetId, known);
        if (known.Length == 1 || !_dice.Chance(faults.Misrouted))
        {
            return right;
        }

        var wrong = _dice.Pick([.. known.Where(one => one != right)]);
        After(Up(faults.LongestDuplicate), () => wrong.EndForeign(call.TargetId));
        return wrong;
    }

    /// <summary>The silo of a grain: whose hash with the grain's is the highest, so few grains ever move.</summary>
    public static SimulatedSilo Owner(GrainId id, IReadOnlyList<SimulatedSilo> silos) =>
        silos.MaxBy(one => one.Seal(id))!;

    private void Carry(GridCall call, SimulatedSilo target)
    {
        var generation = target.Generation;
        After(Latency(), () =>
        {
            if (target.IsAlive && target.Generation == generation)
            {
                target.Current.Deliver(call);
            }
            else
            {
                FailCrashed(call, target.Name);
            }
        });
    }

    private TimeSpan Latency() =>
        Up(_dice.Chance(faults.Delayed) ? faults.LongestDelay : faults.LongestLatency);

    private void WatchTimeout(GridCall call)
    {
        var timeout = call.Shape.ResponseTimeout ?? options.ResponseTimeout;
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        After(timeout, () =>
        {
            if (!call.IsAnswered)
            {
                call.Fail(new TimeoutException(
                    $"Response did not arrive on time in {timeout} for {call.Shape.Name} to {call.TargetId}."));
            }
        });
    }

    private void Reply(Action answer, IMember to, int generation)
    {
        if (!_dice.Chance(faults.LostReply))
        {
            After(Latency(), () =>
            {
                if (to.IsAlive && to.Generation == generation)
                {
                    answer();
                }
            });
        }
    }

    private sealed class Leg(ClusterNetwork network, IMember origin, int generation) : CallLeg
    {
        public override void Reply(GridCall call, Action answer) => network.Reply(answer, origin, generation);
    }
}

/// <summary>A silo or a client, as the network sees it.</summary>
internal interface IMember
{
    bool IsAlive { get; }

    /// <summary>Grows with each restart: messages to an earlier life do not reach a later one.</summary>
    int Generation { get; }

    /// <summary>Whether this member takes a silo for alive, which may be wrong for a while.</summary>
    bool Believes(SimulatedSilo silo);

    void Learn(SimulatedSilo silo, bool isAlive);
}
