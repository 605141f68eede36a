using System.Collections.Immutable;
using System.Globalization;
using OrderGrid.Inventory;
using OrderGrid.Sourcing;

namespace OrderGrid.Orders;

/// <summary>
/// Holds what no node has of a line against what is to come: all of it at the best node that promises it in time, else
/// along the nodes, as far as each goes.
/// </summary>
internal sealed class BackorderedHolds(
    OrderSourcing sourcing,
    OrderSourcing.Request request,
    BackorderAllowance allowance,
    OrderSourcing.Attempt attempt)
{
    private readonly Dictionary<NodeId, Quantity> _promised = [];

    /// <summary>The line with what could be added to its holds, and the last unclear answer.</summary>
    public async Task<(SourcedLine Line, PositionAnswer Answer)> AddAsync(
        SourcedLine line, ImmutableArray<NodeId> nodes)
    {
        var allocations = line.Allocations.ToBuilder();
        var missing = line.Line.Quantity - line.Allocated;
        var trouble = PositionAnswer.Done;
        var capped = line.Capped;
        foreach (var (partly, node, index) in Attempts(nodes))
        {
            if (missing == Quantity.Zero || trouble != PositionAnswer.Done)
            {
                break;
            }

            var command = Ask(line.Line, missing, partly, index);
            var outcome = await OrderSourcing.AskAsync(
                () => sourcing.PositionOf(line.Line.Sku, node).Hold(command));
            capped |= outcome.IsCapped(missing);
            _promised[node] = outcome.Promise?.Quantity ?? Quantity.Zero;
            if (outcome.Answer is PositionAnswer.Done or PositionAnswer.OutcomeUnknown)
            {
                // An unknown hold is listed too, so that it is given back with the others.
                allocations.Add(new(node, outcome.Quantity, command.Hold) { Backorder = outcome.Promise });
                missing -= outcome.Quantity;
            }

            trouble = outcome.Answer is PositionAnswer.Done
                or PositionAnswer.BuyerCapReached or PositionAnswer.InsufficientStock
                ? PositionAnswer.Done
                : outcome.Answer;
        }

        return (Describe(line, allocations.ToImmutable()) with { Capped = capped }, trouble);
    }

    private static IEnumerable<(bool Partly, NodeId Node, int Index)> Attempts(ImmutableArray<NodeId> nodes) =>
        from partly in new[] { false, true }
        from node in nodes.Index()
        select (partly, node.Item, (partly ? nodes.Length : 0) + node.Index);

    private PlaceHold Ask(OrderLine line, Quantity missing, bool partly, int index)
    {
        var hold = new HoldId(
            string.Create(CultureInfo.InvariantCulture, $"{attempt.Name}-{line.Line}-b{index}"));
        return new(
            request.Context,
            hold,
            missing,
            partly,
            attempt.ExpiresAt,
            Holder.Of(request.Order))
        {
            Buyer = request.Buyer,
            Backorder = true,
            PromiseBy = sourcing.Latest(allowance),
        };
    }

    private SourcedLine Describe(SourcedLine line, ImmutableArray<Allocation> allocations) => line with
    {
        Allocations = allocations,
        ShipBy = OrderPromises.ShipBy(line.ShipBy, allocations, request.ShipWithin),
        Decision = line.Decision! with
        {
            Why = SourcingReason.Backorder,
            Candidates =
            [
                .. line.Decision.Candidates.Select(candidate =>
                    _promised.TryGetValue(candidate.Node, out var toCome)
                        ? candidate with { ToCome = toCome }
                        : candidate),
            ],
        },
    };
}
