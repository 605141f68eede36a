using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrderGrid.Identity;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>
/// Shell of a reservation. What was asked for is journalled before any stock is, so that an attempt that was cut off
/// is finished with the same holds and the same expiry, whoever repeats it.
/// </summary>
public sealed partial class ReservationGrain(
    IJournal journal, ReservationStock stock, TimeProvider clock, ILogger<ReservationGrain> log)
    : Grain, IReservationGrain
{
    private EventStream<Reservation, ReservationEvent> _stream = null!;
    private ReservationKey _key;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = ReservationKey.Parse(this.GetPrimaryKeyString());
        _stream = new(
            journal,
            new(StreamCategory.Reservation, this.GetPrimaryKeyString()),
            ReservationEvents.Format,
            Reservation.None,
            ReservationEvents.Evolve);
        return _stream.LoadAsync(null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ReservationOutcome> Place(PlaceReservation command)
    {
        var decision = ReservationDecisions.DecidePlace(_stream.Trusted, command, clock.GetUtcNow());
        if (decision.Answer != ReservationAnswer.Done)
        {
            return Answered(decision.Answer);
        }

        if (decision.Event is ReservationRequested requested)
        {
            var plan = await stock.PlanAsync(_key, command);
            if (plan.Answer != ReservationAnswer.Done)
            {
                return ReservationOutcome.Refused(
                    plan.Answer, ReservationWords.Of(plan.Answer, _key), plan.Refusals);
            }

            if (await AppendAsync(requested with { Lines = plan.Lines }, command.Context) is { } failed)
            {
                return Answered(failed);
            }
        }

        return await FinishPlacing(command.Context);
    }

    /// <inheritdoc/>
    public async Task<ReservationOutcome> Extend(ExtendReservation command)
    {
        var decision = ReservationDecisions.DecideExtend(_stream.Trusted, command, clock.GetUtcNow());
        if (decision.Event is not ReservationExtended extended)
        {
            return Answered(decision.Answer);
        }

        var holds = _stream.State.Holds.ToList();
        var (kept, trouble) = await stock.ExtendAsync(holds, extended.ExpiresAt, command.Context);
        if (trouble != PositionAnswer.Done)
        {
            return Answered(ReservationAnswer.OutcomeUnknown);
        }

        // A hold that was over sooner than the reservation takes the others with it: all or nothing.
        var lost = kept.Count < holds.Count;
        ReservationEvent happening = lost ? new ReservationExpired() : extended;
        if (await AppendAsync(happening, command.Context) is { } failed)
        {
            return Answered(failed);
        }

        if (lost)
        {
            await stock.ReleaseAsync(holds, command.Context);
        }

        return Answered(lost ? ReservationAnswer.Expired : ReservationAnswer.Done);
    }

    /// <inheritdoc/>
    public async Task<ReservationOutcome> Release(CommandContext context)
    {
        var decision = ReservationDecisions.DecideRelease(_stream.Trusted);
        if (decision.Answer is not (ReservationAnswer.Done or ReservationAnswer.Repeated))
        {
            return Answered(decision.Answer);
        }

        if (decision.Event is { } released && await AppendAsync(released, context) is { } failed)
        {
            return Answered(failed);
        }

        // Also when it is repeated: the first time may not have reached every position.
        var state = _stream.State;
        var holds = state.Lines.IsEmpty ? ReservationStock.Possible(_key, state.Requested!) : state.Holds;
        return await stock.ReleaseAsync(holds, context)
            ? Answered(decision.Answer)
            : Answered(ReservationAnswer.OutcomeUnknown);
    }

    /// <inheritdoc/>
    public async Task<ReservationOutcome> Convert(ConvertReservation command)
    {
        var decision = ReservationDecisions.DecideConvert(_stream.Trusted, command, clock.GetUtcNow());
        if (decision.Answer is not (ReservationAnswer.Done or ReservationAnswer.Repeated))
        {
            return Answered(decision.Answer);
        }

        if (decision.Event is { } converted && await AppendAsync(converted, command.Context) is { } failed)
        {
            return Answered(failed);
        }

        var (kept, trouble) = await stock.ExtendAsync(_stream.State.Holds, command.KeepUntil, command.Context);
        if (trouble != PositionAnswer.Done)
        {
            return Answered(ReservationAnswer.OutcomeUnknown);
        }

        var lines = _stream.State.Lines.Select(line => line with
        {
            Allocations = line.Allocations.RemoveAll(allocation =>
                !LineHolds.Of(line.Sku, line.Kit, allocation).All(held => kept.Contains(held.Hold))),
        }).ToList();
        await ReleaseRestAsync(lines, kept, command.Context);
        return ReservationOutcome.Of(decision.Answer, View() with { Lines = [.. lines] });
    }

    /// <inheritdoc/>
    public Task<ReservationView?> Get() => Task.FromResult(
        _stream.Trusted.Status is ReservationStatus.None or ReservationStatus.Refused ? null : View());

    /// <inheritdoc/>
    public async Task<DateTimeOffset> ExpireDue()
    {
        if (_stream.Trusted.Status == ReservationStatus.None)
        {
            // Whoever has a deadline was asked for: by another activation, after this one looked.
            await _stream.CatchUpAsync(CancellationToken.None);
        }

        var state = _stream.Trusted;
        if (state.IsOpen && state.ExpiresAt <= clock.GetUtcNow())
        {
            // The positions give the holds back by themselves, at the same time.
            await AppendAsync(new ReservationExpired(), new(new("expiry"), new("expiry"), null));
        }

        return _stream.Trusted.IsOpen ? _stream.State.ExpiresAt : DateTimeOffset.MaxValue;
    }

    private async Task<ReservationOutcome> FinishPlacing(CommandContext context)
    {
        var requested = _stream.State.Requested!;
        if (requested.ExpiresAt <= clock.GetUtcNow())
        {
            return Answered(await AppendAsync(new ReservationExpired(), context) ?? ReservationAnswer.Expired);
        }

        var (lines, trouble, lacking, capped) = await stock.HoldAsync(_key, requested, context);
        if (trouble != PositionAnswer.Done)
        {
            return Answered(ReservationAnswer.OutcomeUnknown);
        }

        if (await AppendAsync(ReservationDecisions.Conclude(lines, lacking, capped), context) is { } failed)
        {
            return Answered(failed);
        }

        if (_stream.State.Status == ReservationStatus.Placed)
        {
            return Answered(ReservationAnswer.Done);
        }

        await stock.ReleaseAsync(Reservation.HoldsOf(lines), context);
        return Answered(ReservationDecisions.Refusal(_stream.State));
    }

    // What is left of kits that have lost a component. Best effort: it expires by itself.
    private async Task ReleaseRestAsync(List<ReservedLine> lines, HashSet<HoldId> kept, CommandContext context)
    {
        var whole = Reservation.HoldsOf(lines).Select(hold => hold.Allocation.Hold).ToHashSet();
        if (whole.Count < kept.Count)
        {
            await stock.ReleaseAsync(
                _stream.State.Holds.Where(hold => !whole.Contains(hold.Allocation.Hold)), context);
        }
    }

    // Null when it is committed.
    private async Task<ReservationAnswer?> AppendAsync(ReservationEvent happening, CommandContext context)
    {
        ImmutableArray<DateTimeOffset> deadlines = happening switch
        {
            ReservationRequested requested => [DeadlineBuckets.StartOf(requested.ExpiresAt)],
            ReservationExtended extended => [DeadlineBuckets.StartOf(extended.ExpiresAt)],
            _ => [],
        };
        var outcome = await _stream.AppendAsync(
            [happening], context, clock.GetUtcNow(), deadlines, CancellationToken.None);
        if (outcome == AppendOutcome.Committed)
        {
            return null;
        }

        LogLost(log, this.GetPrimaryKeyString(), outcome);
        DeactivateOnIdle();
        return outcome == AppendOutcome.Unknown ? ReservationAnswer.OutcomeUnknown : ReservationAnswer.NotWritten;
    }

    private ReservationOutcome Answered(ReservationAnswer answer) =>
        answer is ReservationAnswer.Done or ReservationAnswer.Repeated
            ? ReservationOutcome.Of(answer, View())
            : ReservationOutcome.Refused(
                answer,
                ReservationWords.Of(answer, _key),
                answer is ReservationAnswer.InsufficientStock or ReservationAnswer.BuyerCapReached
                    ? ReservationDecisions.Refusals(_stream.State)
                    : []);

    private ReservationView View()
    {
        var state = _stream.State;
        var overdue = state.Status == ReservationStatus.Placed && state.ExpiresAt <= clock.GetUtcNow();
        return new(
            _key,
            overdue ? ReservationStatus.Expired : state.Status,
            state.ExpiresAt,
            state.Order,
            state.Lines,
            _stream.Version);
    }
}
