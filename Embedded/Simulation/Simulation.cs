namespace OrderGrid.Embedded;

/// <summary>
/// Runs everything on one thread and in virtual time. One seed decides every interleaving, delay and tie, so a run is
/// repeated exactly by its seed. Code in it must take its time from <see cref="Time"/>, its chance from
/// <see cref="Dice"/>, and do no real input or output.
/// </summary>
public sealed partial class Simulation
{
    /// <summary>Steps after which a run that has not ended is taken for one that never does.</summary>
    private const long StepLimit = 100_000_000;

    /// <summary>The virtual time a step takes, at most.</summary>
    private const int LongestStepTicks = 200;

    private readonly Lock _gate = new();
    private readonly List<object> _ready = [];
    private readonly SeededDice _order;
    private readonly TraceHash _trace = new();
    private readonly VirtualTime _time;
    private readonly SimulationContext _context;
    private readonly SeededScheduler _scheduler;
    private int _driver;
    private string? _escape;
    private int _lateArrivals;
    private int _lastDriver;

    public Simulation(ulong seed)
        : this(seed, new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <param name="seed">Decides the run.</param>
    /// <param name="start">The virtual time at its start.</param>
    public Simulation(ulong seed, DateTimeOffset start)
    {
        Seed = seed;
        Dice = new SeededDice(seed);
        _order = Dice.Fork("order");
        _time = new VirtualTime(start, Dice.Fork("timers"), SynchronizationContext.SetSynchronizationContext);
        _context = new SimulationContext(this, () => true);
        _time.DefaultContext = _context;
        _scheduler = new SeededScheduler(this, Dice.Fork("identities"));
    }

    public ulong Seed { get; }

    /// <summary>Chance for faults and workloads.</summary>
    public SeededDice Dice { get; }

    /// <summary>The virtual time. Its timers fire as steps of the run.</summary>
    public TimeProvider Time => _time;

    /// <summary>The virtual time since the start.</summary>
    public TimeSpan Elapsed => _time.Elapsed;

    /// <summary>The context of code outside of grains: clients, models of partners, a journal in memory.</summary>
    public SynchronizationContext Context => _context;

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>A hash over all steps so far: equal for equal seeds and equal code.</summary>
    public string Trace => _trace.ToString();

    internal ITurnScheduler Scheduler => _scheduler;

    internal VirtualTime VirtualTime => _time;

    /// <summary>Mixes something that must repeat, such as an outcome, into the trace.</summary>
    public void Note(string fact) => _trace.Mix(Orleans.StableHash.ComputeHash(fact));

    internal void Note(ulong fact) => _trace.Mix(fact);

    internal void Add(object piece)
    {
        var driver = Volatile.Read(ref _driver);
        if (driver == 0 && _lastDriver != 0 && Environment.CurrentManagedThreadId != _lastDriver)
        {
            Interlocked.Increment(ref _lateArrivals);
        }
        else if (driver != 0 && driver != Environment.CurrentManagedThreadId)
        {
            _escape ??= Environment.StackTrace;
        }

        lock (_gate)
        {
            _ready.Add(piece);
        }
    }

    internal void Outside(Func<Task> work) => _context.Post(static run => _ = ((Func<Task>)run!)(), work);

    internal SimulationContext NewContext(Func<bool> isAlive) => new(this, isAlive);

    /// <summary>Takes one step, at most up to a time; false if there was none to take.</summary>
    private bool Step(TimeSpan until)
    {
        var due = _time.NextDue();
        var isTimerDue = due <= _time.Elapsed;
        var choices = _ready.Count + (isTimerDue ? 1 : 0);
        if (choices == 0)
        {
            if (due is not { } next || next > until)
            {
                return false;
            }

            _time.Advance(next - _time.Elapsed);
            choices = 1;
        }

        var choice = _order.Next(choices);
        _trace.Mix(choice < _ready.Count ? RunReady(choice) : 3UL << 32 | _time.FireNext());
        _time.Advance(TimeSpan.FromTicks(_order.Next(LongestStepTicks)));
        _trace.Mix((ulong)_time.Elapsed.Ticks);
        CheckStep();
        return true;
    }

    private ulong RunReady(int choice)
    {
        var piece = _ready[choice];
        if (piece is TurnQueue queue)
        {
            if (queue.RunOne())
            {
                return 1UL << 32 | queue.TraceId;
            }

            Take(choice);
            return 1UL << 32 | queue.TraceId;
        }

        Take(choice);
        var outside = (OutsidePiece)piece;
        SynchronizationContext.SetSynchronizationContext(outside.Context);
        outside.Context.Run(outside);
        SynchronizationContext.SetSynchronizationContext(null);
        return 2UL << 32;
    }

    // The last one takes the place of the one that goes: nothing depends on the order in the list.
    private void Take(int index)
    {
        lock (_gate)
        {
            _ready[index] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
        }
    }

    private void CheckStep()
    {
        if (_escape is { } escape)
        {
            throw new SimulationEscapedException(
                $"Seed {Seed}, step {Steps}: code came back into the simulation from another thread.\n{escape}");
        }

        if (++Steps > StepLimit)
        {
            throw new SimulationStuckException($"Seed {Seed}: no end after {StepLimit} steps, at {Elapsed}.");
        }
    }
}
