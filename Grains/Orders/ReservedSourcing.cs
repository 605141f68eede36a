using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Sourcing;

namespace OrderGrid.Orders;

/// <summary>
/// How an order that names a reservation keeps to the channel's rules. The reservation was held without a destination
/// and maybe under other rules: a hold at a node that may not ship to this order is not used, and the order as a
/// whole keeps to the split policy. Pure.
/// </summary>
public sealed class ReservedSourcing(SubmitOrder command)
{
    /// <summary>The holds of the reservation that may serve the order's lines.</summary>
    public ReservationTakeover Match(ImmutableArray<ReservedLine> reserved) =>
        ReservationTakeover.Match(command.Lines, reserved, MayShip);

    /// <summary>
    /// The rules for what has to be held anew. Nodes in use count against the limit of shipments; values are looked at
    /// when everything is held.
    /// </summary>
    public SourcingTerms? TermsBeside(IEnumerable<SourcedLine> held) => command.Sourcing is { } terms
        ? terms with
        {
            Split = terms.Split is { } split ? split with { MinValuePerShipment = null } : null,
            InUse = [.. NodesOf(held)],
        }
        : null;

    /// <summary>Why a line ships from where it ships.</summary>
    /// <param name="line">The line's number.</param>
    /// <param name="taken">What the reservation has for it.</param>
    /// <param name="anew">The decision about what was held anew; null when nothing was.</param>
    public SourcingDecision? Decide(int line, ImmutableArray<Allocation> taken, SourcingDecision? anew)
    {
        if (taken.IsEmpty)
        {
            return anew;
        }

        if (command.Sourcing is { } terms)
        {
            var ranked = anew?.Candidates ?? terms.Lines.First(known => known.Line == line).Candidates ?? [];
            return new(SourcingReason.Reservation, ranked, terms.Region);
        }

        var held = taken.Select(allocation => allocation.Node).Distinct().ToList();
        var asked = (anew?.Candidates ?? []).Where(candidate => !held.Contains(candidate.Node));
        return new(SourcingReason.Reservation, [.. held.Select(node => new Candidate(node)), .. asked]);
    }

    /// <summary>The refusal of an order, held in full, that breaks the split policy; null when it does not.</summary>
    public SubmitOutcome? FindRefusal(ImmutableArray<SourcedLine> held)
    {
        var split = command.Sourcing?.Split;
        var nodes = NodesOf(held).ToList();
        return nodes.Count <= (split?.Limit ?? int.MaxValue)
            && (nodes.Count < 2
                || split?.MinValuePerShipment is not { } least
                || nodes.TrueForAll(node => ValueAt(node, held) >= least.Amount))
            ? null
            : SourcingRefusals.Split(held, nodes.Count);
    }

    // A daily capacity was asked when the cart was held.
    private bool MayShip(Sku sku, NodeId node) => command.Sourcing is { } terms
        ? command.Lines.Where(line => line.Sku == sku).All(line => terms.Lines
            .First(known => known.Line == line.Line).Candidates?
            .Any(candidate => candidate.Node == node
                && candidate.Filtered is null or NodeFilter.Capacity) == true)
        : command.Nodes.Contains(node);

    private decimal ValueAt(NodeId node, ImmutableArray<SourcedLine> held) => held.Sum(line =>
        line.Allocations.Where(allocation => allocation.Node == node).Sum(allocation => allocation.Quantity.Pieces)
        * (command.Sourcing!.Lines.First(known => known.Line == line.Line.Line).Value ?? 0)
        / line.Line.Quantity.Pieces);

    private static IEnumerable<NodeId> NodesOf(IEnumerable<SourcedLine> held) =>
        held.SelectMany(line => line.Allocations).Select(allocation => allocation.Node).Distinct();
}
