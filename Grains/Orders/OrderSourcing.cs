using System.Collections.Immutable;
using OrderGrid.Delivery;
using OrderGrid.Identity;
using OrderGrid.Inventory;

namespace OrderGrid.Orders;

/// <summary>
/// Takes holds for an order's lines: nodes in order of priority, one line may split over several, lines side by side.
/// </summary>
public sealed class OrderSourcing(IGrainFactory grains, TimeProvider clock, IIdSource ids)
{
    private readonly PositionReferences _positions = new(grains);

    /// <summary>What to source for.</summary>
    public sealed record Request(
        OrderKey Order, CommandContext Context, ImmutableArray<NodeId> Nodes, TimeSpan ShipWithin);

    /// <summary>What was held, and what, beside a lack of stock, went wrong.</summary>
    public sealed record Result(ImmutableArray<SourcedLine> Lines, PositionAnswer Trouble)
    {
        /// <summary>True when every position gave a clear answer.</summary>
        public bool Clear => Trouble == PositionAnswer.Done;
    }

    /// <summary>Holds as much of each line as the nodes have.</summary>
    public async Task<Result> HoldAsync(Request request, ImmutableArray<OrderLine> lines)
    {
        var attempt = ids.Next();
        var expiresAt = clock.GetUtcNow() + OrderLimits.HoldTime;
        var sourced = ImmutableArray.CreateBuilder<SourcedLine>(lines.Length);
        var trouble = PositionAnswer.Done;
        foreach (var some in lines.Chunk(OrderLimits.MaxLinesInFlight))
        {
            var results = await Task.WhenAll(some.Select(line => HoldLineAsync(request, line, attempt, expiresAt)));
            foreach (var (line, answer) in results)
            {
                sourced.Add(line);
                trouble = answer == PositionAnswer.Done ? trouble : answer;
            }
        }

        return new(sourced.MoveToImmutable(), trouble);
    }

    /// <summary>Gives holds back. Best effort: what cannot be reached expires by itself.</summary>
    public Task ReleaseAsync(CommandContext context, IEnumerable<SourcedLine> lines) =>
        Task.WhenAll(
            from line in lines
            from allocation in line.Allocations
            select ReleaseOneAsync(context, line.Line.Sku, allocation));

    /// <summary>
    /// Lets positions know that holds are final. A message only: the stock route makes sure of it.
    /// </summary>
    public void NoteAccepted(CommandContext context, ImmutableArray<SourcedLine> lines)
    {
        foreach (var line in lines)
        {
            foreach (var held in line.Allocations)
            {
                var final = OrderSettlement.Commit(held.Hold, held.Quantity, context);
                _ = PositionOf(line.Line.Sku, held.Node).NoteAccepted(final);
            }
        }
    }

    /// <summary>The position that an allocation is on.</summary>
    public IInventoryPositionGrain PositionOf(Sku sku, NodeId node) => _positions.Of(sku, node);

    private async Task<(SourcedLine Line, PositionAnswer Answer)> HoldLineAsync(
        Request request, OrderLine line, string attempt, DateTimeOffset expiresAt)
    {
        var allocations = ImmutableArray.CreateBuilder<Allocation>();
        var missing = line.Quantity;
        var answer = PositionAnswer.Done;
        for (var index = 0; index < request.Nodes.Length && missing > Quantity.Zero; index++)
        {
            var node = request.Nodes[index];
            var hold = new HoldId($"{attempt}-{line.Line}-{index}");
            var command = new PlaceHold(
                request.Context.Step(hold.Value),
                hold,
                missing,
                AllowPartial: true,
                expiresAt,
                Holder.Of(request.Order));
            var outcome = await AskAsync(() => PositionOf(line.Sku, node).Hold(command));
            if (outcome.Answer is PositionAnswer.Done or PositionAnswer.OutcomeUnknown)
            {
                // An unknown hold is listed too, so that it is given back with the others.
                allocations.Add(new(node, outcome.Quantity, hold));
                missing -= outcome.Quantity;
            }

            if (outcome.Answer is not (PositionAnswer.Done or PositionAnswer.InsufficientStock))
            {
                answer = outcome.Answer;
                break;
            }
        }

        var shipBy = clock.GetUtcNow() + request.ShipWithin;
        return (new(line, allocations.ToImmutable(), shipBy), answer);
    }

    private Task<PositionOutcome> ReleaseOneAsync(CommandContext context, Sku sku, Allocation allocation) =>
        AskAsync(() => PositionOf(sku, allocation.Node).Release(
            new ReleaseHold(context.Step($"release-{allocation.Hold}"), allocation.Hold)));

    /// <summary>Asks a position; a call that failed on its way is an unknown outcome.</summary>
    public static async Task<PositionOutcome> AskAsync(Func<Task<PositionOutcome>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            return new(PositionAnswer.OutcomeUnknown, Quantity.Zero, default, default);
        }
    }
}
