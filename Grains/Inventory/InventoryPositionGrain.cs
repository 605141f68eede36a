using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrderGrid.Identity;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>
/// Shell of a position. Commands that arrive while a commit is under way wait, are then decided one after the other
/// on the state before them, and share the next journal record: a hot position costs one record per commit, however
/// many buyers it has.
/// </summary>
[Reentrant]
public sealed partial class InventoryPositionGrain(
    IJournal journal,
    IPromiseNews news,
    NotedCommits notes,
    TimeProvider clock,
    ILogger<InventoryPositionGrain> log)
    : Grain, IInventoryPositionGrain
{
    private const int EventsPerSnapshot = 2_000;

    private readonly Queue<Waiting> _waiting = new();
    private readonly DeadlineBuckets _announced = new();
    private EventStream<Position, PositionEvent> _stream = null!;
    private IGrainTimer? _expiry;
    private DateTimeOffset _expirySetFor = DateTimeOffset.MaxValue;
    private TaskCompletionSource? _drained;
    private NotedCommits.Chain _noted;
    private DateTimeOffset _provenAt;
    private long _snapshotAt;
    private bool _proofAsked;
    private bool _writing;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _stream = new(
            journal,
            new(StreamCategory.Position, this.GetPrimaryKeyString()),
            PositionEvents.Format,
            Position.Empty,
            PositionEvolution.Evolve);
        _provenAt = clock.GetUtcNow();
        await _stream.LoadAsync(PositionEvents.Snapshots, cancellationToken);
        _stream.State.Holds.Settle();
        _snapshotAt = _stream.Version.Value;
        WatchExpiry();
        ResumePromises();
    }

    /// <inheritdoc/>
    public Task<PositionOutcome> Hold(PlaceHold command) => Decide(command);

    /// <inheritdoc/>
    public Task<PositionOutcome> Commit(CommitHold command) =>
        // What is in the journal already needs no turn of the writer's, which would take along what was only noted:
        // most are asked for once more by the lane that makes sure of them.
        !_stream.Lost && HoldDecisions.IsCommitted(_stream.State, command, out var quantity)
            ? Task.FromResult(Answer(PositionAnswer.Done, quantity))
            : Decide(command);

    /// <inheritdoc/>
    public Task NoteAccepted(CommitHold command)
    {
        if (!_stream.Lost && _noted.Count < PositionLimits.MaxWaiting)
        {
            notes.Add(ref _noted, command);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<PositionOutcome> Extend(ExtendHold command) => Decide(command);

    /// <inheritdoc/>
    public Task<PositionOutcome> Release(ReleaseHold command) => Decide(command);

    /// <inheritdoc/>
    public Task<PositionOutcome> Ship(ShipHold command) => Decide(command);

    /// <inheritdoc/>
    public Task<PositionOutcome> Adjust(AdjustStock command) => Decide(command);

    /// <inheritdoc/>
    public Task<PositionOutcome> Update(StockUpdate command) => Decide(command);

    /// <inheritdoc/>
    public async Task<PositionAvailability> GetAvailability()
    {
        await SweepDue();
        return new(PositionKey.Parse(this.GetPrimaryKeyString()), _stream.Trusted.Levels, _stream.Version)
        {
            Terms = _stream.Trusted.Terms,
        };
    }

    /// <inheritdoc/>
    public async Task<PositionAvailability> GetAvailabilityFor(
        Holder holder, ImmutableArray<HoldId> series, CustomerId? buyer) =>
        await GetAvailability() with
        {
            Own = HoldSeries.Own(_stream.Trusted, series, holder, clock.GetUtcNow()),
            BuyerLeft = BuyerCounts.Left(_stream.Trusted, buyer, clock.GetUtcNow()),
        };

    /// <inheritdoc/>
    public async Task<DateTimeOffset> ExpireDue()
    {
        await Prove();
        await SweepDue();
        WatchExpiry();
        return HasNews ? DateTimeOffset.MinValue : PositionEvolution.EarliestPending(_stream.Trusted);
    }

    private Task<PositionOutcome> Decide(PositionCommand command)
    {
        if (_stream.Lost || _waiting.Count >= PositionLimits.MaxWaiting)
        {
            return Task.FromResult(Answer(PositionAnswer.NotWritten, Quantity.Zero));
        }

        var waiting = new Waiting(command, new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_writing)
        {
            _waiting.Enqueue(waiting);
        }
        else
        {
            _ = Drain(waiting);
        }

        return waiting.Answered.Task;
    }

    private async Task Drain(Waiting? first)
    {
        _writing = true;
        try
        {
            do
            {
                var batch = DecideWaiting(first);
                first = null;
                try
                {
                    batch.Answer(await Write(batch), _stream.State.Levels, _stream.Version);
                }
                catch (Exception exception)
                {
                    batch.Fail(exception);
                    throw;
                }
            }
            while (_waiting.Count > 0 || _proofAsked || (_unsettled && !_stream.Lost));
        }
        catch (Exception exception)
        {
            // The outermost loop of the position: a defect must not leave callers without an answer.
            LogDefect(log, exception, this.GetPrimaryKeyString());
            first?.Answered.TrySetException(exception);
            while (_waiting.TryDequeue(out var next))
            {
                next.Answered.SetException(exception);
            }

            DeactivateOnIdle();
        }
        finally
        {
            _writing = false;
            _drained?.SetResult();
            _drained = null;
        }

        WatchExpiry();
        WatchPromises();
        _ = KeepSnapshot();
    }

    // At least the holds that are due; then what was noted, and whoever waits.
    private PositionBatch DecideWaiting(Waiting? first)
    {
        var waiting = Math.Min(_noted.Count + _waiting.Count + 1, PositionLimits.MaxCommandsPerRecord);
        var batch = new PositionBatch(_stream.State, clock.GetUtcNow(), waiting) { NeedsProof = _proofAsked };
        _proofAsked = false;
        try
        {
            while (batch.Count + 1 < PositionLimits.MaxCommandsPerRecord && notes.TryTake(ref _noted, out var noted))
            {
                batch.Decide(noted, null);
            }

            if (first is { } begun)
            {
                batch.Decide(begun.Command, begun.Answered);
            }

            while (batch.Count < PositionLimits.MaxCommandsPerRecord && _waiting.TryDequeue(out var next))
            {
                batch.Decide(next.Command, next.Answered);
            }

            _unsettled = batch.SettlePromises(_unsettled);
            return batch;
        }
        catch (Exception exception)
        {
            batch.Fail(exception);
            throw;
        }
    }

    private Task Sweep()
    {
        if (!_writing && !_stream.Lost)
        {
            _ = Drain(first: null);
        }

        return Drained();
    }

    // Made for whoever waits: a position that kept its last write's task would keep it for hours.
    private Task Drained() => _writing
        ? (_drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task
        : Task.CompletedTask;

    private async Task KeepSnapshot()
    {
        // A snapshot costs as much as the holds it lists, so the more there are, the rarer it is.
        var due = Math.Max(EventsPerSnapshot, 2L * _stream.State.Holds.Count);
        if (_stream.Lost || _stream.Version.Value - _snapshotAt < due)
        {
            return;
        }

        _snapshotAt = _stream.Version.Value;
        try
        {
            await _stream.KeepSnapshotAsync(PositionEvents.Snapshots, CancellationToken.None);
        }
        catch (JournalUnavailableException exception)
        {
            LogNoSnapshot(log, exception, this.GetPrimaryKeyString());
        }
    }

    private PositionOutcome Answer(PositionAnswer answer, Quantity quantity) =>
        new(answer, quantity, _stream.State.Levels, _stream.Version);

    private readonly record struct Waiting(PositionCommand Command, TaskCompletionSource<PositionOutcome> Answered);
}
