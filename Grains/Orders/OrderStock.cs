using System.Collections.Immutable;
using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Sourcing;

namespace OrderGrid.Orders;

/// <summary>
/// Finds stock for an order: out of the reservation it names, as far as that goes, and the rest anew. The reservation
/// is taken last, when everything else is there: an order that is refused leaves it as it was.
/// </summary>
public sealed class OrderStock(OrderSourcing sourcing, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>What was found.</summary>
    /// <param name="Lines">Every line with all its allocations.</param>
    /// <param name="Fresh">What was held anew, and goes back when the order is not accepted.</param>
    /// <param name="Spare">Holds of the reservation that the accepted order does not need.</param>
    /// <param name="Trouble">What, beside a lack of stock, went wrong.</param>
    /// <param name="Refusal">Why the reservation cannot be used; null when it can.</param>
    /// <param name="Plan">The plan that could not be carried out; null when there was none, or it was.</param>
    public sealed record Found(
        ImmutableArray<SourcedLine> Lines,
        ImmutableArray<SourcedLine> Fresh,
        ImmutableArray<(Sku Sku, Allocation Allocation)> Spare,
        PositionAnswer Trouble,
        SubmitOutcome? Refusal,
        SourcingPlan? Plan = null)
    {
        /// <summary>The same, as sourcing would have answered it.</summary>
        public OrderSourcing.Result Sourced => new(Lines, Trouble, Plan);

        /// <summary>The order with its lines as they are held: a kit stays what it was when it was reserved.</summary>
        public SubmitOrder Adopt(SubmitOrder command) => command?.Reservation is null
            ? command!
            : command with { Lines = [.. Lines.Select(line => line.Line)] };

        /// <summary>True when nothing but a lack of stock is in the way.</summary>
        public bool Clear => Trouble == PositionAnswer.Done && Refusal is null;
    }

    /// <summary>Finds stock for every line, or as much as there is.</summary>
    public async Task<Found> HoldAsync(SubmitOrder command)
    {
        var request = new OrderSourcing.Request(
            command.Order, command.Context, command.Nodes, command.ShipWithin, command.Sourcing)
        {
            Buyer = command.Customer,
            Backorder = command.Sourcing?.Backorder,
        };
        if (command.Reservation is not { } id)
        {
            var all = await sourcing.HoldAsync(request, command.Lines);
            return new(all.Lines, all.Lines, [], all.Trouble, null, all.Plan);
        }

        try
        {
            return await HoldReservedAsync(request, command, new(command.Order.Channel, id));
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            return new([], [], [], PositionAnswer.NotWritten, null);
        }
    }

    /// <summary>Gives back what an accepted order does not need. Best effort: it expires by itself.</summary>
    public Task ReleaseSpareAsync(CommandContext context, Found found) =>
        Task.WhenAll(found.Spare.Select(spare => OrderSourcing.AskAsync(() =>
            sourcing.PositionOf(spare.Sku, spare.Allocation.Node).Release(
                new(context.Step($"release-{spare.Allocation.Hold}"), spare.Allocation.Hold)))));

    private async Task<Found> HoldReservedAsync(
        OrderSourcing.Request request, SubmitOrder command, ReservationKey key)
    {
        var reservation = grains.GetGrain<IReservationGrain>(key.ToString());
        var seen = await reservation.Get();
        if (FindRefusal(seen, key, command.Order.Number) is { } refusal)
        {
            return new([], [], [], PositionAnswer.Done, refusal);
        }

        var rules = new ReservedSourcing(command);
        var reserved = rules.Match(seen!.Lines);
        if (await ClaimAsync(command, reserved, seen.ExpiresAt) is { } unclaimed)
        {
            return unclaimed;
        }

        var planned = await FillAsync(rules, request, reserved, []);
        if (!planned.Clear || IsShort(planned.Lines))
        {
            return planned;
        }

        var until = clock.GetUtcNow() + OrderLimits.HoldTime;
        ReservationOutcome taken;
        try
        {
            taken = await reservation.Convert(new(command.Context, command.Order.Number, until));
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            return planned with { Trouble = PositionAnswer.OutcomeUnknown };
        }

        if (taken.View is not { } view)
        {
            return taken.Answer is ReservationAnswer.NotWritten or ReservationAnswer.OutcomeUnknown
                ? planned with { Trouble = PositionAnswer.OutcomeUnknown }
                : planned with { Refusal = SubmitOutcome.Refused(AnswerOf(taken.Answer), taken.Detail!) };
        }

        // Nearly always what was seen is what was taken, and nothing more is missing.
        reserved = rules.Match(view.Lines);
        return await ClaimAsync(command, reserved, until) is { } lost
            ? lost with { Fresh = planned.Fresh }
            : await FillAsync(
                rules,
                request with { Occasion = OrderSourcing.Occasions.Reserved },
                reserved,
                planned.Fresh);
    }

    // Has the holds that the order is to take counted for its customer, each at its own position, before they are the
    // order's; null when they are. What is gone meanwhile is held anew later on.
    private async Task<Found?> ClaimAsync(SubmitOrder command, ReservationTakeover reserved, DateTimeOffset until)
    {
        var refused = new SortedSet<int>();
        var holds = reserved.Lines.SelectMany(line => line.Allocations
            .SelectMany(allocation => LineHolds.Of(line.Line.Sku, line.Line.Kit, allocation))
            .Select(hold => (line.Line.Line, hold)));
        foreach (var some in holds.Chunk(OrderLimits.MaxLinesInFlight))
        {
            var outcomes = await Task.WhenAll(some.Select(one => OrderSourcing.AskAsync(() =>
                sourcing.PositionOf(one.hold.Sku, one.hold.Node).Extend(
                    new(command.Context.Step($"claim-{one.hold.Hold}"), one.hold.Hold, until)
                    {
                        Buyer = command.Customer,
                    }))));
            foreach (var ((line, _), outcome) in some.Zip(outcomes))
            {
                if (outcome.Answer is PositionAnswer.NotWritten or PositionAnswer.OutcomeUnknown)
                {
                    return new([], [], [], outcome.Answer, null);
                }

                if (outcome.Answer == PositionAnswer.BuyerCapReached)
                {
                    refused.Add(line);
                }
            }
        }

        return refused.Count == 0 ? null : new([], [], [], PositionAnswer.Done, SourcingRefusals.OfCap(
            [.. command.Lines.Where(line => refused.Contains(line.Line)).Select(SourcingRefusals.CappedLine)]));
    }

    // Holds anew what neither the reservation nor an earlier round has.
    private async Task<Found> FillAsync(
        ReservedSourcing rules,
        OrderSourcing.Request request,
        ReservationTakeover reserved,
        ImmutableArray<SourcedLine> fresh)
    {
        var shipBy = clock.GetUtcNow() + request.ShipWithin;
        var lines = Merge(rules, reserved, fresh, shipBy);
        var missing = lines.Where(line => line.Allocated < line.Line.Quantity)
            .Select(line => line.Line with { Quantity = line.Line.Quantity - line.Allocated })
            .ToImmutableArray();
        if (missing.IsEmpty)
        {
            return new(lines, fresh, reserved.Spare, PositionAnswer.Done, rules.FindRefusal(lines));
        }

        var held = await sourcing.HoldAsync(request with { Terms = rules.TermsBeside(lines) }, missing);
        fresh = fresh.AddRange(held.Lines);
        lines = Merge(rules, reserved, fresh, shipBy);
        var refusal = held.Clear && !IsShort(lines) ? rules.FindRefusal(lines) : null;
        return new(lines, fresh, reserved.Spare, held.Trouble, refusal, held.Plan);
    }

    private static ImmutableArray<SourcedLine> Merge(
        ReservedSourcing rules,
        ReservationTakeover reserved,
        ImmutableArray<SourcedLine> fresh,
        DateTimeOffset shipBy) =>
        [
            .. reserved.Lines.Select(line =>
            {
                var anew = fresh.Where(held => held.Line.Line == line.Line.Line).ToList();
                return new SourcedLine(
                    line.Line,
                    line.Allocations.AddRange(anew.SelectMany(held => held.Allocations)),
                    anew.Aggregate(shipBy, (latest, held) => held.ShipBy > latest ? held.ShipBy : latest),
                    rules.Decide(line.Line.Line, line.Allocations, anew.FirstOrDefault()?.Decision));
            }),
        ];

    private static bool IsShort(ImmutableArray<SourcedLine> lines) =>
        lines.Any(line => line.Allocated < line.Line.Quantity);

    private SubmitOutcome? FindRefusal(ReservationView? seen, ReservationKey key, OrderNumber order)
    {
        ReservationAnswer? answer = (seen?.Status ?? ReservationStatus.None) switch
        {
            ReservationStatus.None or ReservationStatus.Requested or ReservationStatus.Refused =>
                ReservationAnswer.UnknownReservation,
            ReservationStatus.Placed => seen!.ExpiresAt <= clock.GetUtcNow() ? ReservationAnswer.Expired : null,
            ReservationStatus.Converted => seen!.Order == order ? null : ReservationAnswer.Converted,
            ReservationStatus.Released => ReservationAnswer.Released,
            ReservationStatus.Expired => ReservationAnswer.Expired,
        };
        return answer is { } refused
            ? SubmitOutcome.Refused(AnswerOf(refused), ReservationWords.Of(refused, key))
            : null;
    }

    private static SubmitAnswer AnswerOf(ReservationAnswer answer) =>
        answer == ReservationAnswer.Converted ? SubmitAnswer.ReservationTaken
        : answer == ReservationAnswer.Released ? SubmitAnswer.ReservationReleased
        : answer == ReservationAnswer.Expired ? SubmitAnswer.ReservationExpired
        : SubmitAnswer.UnknownReservation;
}
