using System.Collections.Immutable;
using OrderGrid.Delivery;
using OrderGrid.Orders;
using OrderGrid.Sourcing;

namespace OrderGrid.Inventory;

/// <summary>
/// Where each line of a cart may be held. It is journalled with the cart, so that an attempt that was cut off is
/// finished at the same nodes. Under a limit of shipments all lines together name no more nodes than it allows:
/// whatever is sold meanwhile, the cart keeps to it.
/// </summary>
/// <param name="Answer">Done, or why there is no plan.</param>
/// <param name="Lines">The lines with their nodes.</param>
/// <param name="Refusals">The lines at fault.</param>
public sealed record CartPlan(
    ReservationAnswer Answer, ImmutableArray<ReservationLine> Lines, ImmutableArray<LineRefusal> Refusals)
{
    /// <summary>Makes it. Positions are asked only where the rules need their stock.</summary>
    internal static async Task<CartPlan> MakeAsync(
        ReservationKey key, PlaceReservation command, PositionReferences positions)
    {
        var lines = command.Lines;
        if (command.Sourcing is not { } terms)
        {
            return command.Nodes.IsEmpty ? NoNode(lines) : new(ReservationAnswer.Done, lines, []);
        }

        lines = [.. lines.Zip(terms.Lines, (line, found) => line with { Nodes = Free(found.Candidates ?? [], null) })];
        var barred = lines.RemoveAll(line => !line.Nodes!.Value.IsEmpty);
        if (!barred.IsEmpty || !terms.NeedsStock)
        {
            return barred.IsEmpty ? new(ReservationAnswer.Done, lines, []) : NoNode(barred);
        }

        return await AskAsync(key, lines, positions) is { } stock
            ? Choose(terms, lines, stock)
            : new(ReservationAnswer.NotWritten, [], []);
    }

    private static CartPlan Choose(
        SourcingTerms terms, ImmutableArray<ReservationLine> lines, Dictionary<PositionKey, Quantity> stock)
    {
        var plan = SourcingDecisions.Assign(terms, [.. lines.Select(Ordered)], stock);
        if (plan.Verdict == SourcingVerdict.SplitNotAllowed)
        {
            return new(ReservationAnswer.CannotBeSourced, [], SourcingRefusals.OfPlan(plan));
        }

        // Of a cart that is short nothing is kept; should it no longer be, the limit holds all the same.
        HashSet<NodeId>? among = terms.Split?.Limit is { } limit ? [.. plan.Nodes.Take(limit)] : null;
        return new(
            ReservationAnswer.Done,
            [.. lines.Zip(plan.Lines, (line, found) => line with { Nodes = Free(found.Decision.Candidates, among) })],
            []);
    }

    // Null when a position gave no answer.
    private static async Task<Dictionary<PositionKey, Quantity>?> AskAsync(
        ReservationKey key, ImmutableArray<ReservationLine> lines, PositionReferences positions)
    {
        var stock = new Dictionary<PositionKey, Quantity>();
        var asked = lines.SelectMany(line => line.Nodes!.Value.SelectMany(
            node => LineStock.Positions(Ordered(line), node))).Distinct();
        try
        {
            foreach (var some in asked.Chunk(ReservationLimits.MaxLinesInFlight))
            {
                var answers = await Task.WhenAll(
                    Array.ConvertAll(some, position => positions.Of(position).GetAvailability()));
                foreach (var answer in answers)
                {
                    stock[answer.Position] = answer.AvailableTo(key.Channel);
                }
            }

            return stock;
        }
        catch (Exception exception) when (GrainCalls.IsOperating(exception))
        {
            return null;
        }
    }

    // Prices are not known yet, and no rule for carts asks for one.
    private static OrderLine Ordered(ReservationLine line) =>
        new(line.Line, line.ChannelSku, line.Sku, line.Quantity, default, line.Kit);

    private static ImmutableArray<NodeId> Free(ImmutableArray<Candidate> candidates, HashSet<NodeId>? among) =>
        [
            .. candidates
                .Where(candidate => candidate.Filtered is null && among?.Contains(candidate.Node) != false)
                .Select(candidate => candidate.Node),
        ];

    private static CartPlan NoNode(ImmutableArray<ReservationLine> lines) =>
        new(ReservationAnswer.CannotBeSourced, [], [.. lines.Select(line => SourcingRefusals.NoNode(Ordered(line)))]);
}
