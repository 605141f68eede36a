using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Journal;

namespace OrderGrid.Inventory;

/// <summary>Commands decided together: what they lead to, and who waits for which answer.</summary>
internal sealed class PositionBatch
{
    private readonly List<JournalEvent> _events;
    private readonly List<Decided> _decided;
    private List<DateTimeOffset>? _expiries;
    private bool _concernsPromises;

    /// <summary>Starts one on the committed state; holds that are due are given back first.</summary>
    /// <param name="state">The committed state.</param>
    /// <param name="now">UTC.</param>
    /// <param name="commands">About how many are going to be decided.</param>
    public PositionBatch(Position state, DateTimeOffset now, int commands = 1)
    {
        DecidedAt = now;
        _events = new(commands);
        _decided = new(commands);
        State = state;
        if (now < state.EarliestExpiry)
        {
            return;
        }

        var clockwork = new CommandContext(new("expiry"), new("expiry"), null);
        Apply(HoldDecisions.ExpireDue(state, now), clockwork);
        State = PositionEvolution.TightenExpiry(State);
    }

    /// <summary>When it was begun, UTC.</summary>
    public DateTimeOffset DecidedAt { get; }

    /// <summary>The state after everything decided so far.</summary>
    public Position State { get; private set; }

    /// <summary>The events decided so far.</summary>
    public IReadOnlyList<JournalEvent> Events => _events;

    /// <summary>The expiry times that those events set; one that follows itself is there once.</summary>
    public IReadOnlyList<DateTimeOffset> Expiries => _expiries ?? [];

    /// <summary>
    /// True when an answer says that something is not, or no longer, there: another activation may have written it.
    /// A lack of stock needs no proof: it promises nothing, and it is what a sold-out position says all day.
    /// </summary>
    public bool NeedsProof { get; set; }

    /// <summary>Commands decided so far.</summary>
    public int Count => _decided.Count;

    /// <summary>Decides one more command on the state before it; nobody may wait for its answer.</summary>
    public void Decide(PositionCommand command, TaskCompletionSource<PositionOutcome>? answered)
    {
        _decided.Add(new(answered, null));
        var decision = PositionDecisions.Decide(State, command, DecidedAt);
        Apply(decision.Events, command.Context);
        _decided[^1] = new(answered, decision);
        NeedsProof |= answered is not null && SaysGone(decision.Answer);
    }

    /// <summary>
    /// Brings promises of what is to come into line with everything decided so far; true when more of them follow in
    /// the next batch. A deadline in the same commit makes sure that orders hear of it, whoever is gone by then.
    /// </summary>
    public bool SettlePromises(bool unsettled)
    {
        if (State.Backorders is null)
        {
            return false;
        }

        var (changed, hasMore) = unsettled || _concernsPromises ? BackorderDecisions.Settle(State) : (null, false);
        if (changed is not null)
        {
            Apply([changed], new(new("promises"), new("promises"), null));
        }

        if (!State.Backorders.Untold.IsEmpty && _events.Count > 0)
        {
            (_expiries ??= new(1)).Add(DecidedAt);
        }

        return hasMore;
    }

    /// <summary>Tells every caller of the batch that it met a defect.</summary>
    public void Fail(Exception exception)
    {
        foreach (var decided in _decided)
        {
            decided.Asked?.TrySetException(exception);
        }
    }

    /// <summary>Answers every command. Decisions count only when the batch was committed.</summary>
    public void Answer(AppendOutcome outcome, StockLevels levels, StreamVersion version)
    {
        foreach (var (answered, decided) in _decided)
        {
            if (answered is null)
            {
                continue;
            }

            var decision = decided!;
            var answer = outcome switch
            {
                AppendOutcome.Committed => decision.Answer,
                AppendOutcome.Conflict or AppendOutcome.NotWritten => PositionAnswer.NotWritten,
                AppendOutcome.Unknown => PositionAnswer.OutcomeUnknown,
            };
            var quantity = answer == PositionAnswer.Done ? decision.Quantity : Quantity.Zero;
            answered.SetResult(new(answer, quantity, levels, version)
            {
                Promise = answer == PositionAnswer.Done ? decision.Promise : null,
                Hold = decision.Hold,
                BuyerLeft = decision.BuyerLeft,
            });
        }
    }

    private static bool SaysGone(PositionAnswer answer) => answer
        is PositionAnswer.UnknownHold
        or PositionAnswer.HoldExpired
        or PositionAnswer.HoldReleased
        or PositionAnswer.HoldCommitted
        or PositionAnswer.HoldNotCommitted
        or PositionAnswer.MoreThanHeld
        or PositionAnswer.QuantityOutOfRange
        or PositionAnswer.TimeOutOfRange
        or PositionAnswer.UnknownReceipt
        or PositionAnswer.TooManyTerms
        or PositionAnswer.StaleStock
        or PositionAnswer.BelowHolds;

    private void Apply(ImmutableArray<PositionEvent> events, CommandContext context)
    {
        foreach (var happening in events)
        {
            _events.Add(PositionEvents.Format.Write(happening, context, DecidedAt));
            State = PositionEvolution.Evolve(State, happening);
            _concernsPromises |= State.Backorders is not null && BackorderDecisions.Concerns(happening);
            if (PositionEvolution.ExpiryOf(happening) is { } expiry
                && (_expiries is null || _expiries[^1] != expiry))
            {
                (_expiries ??= new(1)).Add(expiry);
            }
        }
    }

    private readonly record struct Decided(TaskCompletionSource<PositionOutcome>? Asked, PositionDecision? Decision);
}
