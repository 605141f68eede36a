using System.Collections.Immutable;
using OrderGrid.Identity;
using OrderGrid.Orders;

namespace OrderGrid.Inventory;

/// <summary>
/// What a reservation asks of positions. Every call may be repeated: the ids are the reservation's own.
/// </summary>
public sealed class ReservationStock(PositionReferences positions)
{
    /// <summary>What was held.</summary>
    /// <param name="Lines">Every line with its allocations.</param>
    /// <param name="Trouble">What, beside a lack of stock, went wrong.</param>
    /// <param name="Lacking">By line, the component that kits were short of.</param>
    /// <param name="Capped">The lines of which the buyer's cap left less than was asked for.</param>
    public sealed record Found(
        ImmutableArray<ReservedLine> Lines,
        PositionAnswer Trouble,
        ImmutableDictionary<int, Sku> Lacking,
        ImmutableHashSet<int> Capped);

    private sealed record LineHeld(ReservedLine Line, PositionAnswer Answer, Sku? Short, bool Capped);

    /// <summary>Holds as much of each line as the nodes have, in their order.</summary>
    public async Task<Found> HoldAsync(ReservationKey key, ReservationRequested requested, CommandContext context)
    {
        var held = ImmutableArray.CreateBuilder<ReservedLine>(requested.Lines.Length);
        var lacking = ImmutableDictionary.CreateBuilder<int, Sku>();
        var capped = ImmutableHashSet<int>.Empty;
        var trouble = PositionAnswer.Done;
        foreach (var some in requested.Lines.Chunk(ReservationLimits.MaxLinesInFlight))
        {
            var results = await Task.WhenAll(some.Select(line => HoldLineAsync(key, requested, line, context)));
            foreach (var (line, answer, component, isCapped) in results)
            {
                held.Add(line);
                capped = isCapped ? capped.Add(line.Line) : capped;
                trouble = answer == PositionAnswer.Done ? trouble : answer;
                if (component is { } sku)
                {
                    lacking.Add(line.Line, sku);
                }
            }
        }

        return new(held.MoveToImmutable(), trouble, lacking.ToImmutable(), capped);
    }

    /// <summary>
    /// Lets holds last longer. Answers which of them are there, committed ones too, and what went wrong otherwise.
    /// </summary>
    public async Task<(HashSet<HoldId> Kept, PositionAnswer Trouble)> ExtendAsync(
        IEnumerable<(Sku Sku, Allocation Allocation)> holds, DateTimeOffset until, CommandContext context)
    {
        var kept = new HashSet<HoldId>();
        var trouble = PositionAnswer.Done;
        foreach (var some in holds.Chunk(ReservationLimits.MaxLinesInFlight))
        {
            var outcomes = await Task.WhenAll(some.Select(hold => OrderSourcing.AskAsync(() => PositionOf(hold).Extend(
                new(context.Step($"extend-{hold.Allocation.Hold}"), hold.Allocation.Hold, until)))));
            foreach (var (hold, outcome) in some.Zip(outcomes))
            {
                if (outcome.Answer is PositionAnswer.Done or PositionAnswer.HoldCommitted)
                {
                    kept.Add(hold.Allocation.Hold);
                }
                else if (outcome.Answer is PositionAnswer.NotWritten or PositionAnswer.OutcomeUnknown)
                {
                    trouble = outcome.Answer;
                }
            }
        }

        return (kept, trouble);
    }

    /// <summary>Gives holds back; false when a position gave no clear answer.</summary>
    public async Task<bool> ReleaseAsync(
        IEnumerable<(Sku Sku, Allocation Allocation)> holds, CommandContext context)
    {
        var clear = true;
        foreach (var some in holds.Chunk(ReservationLimits.MaxLinesInFlight))
        {
            var outcomes = await Task.WhenAll(some.Select(hold => OrderSourcing.AskAsync(() => PositionOf(hold).Release(
                new(context.Step($"release-{hold.Allocation.Hold}"), hold.Allocation.Hold)))));
            clear &= outcomes.All(outcome => outcome.Answer is PositionAnswer.Done or PositionAnswer.UnknownHold);
        }

        return clear;
    }

    /// <summary>Every hold that an unfinished attempt may have placed.</summary>
    public static IEnumerable<(Sku Sku, Allocation Allocation)> Possible(
        ReservationKey key, ReservationRequested requested) =>
        from line in requested.Lines
        from node in NodesOf(requested, line).Select((id, index) => (id, index))
        from allocation in ReservedKits.Possible(
            line, new(node.id, Quantity.Zero, ReservationDecisions.HoldOf(key, line.Line, node.index)))
        from held in LineHolds.Of(line.Sku, line.Kit, allocation)
        select (held.Sku, new Allocation(held.Node, held.Quantity, held.Hold));

    /// <summary>Chooses the nodes of a cart's lines, before anything is journalled or held.</summary>
    public Task<CartPlan> PlanAsync(ReservationKey key, PlaceReservation command) =>
        CartPlan.MakeAsync(key, command, positions);

    private static ImmutableArray<NodeId> NodesOf(ReservationRequested requested, ReservationLine line) =>
        line.Nodes ?? requested.Nodes;

    private async Task<LineHeld> HoldLineAsync(
        ReservationKey key, ReservationRequested requested, ReservationLine line, CommandContext context)
    {
        var allocations = ImmutableArray.CreateBuilder<Allocation>();
        var missing = line.Quantity;
        var answer = PositionAnswer.Done;
        Sku? component = null;
        var capped = false;
        var nodes = NodesOf(requested, line);
        for (var index = 0; index < nodes.Length && missing > Quantity.Zero; index++)
        {
            var allocation = new Allocation(
                nodes[index], missing, ReservationDecisions.HoldOf(key, line.Line, index));
            var command = new PlaceHold(
                context.Step(allocation.Hold.Value),
                allocation.Hold,
                missing,
                AllowPartial: true,
                requested.ExpiresAt,
                Holder.Of(key),
                RememberRefusal: true)
            {
                Buyer = requested.Customer,
            };
            if (line.Kit is not null)
            {
                var kits = await ReservedKits.HoldAsync(
                    line, nodes[index], command with { Context = context }, PositionAt);
                (answer, component) = (kits.Trouble, kits.Short);
                capped |= kits.Capped;
                allocations.AddRange(kits.Held);
                missing -= ReservationTakeover.Sum(kits.Held);
                if (answer != PositionAnswer.Done)
                {
                    break;
                }

                continue;
            }

            var outcome = await OrderSourcing.AskAsync(() => PositionOf((line.Sku, allocation)).Hold(command));
            capped |= outcome.IsCapped(missing);
            if (outcome.Answer == PositionAnswer.Done)
            {
                allocations.Add(allocation with { Quantity = outcome.Quantity });
                missing -= outcome.Quantity;
            }
            else if (outcome.Answer is PositionAnswer.NotWritten or PositionAnswer.OutcomeUnknown)
            {
                answer = outcome.Answer;
                break;
            }
        }

        var reserved = new ReservedLine(
            line.Line, line.ChannelSku, line.Sku, line.Quantity, allocations.ToImmutable(), line.Kit);
        return new(reserved, answer, component, capped);
    }

    private IInventoryPositionGrain PositionOf((Sku Sku, Allocation Allocation) hold) =>
        positions.Of(hold.Sku, hold.Allocation.Node);

    private IInventoryPositionGrain PositionAt(Sku sku, NodeId node) => positions.Of(sku, node);
}
