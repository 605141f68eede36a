namespace OrderGrid.Embedded;

/// <summary>
/// The work of one activation, run one piece at a time and in order. It is the task scheduler of the code that runs
/// in it, so what that code awaits continues here.
/// </summary>
internal abstract class TurnQueue : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>Pieces run before the thread is offered to other queues.</summary>
    private const int PiecesPerTurn = 512;

    private readonly Lock _gate = new();
    private readonly ITurnScheduler _scheduler;
    private readonly TurnContext _context;
    private List<object>? _inbox;
    private List<object>? _batch;
    private int _batchPosition;
    private int _pieces;
    private bool _isScheduled;
    private volatile bool _isDead;
    private Task? _frame;

    protected TurnQueue(ITurnScheduler scheduler)
    {
        _scheduler = scheduler;
        _context = new(this);
    }

    public sealed override int MaximumConcurrencyLevel => 1;

    /// <summary>The name of the queue in the trace of a seeded run.</summary>
    public abstract uint TraceId { get; }

    public bool IsDead => _isDead;

    /// <summary>Adds a piece of work, from any thread.</summary>
    public void Post(object piece)
    {
        lock (_gate)
        {
            if (_isDead)
            {
                return;
            }

            (_inbox ??= SpareLists.Take()).Add(piece);
            if (_isScheduled)
            {
                return;
            }

            _isScheduled = true;
        }

        _scheduler.Ready(this);
    }

    /// <summary>Drops all work, now and from now on, as a crash does. Gives what was queued.</summary>
    public List<object> Kill()
    {
        lock (_gate)
        {
            _isDead = true;
            List<object> dropped = [.. _batch?[_batchPosition..] ?? [], .. _inbox ?? []];
            _inbox = _batch = null;
            _batchPosition = 0;
            return dropped;
        }
    }

    /// <summary>Runs work until the queue is empty or its share of the thread is used up.</summary>
    void IThreadPoolWorkItem.Execute() => RunInFrame(PiecesPerTurn);

    /// <summary>Runs one piece and says whether there is more.</summary>
    public bool RunOne()
    {
        RunInFrame(1);
        lock (_gate)
        {
            return _isScheduled && !_isDead;
        }
    }

    protected abstract void Run(object piece);

    protected abstract void Enter();

    protected abstract void Leave();

    protected sealed override void QueueTask(Task task)
    {
        if (!ReferenceEquals(task, _frame))
        {
            Post(task);
        }
    }

    protected sealed override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued
        && ReferenceEquals(RuntimeContext.CurrentActivation, this)
        && !_isDead
        && TryExecuteTask(task);

    protected sealed override IEnumerable<Task> GetScheduledTasks() => [];

    // Pieces run inside of one task of this scheduler, so that awaits find the scheduler without a task per piece.
    private void RunInFrame(int pieces)
    {
        var frame = new Task(
            static queue => ((TurnQueue)queue!).Drain(),
            this,
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach);
        _frame = frame;
        _pieces = pieces;
        frame.Start(this);
        _frame = null;
        TryExecuteTask(frame);
    }

    private void Drain()
    {
        var outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_context);
        Enter();
        try
        {
            var pieces = _pieces;
            while (TakeNext(ref pieces) is { } piece)
            {
                if (piece is Task continuation)
                {
                    TryExecuteTask(continuation);
                }
                else
                {
                    Run(piece);
                }
            }
        }
        finally
        {
            Leave();
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    private object? TakeNext(ref int pieces)
    {
        if (_batch is { } batch && _batchPosition < batch.Count && pieces-- > 0)
        {
            return batch[_batchPosition++];
        }

        lock (_gate)
        {
            if (_batch is { } begun && _batchPosition < begun.Count)
            {
                return Pause();
            }

            SpareLists.Give(_batch);
            _batch = null;
            _batchPosition = 0;
            if (_inbox is not { } next)
            {
                _isScheduled = false;
                return null;
            }

            if (pieces <= 0)
            {
                return Pause();
            }

            (_inbox, _batch) = (null, next);
            pieces--;
            return next[_batchPosition++];
        }
    }

    // The seeded scheduler asks again by itself; the thread pool is told.
    private object? Pause()
    {
        if (!_scheduler.IsSeeded)
        {
            _scheduler.Ready(this);
        }

        return null;
    }

    // An await that finds a context posts its continuation as it is; one that finds only a scheduler makes a task of
    // it first. Both lead to the same queue.
    private sealed class TurnContext(TurnQueue queue) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => queue.Post(new PostedTurn(d, state));

        public override void Send(SendOrPostCallback d, object? state) =>
            throw new NotSupportedException("A turn cannot be waited for from outside.");

        public override SynchronizationContext CreateCopy() => this;
    }
}
