using System.Collections.Immutable;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Sourcing;

/// <summary>A line with its candidates in their final order.</summary>
internal sealed record RankedLine(OrderLine Line, decimal Value, ImmutableArray<Candidate> Candidates)
{
    /// <summary>Nodes that may ship it, best first.</summary>
    public ImmutableArray<NodeId> Free { get; } =
        [.. Candidates.Where(candidate => candidate.Filtered is null).Select(candidate => candidate.Node)];
}

/// <summary>Lines filled from nodes, as far as they go.</summary>
internal sealed record Filling(ImmutableArray<ImmutableArray<PlannedPart>> Parts, bool IsComplete);

/// <summary>Finds nodes that together can ship an order and keep to its split policy.</summary>
internal sealed class SplitSearch(
    SplitPolicy? policy, ImmutableArray<RankedLine> lines, IReadOnlyDictionary<PositionKey, Quantity>? stock)
{
    // Kits first: what else shares a component with them goes along more easily.
    private readonly ImmutableArray<int> _order =
        [.. Enumerable.Range(0, lines.Length).OrderBy(index => lines[index].Line.Kit is null)];

    private int _tried;

    /// <summary>Fills each line from its best nodes on, out of some nodes or, for null, of all.</summary>
    public Filling Fill(IReadOnlyCollection<NodeId>? among)
    {
        var taken = new Dictionary<PositionKey, Quantity>();
        var parts = new ImmutableArray<PlannedPart>[lines.Length];
        var isComplete = true;
        foreach (var index in _order)
        {
            (parts[index], var missing) = FillLine(lines[index], among, taken);
            isComplete &= missing == Quantity.Zero;
        }

        return new([.. parts], isComplete);
    }

    /// <summary>True when a complete filling keeps to the policy.</summary>
    public bool Keeps(Filling filling)
    {
        var nodes = filling.Parts.SelectMany(parts => parts).Select(part => part.Node).Distinct().ToList();
        return nodes.Count <= (policy?.Limit ?? int.MaxValue)
            && (nodes.Count < 2
                || policy?.MinValuePerShipment is not { } least
                || nodes.TrueForAll(node => ValueAt(filling, node) >= least.Amount));
    }

    /// <summary>
    /// The first of the smallest sets of nodes that can: sets of one, of two and so on, better nodes first. Null when
    /// there is none, or none among the first <see cref="SourcingLimits.MaxNodeSets"/>.
    /// </summary>
    public Filling? Find()
    {
        var nodes = RankedOverLines();
        var most = Math.Min(policy?.Limit ?? nodes.Count, nodes.Count);
        for (var size = 1; size <= most; size++)
        {
            if (FindAmong(nodes, 0, new(size), size) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private Filling? FindAmong(List<NodeId> nodes, int from, List<NodeId> chosen, int size)
    {
        if (chosen.Count == size)
        {
            if (++_tried > SourcingLimits.MaxNodeSets)
            {
                return null;
            }

            var filling = Fill(chosen);
            return filling.IsComplete && Keeps(filling) ? filling : null;
        }

        for (var index = from; index <= nodes.Count - (size - chosen.Count); index++)
        {
            chosen.Add(nodes[index]);
            var found = FindAmong(nodes, index + 1, chosen, size);
            chosen.RemoveAt(chosen.Count - 1);
            if (found is not null || _tried > SourcingLimits.MaxNodeSets)
            {
                return found;
            }
        }

        return null;
    }

    // A node's worth is its totals over all lines; the same worth follows the node ids.
    private List<NodeId> RankedOverLines() =>
        [
            .. lines.SelectMany(line => line.Candidates)
                .Where(candidate => candidate.Filtered is null)
                .GroupBy(candidate => candidate.Node)
                .OrderByDescending(group => group.Sum(candidate => candidate.Total ?? 0))
                .ThenBy(group => group.Key.Value, StringComparer.Ordinal)
                .Select(group => group.Key),
        ];

    private (ImmutableArray<PlannedPart> Parts, Quantity Missing) FillLine(
        RankedLine line, IReadOnlyCollection<NodeId>? among, Dictionary<PositionKey, Quantity> taken)
    {
        var parts = ImmutableArray.CreateBuilder<PlannedPart>();
        var missing = line.Line.Quantity;
        foreach (var node in line.Free)
        {
            if (missing == Quantity.Zero)
            {
                break;
            }

            if (among is not null && !among.Contains(node))
            {
                continue;
            }

            var part = Quantity.Min(missing, LineStock.Available(line.Line, node, stock, taken) ?? missing);
            if (part > Quantity.Zero)
            {
                parts.Add(new(node, part));
                LineStock.Take(line.Line, node, part, taken);
                missing -= part;
            }
        }

        return (parts.ToImmutable(), missing);
    }

    private decimal ValueAt(Filling filling, NodeId node) =>
        lines.Select((line, index) => filling.Parts[index]
            .Where(part => part.Node == node)
            .Sum(part => line.Value * part.Quantity.Pieces / line.Line.Quantity.Pieces)).Sum();
}
