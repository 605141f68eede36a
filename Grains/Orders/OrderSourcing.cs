using System.Collections.Immutable;
using System.Globalization;
using OrderGrid.Channels;
using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Sourcing;

namespace OrderGrid.Orders;

/// <summary>
/// Takes holds for an order's lines, side by side. Without rules, or with rules that need no stock, each line goes
/// along its nodes and takes what they have; rules that do need it are planned before any hold is taken.
/// </summary>
public sealed class OrderSourcing(PositionReferences positions, TimeProvider clock, IIdSource ids)
{
    // A call that failed on its way: what became of it is unknown.
    private static readonly PositionOutcome Unclear =
        new(PositionAnswer.OutcomeUnknown, Quantity.Zero, default, default);

    /// <summary>What to source for.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="Context">Command id, correlation and trace.</param>
    /// <param name="Nodes">Where to look, best first, when there are no terms.</param>
    /// <param name="ShipWithin">Time from now to the promised ship date.</param>
    /// <param name="Terms">What the channel's rules make of the order; null: it has none.</param>
    public sealed record Request(
        OrderKey Order,
        CommandContext Context,
        ImmutableArray<NodeId> Nodes,
        TimeSpan ShipWithin,
        SourcingTerms? Terms = null)
    {
        /// <summary>Who it is for; null when nobody knows.</summary>
        public CustomerId? Buyer { get; init; }

        /// <summary>What the stock is for; attempts at the same go on with what the ones before them hold.</summary>
        public string Occasion { get; init; } = Occasions.Submitted;

        /// <summary>How far lines may wait for what is to come; null: not at all.</summary>
        public BackorderAllowance? Backorder { get; init; }
    }

    /// <summary>What was held, and what, beside a lack of stock, went wrong.</summary>
    /// <param name="Lines">One per line, in their order, with what is held for it.</param>
    /// <param name="Trouble">The last unclear answer of a position.</param>
    /// <param name="Plan">The plan that could not be carried out; null when there was none, or it was.</param>
    public sealed record Result(
        ImmutableArray<SourcedLine> Lines, PositionAnswer Trouble, SourcingPlan? Plan = null)
    {
        /// <summary>True when every position gave a clear answer.</summary>
        public bool Clear => Trouble == PositionAnswer.Done;
    }

    /// <summary>Holds as much of each line as the nodes have.</summary>
    public async Task<Result> HoldAsync(Request request, ImmutableArray<OrderLine> lines)
    {
        if (request.Terms is { NeedsStock: true } terms)
        {
            return await new PlannedHolds(this, request, terms).HoldAsync(lines);
        }

        var attempt = NewAttempt();
        if (KitHolds.AreIn(lines))
        {
            return await new KitHolds(this, request, attempt).HoldAsync(lines);
        }

        var sourced = ImmutableArray.CreateBuilder<SourcedLine>(lines.Length);
        var trouble = PositionAnswer.Done;
        foreach (var some in lines.Chunk(OrderLimits.MaxLinesInFlight))
        {
            var results = await Task.WhenAll(some.Select(line => HoldLineAsync(request, line, attempt)));
            foreach (var (line, answer) in results)
            {
                sourced.Add(line);
                trouble = answer == PositionAnswer.Done ? trouble : answer;
            }
        }

        return new(sourced.MoveToImmutable(), trouble);
    }

    /// <summary>
    /// Gives back the holds of an attempt that came to nothing. Best effort: what cannot be reached expires by itself,
    /// and so does what another attempt had left.
    /// </summary>
    public Task ReleaseAsync(CommandContext context, IEnumerable<SourcedLine> lines) =>
        Task.WhenAll(
            from line in lines
            from held in LineHolds.Of(line)
            select ReleaseOneAsync(context, held));

    /// <summary>
    /// Lets positions know that holds are final. A message only: the stock route makes sure of it.
    /// </summary>
    public void NoteAccepted(CommandContext context, ImmutableArray<SourcedLine> lines)
    {
        foreach (var line in lines)
        {
            if (line.Line.Kit is not null)
            {
                NoteAccepted(context, line);
                continue;
            }

            foreach (var held in line.Allocations)
            {
                var final = OrderSettlement.Commit(held.Hold, held.Quantity, context);
                _ = PositionOf(line.Line.Sku, held.Node).NoteAccepted(final);
            }
        }
    }

    /// <summary>The position that an allocation is on.</summary>
    public IInventoryPositionGrain PositionOf(Sku sku, NodeId node) => positions.Of(sku, node);

    /// <summary>Starts a round of holds: a name for what no series fits, and when they expire.</summary>
    internal Attempt NewAttempt() => new(ids.Next(), Expiry(clock.GetUtcNow()));

    /// <summary>The promise of a line that is held now.</summary>
    internal DateTimeOffset ShipBy(Request request) => clock.GetUtcNow() + request.ShipWithin;

    /// <summary>The latest time at which what is to come may be expected; null for any.</summary>
    internal DateTimeOffset? Latest(BackorderAllowance allowance) => allowance.Latest(clock.GetUtcNow());

    /// <summary>What a position that was asked now may promise a channel of what is to come.</summary>
    internal Quantity ToCome(PositionAvailability answer, OrderKey order, BackorderAllowance allowance)
    {
        var now = clock.GetUtcNow();
        return answer.Terms?.PromisableTo(answer.Levels, order.Channel, now, allowance.Latest(now)) ?? Quantity.Zero;
    }

    // Rounded up to a whole minute, so that a position announces one deadline a minute for all of its orders.
    private static DateTimeOffset Expiry(DateTimeOffset now)
    {
        var latest = now + OrderLimits.HoldTime;
        var over = latest.UtcTicks % TimeSpan.TicksPerMinute;
        return over == 0 ? latest : latest.AddTicks(TimeSpan.TicksPerMinute - over);
    }

    private async Task<(SourcedLine Line, PositionAnswer Answer)> HoldLineAsync(
        Request request, OrderLine line, Attempt attempt)
    {
        var candidates = request.Terms?.Lines.First(terms => terms.Line == line.Line).Candidates;
        var nodes = NodesToAsk(request, candidates);
        var asked = ImmutableArray.CreateBuilder<Candidate>(1);
        var allocations = ImmutableArray.CreateBuilder<Allocation>(1);
        var missing = line.Quantity;
        var answer = PositionAnswer.Done;
        var capped = false;
        for (var index = 0; index < nodes.Length && missing > Quantity.Zero; index++)
        {
            var node = nodes[index];
            var hold = OrderHoldIds.Of(request, line, node);
            var command = new PlaceHold(
                request.Context,
                hold,
                missing,
                AllowPartial: true,
                attempt.ExpiresAt,
                Holder.Of(request.Order))
            {
                Buyer = request.Buyer,
                Series = true,
            };
            PositionOutcome outcome;
            try
            {
                outcome = await PositionOf(line.Sku, node).Hold(command);
            }
            catch (Exception exception) when (GrainCalls.IsOperating(exception))
            {
                outcome = Unclear;
            }

            capped |= outcome.IsCapped(missing);
            asked.Add(new(node, Available: AvailableTo(outcome, request.Order.Channel)));
            if (outcome.Answer == PositionAnswer.Done)
            {
                // One whose outcome is unknown is not listed, so it is not given back either: it may be a hold of the
                // order's earlier attempt, which was accepted. The next attempt goes on with it, or it expires.
                allocations.Add(new(node, outcome.Quantity, outcome.Hold ?? hold));
                missing -= outcome.Quantity;
            }

            if (outcome.Answer is not (PositionAnswer.Done
                or PositionAnswer.BuyerCapReached or PositionAnswer.InsufficientStock))
            {
                answer = outcome.Answer;
                break;
            }
        }

        var sourced = new SourcedLine(
            line, allocations.ToImmutable(), ShipBy(request), Decide(request, candidates, asked)) { Capped = capped };
        return missing > Quantity.Zero && answer == PositionAnswer.Done && request.Backorder is { } allowance
            ? await new BackorderedHolds(this, request, allowance, attempt).AddAsync(sourced, nodes)
            : (sourced, answer);
    }

    private static ImmutableArray<NodeId> NodesToAsk(Request request, ImmutableArray<Candidate>? candidates) =>
        candidates is { } ranked
            ? [.. ranked.Where(candidate => candidate.Filtered is null).Select(candidate => candidate.Node)]
            : request.Nodes;

    private static SourcingDecision Decide(
        Request request, ImmutableArray<Candidate>? ranked, ImmutableArray<Candidate>.Builder asked) =>
        ranked is { } all
            ? new(SourcingReason.Ranking, WithAnswers(all, asked), request.Terms!.Region)
            : new(SourcingReason.Order, asked.ToImmutable());

    private static ImmutableArray<Candidate> WithAnswers(
        ImmutableArray<Candidate> ranked, ImmutableArray<Candidate>.Builder asked) =>
        [
            .. ranked.Select(candidate => candidate with
            {
                Available = asked.FirstOrDefault(answered => answered.Node == candidate.Node)?.Available,
            }),
        ];

    // What is left after the hold, and the hold: so much was there for this line.
    private static Quantity? AvailableTo(PositionOutcome outcome, ChannelId channel) =>
        outcome.Answer is PositionAnswer.Done or PositionAnswer.InsufficientStock
            ? new Quantity(Math.Min(
                outcome.Levels.AvailableTo(channel).Pieces + outcome.Quantity.Pieces, Quantity.MaxPieces))
            : null;

    private void NoteAccepted(CommandContext context, SourcedLine kits)
    {
        foreach (var held in LineHolds.Of(kits))
        {
            _ = PositionOf(held.Sku, held.Node).NoteAccepted(
                OrderSettlement.Commit(held.Hold, held.Quantity, context));
        }
    }

    private Task<PositionOutcome> ReleaseOneAsync(CommandContext context, AcceptedHold held) =>
        AskAsync(() => PositionOf(held.Sku, held.Node).Release(
            new ReleaseHold(context.Step($"release-{held.Hold}"), held.Hold) { Unaccepted = true }));

    /// <summary>Asks a position; a call that failed on its way is an unknown outcome.</summary>
    public static async Task<PositionOutcome> AskAsync(Func<Task<PositionOutcome>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            return Unclear;
        }
    }

    /// <summary>What stock of an order may be for.</summary>
    internal static class Occasions
    {
        /// <summary>To accept it.</summary>
        public const string Submitted = "submit";

        /// <summary>To make up for what its reservation turned out not to have.</summary>
        public const string Reserved = "reserve";

        /// <summary>To replace holds after it was accepted: the next event tells that it happened.</summary>
        public static string After(StreamVersion version) => $"after-{version}";
    }

    /// <summary>One round of holds.</summary>
    internal readonly record struct Attempt(string Name, DateTimeOffset ExpiresAt)
    {
        /// <summary>
        /// The hold of a line's kits at a node. It is this attempt's alone: components of a kit could not all go on
        /// with what another one left of each.
        /// </summary>
        public HoldId KitAt(OrderLine line, NodeId node) =>
            new(string.Create(CultureInfo.InvariantCulture, $"kit-{Name}-{line.Line}-{node}"));
    }
}
