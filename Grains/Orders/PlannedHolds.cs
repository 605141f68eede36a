using System.Collections.Immutable;
using OrderGrid.Delivery;
using OrderGrid.Inventory;
using OrderGrid.Kits;
using OrderGrid.Sourcing;

namespace OrderGrid.Orders;

/// <summary>
/// Takes the holds of one order along a plan: positions are asked what they have, the plan is made, and every hold is
/// taken in full. A node that by then has less makes for another plan, a few times; holds of a plan that failed go
/// back before the next one is tried, so that the order never holds more than it needs.
/// </summary>
internal sealed class PlannedHolds(OrderSourcing sourcing, OrderSourcing.Request request, SourcingTerms terms)
{
    private readonly Dictionary<PositionKey, Quantity> _stock = [];
    private readonly Dictionary<PositionKey, Quantity> _toCome = [];
    private readonly HashSet<PositionKey> _capped = [];

    public async Task<OrderSourcing.Result> HoldAsync(ImmutableArray<OrderLine> lines)
    {
        if (!await AskStockAsync(lines))
        {
            return new(Lines(lines), PositionAnswer.NotWritten);
        }

        for (var plans = 0; ; plans++)
        {
            var plan = SourcingDecisions.AssignInTime(terms, lines, _stock, _toCome);
            if (plan.Verdict != SourcingVerdict.Planned)
            {
                return new(Lines(lines), PositionAnswer.Done, plan);
            }

            var taken = await TakeAsync(plan);
            var sourced = Source(plan, taken);
            var trouble = taken.Select(part => part.Outcome.Answer).FirstOrDefault(
                answer => answer is not (PositionAnswer.Done
                    or PositionAnswer.BuyerCapReached or PositionAnswer.InsufficientStock));
            if (trouble != PositionAnswer.Done || taken.TrueForAll(part => part.IsHeld))
            {
                return new(sourced, trouble);
            }

            await sourcing.ReleaseAsync(request.Context, sourced);
            if (plans == SourcingLimits.MaxReplans)
            {
                // Everything keeps selling faster than it can be held: to the customer that is a lack of stock.
                return new(Lines(lines), PositionAnswer.Done, plan with { Verdict = SourcingVerdict.ShortOfStock });
            }

            if (_toCome.Count == 0)
            {
                Learn(taken);
            }
            else if (!await AskStockAsync(lines))
            {
                return new(Lines(lines), PositionAnswer.NotWritten);
            }
        }
    }

    private async Task<bool> AskStockAsync(ImmutableArray<OrderLine> lines)
    {
        var positions = lines
            .SelectMany(line => (terms.Lines.First(known => known.Line == line.Line).Candidates ?? [])
                .Where(candidate => candidate.Filtered is null)
                .SelectMany(candidate => LineStock.Positions(line, candidate.Node)))
            .Distinct();
        try
        {
            foreach (var some in positions.Chunk(OrderLimits.MaxLinesInFlight))
            {
                var answers = await Task.WhenAll(some.Select(
                    position => sourcing.PositionOf(position.Sku, position.Node).GetAvailabilityFor(
                        Holder.Of(request.Order), SeriesAt(position, lines), request.Buyer)));
                foreach (var answer in answers)
                {
                    Know(answer);
                }
            }

            return true;
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            // Nothing is held yet, so nothing but the question has to be repeated.
            return false;
        }
    }

    // What a position has is what its cap leaves the buyer of it.
    private void Know(PositionAvailability answer)
    {
        var most = Sum(answer.BuyerLeft ?? new(Quantity.MaxPieces), answer.Own);
        var stock = Sum(answer.AvailableTo(request.Order.Channel), answer.Own);
        _stock[answer.Position] = Quantity.Min(stock, most);
        var isCapped = most < stock;
        if (request.Backorder is { } allowance)
        {
            var toCome = sourcing.ToCome(answer, request.Order, allowance);
            _toCome[answer.Position] = Quantity.Min(toCome, most - _stock[answer.Position]);
            isCapped |= _toCome[answer.Position] < toCome;
        }

        if (isCapped)
        {
            _capped.Add(answer.Position);
        }
        else
        {
            _capped.Remove(answer.Position);
        }
    }

    private static Quantity Sum(Quantity one, Quantity other) =>
        new(Math.Min(one.Pieces + other.Pieces, Quantity.MaxPieces));

    private ImmutableArray<HoldId> SeriesAt(PositionKey position, ImmutableArray<OrderLine> lines) =>
        [
            .. lines.Where(line => line.Sku == position.Sku)
                .Select(line => OrderHoldIds.Of(request, line, position.Node)),
        ];

    private async Task<List<Taken>> TakeAsync(SourcingPlan plan)
    {
        var attempt = sourcing.NewAttempt();
        var taken = new List<Taken>();
        var parts = plan.Lines.SelectMany(line => line.Parts.Select(part => (line.Line, part)));
        var beyond = Beyond(plan);
        foreach (var some in parts.Chunk(OrderLimits.MaxLinesInFlight))
        {
            taken.AddRange(await Task.WhenAll(some.Select(
                next => TakeAsync(next.Line, next.part, attempt, beyond))));
        }

        return taken;
    }

    private async Task<Taken> TakeAsync(
        OrderLine line, PlannedPart part, OrderSourcing.Attempt attempt, HashSet<PositionKey>? beyond)
    {
        if (line.Kit is not null)
        {
            var asked = new Allocation(part.Node, part.Quantity, attempt.KitAt(line, part.Node));
            var kits = await new KitHolds(sourcing, request, attempt).TryAsync(line, asked);
            return new(
                line, asked with { Quantity = kits.Held }, new(kits.Answer, kits.Held, default, default))
            {
                Kit = kits,
            };
        }

        var hold = OrderHoldIds.Of(request, line, part.Node);
        var command = new PlaceHold(
            request.Context,
            hold,
            part.Quantity,
            AllowPartial: false,
            attempt.ExpiresAt,
            Holder.Of(request.Order))
        {
            Buyer = request.Buyer,
            Backorder = beyond?.Contains(new(line.Sku, part.Node)) == true,
            PromiseBy = request.Backorder is { } allowance ? sourcing.Latest(allowance) : null,
            Series = true,
        };
        var outcome = await OrderSourcing.AskAsync(() => sourcing.PositionOf(line.Sku, part.Node).Hold(command));
        return new(
            line,
            new(part.Node, outcome.Quantity, outcome.Hold ?? hold) { Backorder = outcome.Promise },
            outcome);
    }

    // Where the plan counts on more than there is; null where no line may wait, so that nothing is looked for.
    private HashSet<PositionKey>? Beyond(SourcingPlan plan)
    {
        if (_toCome.Count == 0)
        {
            return null;
        }

        var taken = new Dictionary<PositionKey, Quantity>();
        foreach (var line in plan.Lines)
        {
            foreach (var part in line.Parts)
            {
                LineStock.Take(line.Line, part.Node, part.Quantity, taken);
            }
        }

        return [.. taken.Where(one => one.Value > _stock.GetValueOrDefault(one.Key)).Select(one => one.Key)];
    }

    // A position that refused tells what it has; what this order held there just now is on its way back.
    private void Learn(List<Taken> taken)
    {
        foreach (var (position, outcome) in taken.SelectMany(part => part.Missed))
        {
            var own = new Quantity(taken.Sum(part => part.TakenAt(position).Pieces));
            var left = Sum(outcome.Levels.AvailableTo(request.Order.Channel), own);
            if (outcome.Answer == PositionAnswer.BuyerCapReached)
            {
                left = Quantity.Min(left, Sum(outcome.BuyerLeft ?? Quantity.Zero, own));
                _capped.Add(position);
            }

            _stock[position] = Quantity.Min(_stock[position], left);
        }
    }

    private ImmutableArray<SourcedLine> Source(SourcingPlan plan, List<Taken> taken)
    {
        var shipBy = sourcing.ShipBy(request);
        return
        [
            .. plan.Lines.Select(line =>
            {
                ImmutableArray<Allocation> allocations =
                [
                    .. taken
                        .Where(part => part.Line.Line == line.Line.Line
                            && (part.IsHeld || part.IsToBeGivenBack))
                        .Select(part => part.Allocation),
                ];
                return new SourcedLine(
                    line.Line,
                    allocations,
                    _toCome.Count == 0 ? shipBy : OrderPromises.ShipBy(shipBy, allocations, request.ShipWithin),
                    line.Decision);
            }),
        ];
    }

    private ImmutableArray<SourcedLine> Lines(ImmutableArray<OrderLine> lines)
    {
        var shipBy = sourcing.ShipBy(request);
        return [.. lines.Select(line => new SourcedLine(line, [], shipBy) { Capped = IsCapped(line, lines) })];
    }

    // Where a cap leaves too little for all of the line, and others of the item, it is in the way, whatever else is.
    private bool IsCapped(OrderLine line, ImmutableArray<OrderLine> lines) => _capped.Count > 0
        && (terms.Lines.First(known => known.Line == line.Line).Candidates ?? []).Any(candidate =>
            candidate.Filtered is null
            && LineStock.Positions(line, candidate.Node).Any(position => _capped.Contains(position)
                && Sum(_stock[position], _toCome.GetValueOrDefault(position)) < PiecesAt(position, lines)));

    private static Quantity PiecesAt(PositionKey position, ImmutableArray<OrderLine> lines)
    {
        var taken = new Dictionary<PositionKey, Quantity>();
        foreach (var line in lines)
        {
            LineStock.Take(line, position.Node, line.Quantity, taken);
        }

        return taken[position];
    }

    private sealed record Taken(OrderLine Line, Allocation Allocation, PositionOutcome Outcome)
    {
        public bool IsHeld => Outcome.Answer == PositionAnswer.Done;

        /// <summary>
        /// A kit of unknown outcome: its holds are this attempt's own. Those of other items may belong to an earlier
        /// attempt that was accepted, so they are left to the next attempt, or to expire.
        /// </summary>
        public bool IsToBeGivenBack => Kit is not null && Outcome.Answer == PositionAnswer.OutcomeUnknown;

        /// <summary>What a kit's components answered; null for an item that is no kit.</summary>
        public KitOutcome? Kit { get; init; }

        /// <summary>The positions that refused, and what they told.</summary>
        public IEnumerable<(PositionKey Position, PositionOutcome Outcome)> Missed =>
            Kit is { } kit
                ? kit.Components.Select((outcome, index) => (kit.Kit.Components[index].Sku, outcome))
                    .Where(part => part.outcome.Answer
                        is PositionAnswer.InsufficientStock or PositionAnswer.BuyerCapReached)
                    .Select(part => (new PositionKey(part.Sku, Allocation.Node), part.outcome))
            : IsHeld ? []
            : [(new PositionKey(Line.Sku, Allocation.Node), Outcome)];

        /// <summary>Pieces taken from a position, also for a kit that failed: they are on their way back.</summary>
        public Quantity TakenAt(PositionKey position) =>
            Allocation.Node != position.Node ? Quantity.Zero
            : Kit is { } kit ? kit.TakenOf(position.Sku)
            : IsHeld && Line.Sku == position.Sku ? Allocation.Quantity
            : Quantity.Zero;
    }
}
