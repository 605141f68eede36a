using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Reconciliation;

/// <summary>
/// Shell of a node's drifts. An approval is booked at the position first, under an id made of the drift's own, and
/// noted then: whoever repeats a decision that was cut off books nothing twice.
/// </summary>
public sealed partial class ReconciliationGrain(
    IJournal journal, TimeProvider clock, ILogger<ReconciliationGrain> log) : Grain, IReconciliationGrain
{
    // Items whose report could not be booked any more: the next report is noted though it shows the same.
    private readonly HashSet<Sku> _overtaken = [];
    private EventStream<DriftBook, DriftEvent> _stream = null!;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _stream = new(
            journal,
            new(StreamCategory.Reconciliation, this.GetPrimaryKeyString()),
            DriftEvents.Format,
            DriftBook.Empty,
            DriftEvents.Evolve);
        return _stream.LoadAsync(null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<NoteOutcome> Note(NoteDrifts command)
    {
        var book = _stream.Trusted;
        var events = command.Notes
            .Select(note => book.Decide(
                _overtaken.Contains(note.Reported.Sku) && note.Step == DriftStep.Tell
                    ? note with { Step = DriftStep.Book }
                    : note,
                command.Run))
            .OfType<DriftEvent>()
            .ToList();
        if (events.Count > 0 && !await Append(events, command.Context))
        {
            return new(false, []);
        }

        _overtaken.ExceptWith(command.Notes.Select(note => note.Reported.Sku));
        return new(true, [.. command.Notes.Select(note => _stream.State.Drifts.GetValueOrDefault(note.Reported.Sku))]);
    }

    /// <inheritdoc/>
    public async Task<SettleOutcome> Settle(SettleDrift command)
    {
        var wanted = command.Approve ? DriftStatus.Approved : DriftStatus.Dismissed;
        if (_stream.Trusted.Drifts.GetValueOrDefault(command.Sku) is not { } drift)
        {
            return new(SettleAnswer.UnknownDrift, PositionAnswer.Done, null);
        }

        if (drift.Status != DriftStatus.Open)
        {
            var answer = drift.Status == wanted ? SettleAnswer.Done : SettleAnswer.DecidedOtherwise;
            return new(answer, PositionAnswer.Done, drift);
        }

        if (command.Approve && drift.Cause == DriftCause.Unreported)
        {
            return new(SettleAnswer.NothingReported, PositionAnswer.Done, drift);
        }

        if (command.Approve && await Book(drift, command.Context) is var booked and not PositionAnswer.Done)
        {
            _overtaken.Add(command.Sku);
            return new(SettleAnswer.Refused, booked, drift);
        }

        return await Append([new DriftSettled(command.Sku, wanted, command.Actor, command.Reason)], command.Context)
            ? new(SettleAnswer.Done, PositionAnswer.Done, _stream.State.Drifts[command.Sku])
            : new(SettleAnswer.OutcomeUnknown, PositionAnswer.Done, drift);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<Drift>> List(string? after) => Task.FromResult(_stream.Trusted.Drifts
        .Where(one => after is null || string.CompareOrdinal(one.Key.Value, after) > 0)
        .Select(one => one.Value)
        .Where(drift => drift.Status == DriftStatus.Open)
        .Take(ReconciliationLimits.MaxListed)
        .ToImmutableArray());

    private async Task<PositionAnswer> Book(Drift drift, CommandContext context)
    {
        var node = new NodeId(this.GetPrimaryKeyString());
        var count = ReconciliationDecisions.Count(
            drift.Reported, drift.Cause, drift.Run, context with { Command = DriftBook.BookingOf(node, drift) });
        var position = GrainFactory.GetGrain<IInventoryPositionGrain>(
            new PositionKey(drift.Reported.Sku, node).ToString());
        return (await position.Update(count)).Answer;
    }

    private async Task<bool> Append(IReadOnlyList<DriftEvent> events, CommandContext context)
    {
        var outcome = await _stream.AppendAsync(events, context, clock.GetUtcNow(), CancellationToken.None);
        if (outcome != AppendOutcome.Committed)
        {
            LogLost(log, this.GetPrimaryKeyString(), outcome);
            DeactivateOnIdle();
        }

        return outcome == AppendOutcome.Committed;
    }

    [LoggerMessage(2301, LogLevel.Warning, "The drifts of {Node} are read anew: append answered {Outcome}")]
    private static partial void LogLost(ILogger logger, string node, AppendOutcome outcome);
}
