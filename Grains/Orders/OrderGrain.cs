using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Orders;

/// <summary>Shell of an order: repeat, source, decide, append, answer.</summary>
/// <remarks>
/// An order is touched for a few seconds and then hardly ever again, so it leaves memory soon: at thousands of orders a
/// second those of two hours, the runtime's own limit, would not fit.
/// </remarks>
[CollectionAgeLimit(Minutes = 2)]
public sealed partial class OrderGrain(
    IJournal journal, OrderSourcing sourcing, OrderStock stock, TimeProvider clock, ILogger<OrderGrain> log)
    : Grain, IOrderGrain
{
    private HashSet<(HoldId Hold, ShipmentId? Shipment)>? _settled;
    private EventStream<Order, OrderEvent> _stream = null!;

    private OrderKey Key => OrderKey.Parse(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _stream = Open();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<SubmitOutcome> Submit(SubmitOrder command)
    {
        // Nearly every order is new, so nothing is read before its first append: that the stream is empty is proven
        // by the fence, which every append has to pass anyway. One that names a reservation may have it already.
        if (command.Reservation is not null)
        {
            await LoadAsync();
        }

        if (OrderDecisions.DecideRepeat(_stream.Trusted, command) is { } known)
        {
            return Known(known);
        }

        var sourced = await stock.HoldAsync(command);
        var refusal = sourced.Clear ? SourcingRefusals.Of(command, sourced.Sourced) : sourced.Refusal;
        if (!sourced.Clear || refusal is not null)
        {
            await sourcing.ReleaseAsync(command.Context, sourced.Fresh);
            if (await CatchUpAsync() && OrderDecisions.DecideRepeat(_stream.State, command) is { } byNow)
            {
                // The stock went to this very order, accepted elsewhere meanwhile.
                return Known(byNow);
            }

            return refusal ?? Failed(AppendOutcome.NotWritten);
        }

        var now = clock.GetUtcNow();
        var accepted = OrderDecisions.Accept(sourced.Adopt(command), sourced.Lines, now);
        var outcome = await AppendAsync(accepted, command.Context);
        if (outcome == AppendOutcome.Committed)
        {
            sourcing.NoteAccepted(command.Context, sourced.Lines);
            await stock.ReleaseSpareAsync(command.Context, sourced);
            var told = Told(SubmitAnswer.Accepted);
            _stream.Rest();
            return told;
        }

        // After an unknown outcome the holds may belong to an accepted order, so they are left to be committed or
        // to expire; in every other case nothing was written and they go back at once.
        if (outcome != AppendOutcome.Unknown)
        {
            await sourcing.ReleaseAsync(command.Context, sourced.Fresh);
        }

        return outcome == AppendOutcome.Conflict ? await SubmitKnownAsync(command) : Failed(outcome);
    }

    /// <inheritdoc/>
    public async Task<ReportOutcome> Report(OrderReport report)
    {
        await LoadAsync();
        var decision = OrderDecisions.Decide(_stream.Trusted, report);
        if (decision.Answer is not (ReportAnswer.Recorded or ReportAnswer.AlreadyRecorded) && await CatchUpAsync())
        {
            // What was refused on a state that others had moved on is decided on what they wrote.
            decision = OrderDecisions.Decide(_stream.State, report);
        }

        return decision.Events.IsEmpty
            ? new(decision.Answer, _stream.Version)
            : Recorded(await AppendAsync(decision.Events, report.Context));
    }

    /// <inheritdoc/>
    public async Task<ReportOutcome> SettleStock(CommandContext context, StreamVersion atLeast)
    {
        await SeeAsync(atLeast);
        var order = _stream.Trusted;
        if (!order.Accepted)
        {
            return new(ReportAnswer.UnknownOrder, _stream.Version);
        }

        if (await ReassignAsync(context) is { } unfinished)
        {
            return unfinished;
        }

        order = _stream.Trusted;

        // Commits side by side, so that they share a commit of the journal; then the shipments that need them.
        var open = OrderSettlement.Steps(order)
            .RemoveAll(step => _settled?.Contains((step.Hold, step.Shipment)) ?? false);
        foreach (var commits in open.Where(step => step.Shipment is null).Chunk(OrderLimits.MaxLinesInFlight))
        {
            var settled = await Task.WhenAll(Array.ConvertAll(commits, step => SettleAsync(order, step, context)));
            for (var index = 0; index < commits.Length; index++)
            {
                if (settled[index] != Settlement.Done)
                {
                    return await UnsettledAsync(order, commits[index], settled[index], context);
                }
            }
        }

        foreach (var step in open.Where(step => step.Shipment is not null))
        {
            if (await SettleAsync(order, step, context) is var settled && settled != Settlement.Done)
            {
                return await UnsettledAsync(order, step, settled, context);
            }
        }

        return new(
            await GiveBackAsync(order, context) ? ReportAnswer.AlreadyRecorded : ReportAnswer.NotWritten,
            _stream.Version);
    }

    /// <inheritdoc/>
    public async Task<OrderView?> Get(StreamVersion atLeast)
    {
        await SeeAsync(atLeast);
        return OrderProjection.View(Key, _stream.Trusted, _stream.Version);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<TimelineEntry>> GetTimeline()
    {
        var all = new List<JournalRecord>();
        IReadOnlyList<JournalRecord> some;
        do
        {
            var after = all.Count == 0 ? StreamVersion.None : all[^1].Last;
            some = await journal.ReadStreamAsync(_stream.Name, after, JournalLimits.MaxRecordsPerRead, default);
            all.AddRange(some);
        }
        while (some.Count == JournalLimits.MaxRecordsPerRead);
        return OrderProjection.Timeline(all);
    }

    private async Task<Settlement> SettleAsync(Order order, StockStep step, CommandContext context)
    {
        var position = sourcing.PositionOf(step.Sku, step.Allocation.Node);
        var outcome = await OrderSourcing.AskAsync(() => OrderSettlement.Command(step, context) switch
        {
            ShipHold ship => position.Ship(ship),
            CommitHold commit => position.Commit(commit),
            var other => throw new System.Diagnostics.UnreachableException(other.GetType().Name),
        });
        var settled = OrderSettlement.Read(order, step, outcome.Answer);
        if (settled == Settlement.Done)
        {
            (_settled ??= []).Add((step.Hold, step.Shipment));
        }

        return settled;
    }

    private Task<ReportOutcome> UnsettledAsync(
        Order order, StockStep step, Settlement settlement, CommandContext context) =>
        settlement == Settlement.HoldLost
            ? ResourceAsync(order, step, context)
            : Task.FromResult(new ReportOutcome(ReportAnswer.NotWritten, _stream.Version));

    private async Task<ReportOutcome> ResourceAsync(Order order, StockStep lost, CommandContext context)
    {
        LogHoldLost(log, this.GetPrimaryKeyString(), lost.Hold);
        var line = lost.Line.Line with { Quantity = lost.Allocation.Quantity };
        var shipWithin = lost.Line.ShipBy - order.AcceptedAt!.Value;
        var nodes = OrderReassignment.NodesFor(order, lost.Line);
        var request = new OrderSourcing.Request(Key, context, nodes, shipWithin)
        {
            Occasion = OrderSourcing.Occasions.After(_stream.Version),
            Buyer = order.Received!.Customer,
            Backorder = order.Received.Sourcing?.Backorder,
        };
        var found = await sourcing.HoldAsync(request, [line]);
        if (!found.Clear)
        {
            await sourcing.ReleaseAsync(context, found.Lines);
            return new(ReportAnswer.NotWritten, _stream.Version);
        }

        var outcome = await AppendAsync(OrderSettlement.Resource(lost, found.Lines[0]), context);
        if (outcome is AppendOutcome.Conflict or AppendOutcome.NotWritten)
        {
            await sourcing.ReleaseAsync(context, found.Lines);
        }

        // The caller comes back to have the new holds committed: one attempt replaces one hold.
        return outcome == AppendOutcome.Committed ? new(ReportAnswer.NotWritten, _stream.Version) : Recorded(outcome);
    }

    // Two activations may live beside each other for a moment. The journal's fence keeps the one that fell behind
    // from writing; this keeps it from answering out of what it has not seen.
    private async Task SeeAsync(StreamVersion atLeast)
    {
        await LoadAsync();
        if (_stream.Version < atLeast)
        {
            await CatchUpAsync();
        }
    }

    private Task LoadAsync() => _stream.Version == StreamVersion.None ? CatchUpAsync() : Task.CompletedTask;

    private async Task<SubmitOutcome> SubmitKnownAsync(SubmitOrder command)
    {
        _stream = Open();
        await CatchUpAsync();
        return OrderDecisions.DecideRepeat(_stream.State, command) is { } known
            ? Known(known)
            : Failed(AppendOutcome.NotWritten);
    }

    private EventStream<Order, OrderEvent> Open() => new(
        journal,
        new(StreamCategory.Order, this.GetPrimaryKeyString()),
        OrderEvents.Format,
        Order.None,
        OrderEvolution.Evolve)
    {
        MayRest = true,
    };

    private async Task<bool> CatchUpAsync()
    {
        var before = _stream.Version;
        await _stream.CatchUpAsync(CancellationToken.None);
        return _stream.Version > before;
    }

    private async Task<AppendOutcome> AppendAsync(ImmutableArray<OrderEvent> events, CommandContext context)
    {
        var outcome = await _stream.AppendAsync(events, context, clock.GetUtcNow(), CancellationToken.None);
        if (outcome != AppendOutcome.Committed)
        {
            LogLost(log, this.GetPrimaryKeyString(), outcome);
            DeactivateOnIdle();
        }

        return outcome;
    }

    private ReportOutcome Recorded(AppendOutcome outcome) => new(
        outcome switch
        {
            AppendOutcome.Committed => ReportAnswer.Recorded,
            AppendOutcome.Conflict or AppendOutcome.NotWritten => ReportAnswer.NotWritten,
            AppendOutcome.Unknown => ReportAnswer.OutcomeUnknown,
        },
        _stream.Version);

    private SubmitOutcome Known(SubmitAnswer answer) => answer == SubmitAnswer.Repeated
        ? Told(answer)
        : SubmitOutcome.Refused(
            answer, "The order was accepted before with other content. Send the same content, or another number.");

    private SubmitOutcome Told(SubmitAnswer answer) => new(
        answer,
        _stream.State.AcceptedAt,
        OrderProjection.Promises(_stream.State),
        [],
        _stream.Version,
        null);

    private static SubmitOutcome Failed(AppendOutcome outcome) => outcome == AppendOutcome.Unknown
        ? SubmitOutcome.Refused(SubmitAnswer.OutcomeUnknown, "Repeat the same order to learn its outcome.")
        : SubmitOutcome.Refused(SubmitAnswer.NotWritten, "Nothing was written. Repeat the order.");
}
