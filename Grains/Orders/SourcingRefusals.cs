using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Sourcing;

namespace OrderGrid.Orders;

/// <summary>What a customer is told when an order could not be sourced. Pure.</summary>
public static class SourcingRefusals
{
    private const string Unruly = "The channel's sourcing rules allow no way to ship it.";

    /// <summary>The refusal; null when every line is held in full.</summary>
    public static SubmitOutcome? Of(SubmitOrder command, OrderSourcing.Result sourced)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(sourced);
        var refusals = sourced.Plan is { } plan ? OfPlan(plan) : OfHolds(command, sourced.Lines);
        refusals = Capped(refusals, sourced.Lines);
        return refusals.IsEmpty ? null
            : refusals.Any(line => line.Reason == LineRefusalReason.BuyerCapReached) ? OfCap(refusals)
            : refusals.Any(line => line.Reason != LineRefusalReason.InsufficientStock)
                ? SubmitOutcome.Refused(
                    SubmitAnswer.CannotBeSourced, Unruly, refusals)
            : SubmitOutcome.Refused(
                SubmitAnswer.InsufficientStock, "Lower the quantities or wait for stock.", refusals);
    }

    /// <summary>The refusal of lines that are more than one buyer may have.</summary>
    internal static SubmitOutcome OfCap(ImmutableArray<LineRefusal> refusals) => SubmitOutcome.Refused(
        SubmitAnswer.BuyerCapReached, "Lower the quantities to what one buyer may have.", refusals);

    /// <summary>The refusal of one such line.</summary>
    internal static LineRefusal CappedLine(OrderLine line) => new(
        line.Line,
        LineRefusalReason.BuyerCapReached,
        $"{line.Quantity} pieces of {line.ChannelSku} asked, more than the buyer may still have.");

    // The cap goes before a lack of stock, and before what the rules make of what it left.
    private static ImmutableArray<LineRefusal> Capped(
        ImmutableArray<LineRefusal> refusals, ImmutableArray<SourcedLine> lines)
    {
        if (refusals.IsEmpty || !lines.Any(line => line.Capped))
        {
            return refusals;
        }

        var capped = lines.Where(line => line.Capped).ToDictionary(line => line.Line.Line, line => line.Line);
        return
        [
            .. refusals.Select(refusal => refusal.Reason != LineRefusalReason.NoNode
                && capped.TryGetValue(refusal.Line, out var line) ? CappedLine(line) : refusal),
        ];
    }

    /// <summary>The refusal of an order whose lines are held, but at more or smaller shipments than allowed.</summary>
    internal static SubmitOutcome Split(ImmutableArray<SourcedLine> held, int nodes) => SubmitOutcome.Refused(
        SubmitAnswer.CannotBeSourced, Unruly, [.. held.Select(line => SplitNotAllowed(line.Line, nodes))]);

    private static ImmutableArray<LineRefusal> OfHolds(SubmitOrder command, ImmutableArray<SourcedLine> lines) =>
        command is { Sourcing: null, Nodes.IsEmpty: true }
            ? [.. command.Lines.Select(NoNode)]
            : command.Sourcing is null
            ? OrderDecisions.FindShort(command, lines)
            : [.. lines.Where(line => line.Allocated < line.Line.Quantity).Select(line =>
                IsBarred(line.Decision!.Candidates)
                    ? NoNode(line.Line)
                    : Short(line.Line, line.Allocated, line.Decision))];

    /// <summary>The lines at fault of a plan that cannot be carried out.</summary>
    internal static ImmutableArray<LineRefusal> OfPlan(SourcingPlan plan) => plan.Verdict switch
    {
        SourcingVerdict.Planned => [],
        SourcingVerdict.NoNode =>
            [.. plan.Lines.Where(line => IsBarred(line.Decision.Candidates)).Select(line => NoNode(line.Line))],
        SourcingVerdict.ShortOfStock => OfMissing(plan),
        SourcingVerdict.SplitNotAllowed =>
            [.. plan.Lines.Select(line => SplitNotAllowed(line.Line, plan.Nodes.Count()))],
    };

    private static LineRefusal SplitNotAllowed(OrderLine line, int nodes) => new(
        line.Line,
        LineRefusalReason.SplitNotAllowed,
        $"There is stock at {nodes} nodes; the channel's limits for splitting an order allow no set of them.");

    // Without a missing piece the plan failed because others bought faster, whichever line it was.
    private static ImmutableArray<LineRefusal> OfMissing(SourcingPlan plan)
    {
        var missing = plan.Lines.Where(line => line.Missing > Quantity.Zero).ToList();
        return [.. (missing.Count > 0 ? missing : [.. plan.Lines])
            .Select(line => Short(line.Line, line.Line.Quantity - line.Missing, line.Decision))];
    }

    private static bool IsBarred(ImmutableArray<Candidate> candidates) =>
        candidates.All(candidate => candidate.Filtered is not null);

    /// <summary>The refusal of a line that no node may ship.</summary>
    internal static LineRefusal NoNode(OrderLine line) => new(
        line.Line, LineRefusalReason.NoNode, $"No node of the channel may ship {line.ChannelSku} there.");

    /// <summary>Names the component of a kit that was short, with a space before it; empty for other items.</summary>
    internal static string Component(SourcingDecision? decision)
    {
        var candidates = decision is { } known ? known.Candidates : [];
        foreach (var candidate in candidates)
        {
            if (candidate.Short is { } sku)
            {
                return $" Its component {sku} is short.";
            }
        }

        return "";
    }

    private static LineRefusal Short(OrderLine line, Quantity available, SourcingDecision? decision) => new(
        line.Line,
        LineRefusalReason.InsufficientStock,
        $"{line.Quantity} pieces of {line.ChannelSku} asked, {available} can be promised within the channel's rules."
        + Component(decision));
}
