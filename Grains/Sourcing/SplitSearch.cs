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
    SourcingTerms terms,
    ImmutableArray<RankedLine> lines,
    IReadOnlyDictionary<PositionKey, Quantity>? stock,
    IReadOnlyDictionary<PositionKey, Quantity>? toCome = null)
{
    // Kits first: what else shares a component with them goes along more easily.
    private readonly ImmutableArray<int> _order =
        [.. Enumerable.Range(0, lines.Length).OrderBy(index => lines[index].Line.Kit is null)];

    private readonly SplitPolicy? _policy = terms.Split;
    private int _tried;

    /// <summary>Fills each line from its best nodes on, out of some nodes or, for null, of all.</summary>
    public Filling Fill(IReadOnlyCollection<NodeId>? among)
    {
        var (onHand, awaited) = (new Pool(stock, NoLimit: true), new Pool(toCome, NoLimit: false));
        var parts = new ImmutableArray<PlannedPart>[lines.Length];
        var isComplete = true;
        foreach (var index in _order)
        {
            var line = lines[index];
            var filled = ImmutableArray.CreateBuilder<PlannedPart>();
            var nodes = line.Free.Where(node => among?.Contains(node) != false).ToList();
            var missing = FillLine(line.Line, nodes, onHand, filled);
            if (missing > Quantity.Zero && toCome is not null && line.Line.Kit is null)
            {
                missing = FillLine(line.Line with { Quantity = missing }, nodes, awaited, filled);
            }

            parts[index] = filled.ToImmutable();
            isComplete &= missing == Quantity.Zero;
        }

        return new([.. parts], isComplete);
    }

    /// <summary>True when a complete filling keeps to the policy.</summary>
    public bool Keeps(Filling filling)
    {
        var nodes = filling.Parts.SelectMany(parts => parts).Select(part => part.Node).Distinct().ToList();
        return nodes.Union(terms.InUse ?? []).Count() <= (_policy?.Limit ?? int.MaxValue)
            && (nodes.Count < 2
                || _policy?.MinValuePerShipment is not { } least
                || nodes.TrueForAll(node => ValueAt(filling, node) >= least.Amount));
    }

    /// <summary>
    /// The first of the smallest sets of nodes that can: sets of one, of two and so on, better nodes first. Null when
    /// there is none, or none among the first <see cref="SourcingLimits.MaxNodeSets"/>.
    /// </summary>
    public Filling? Find()
    {
        var nodes = RankedOverLines();
        var most = Math.Min(_policy?.Limit ?? nodes.Count, nodes.Count);
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

    // One node ships one part of a line, however much of it is there and how much is still to come.
    private static Quantity FillLine(
        OrderLine line, List<NodeId> nodes, Pool pool, ImmutableArray<PlannedPart>.Builder parts)
    {
        var missing = line.Quantity;
        foreach (var node in nodes)
        {
            var part = pool.Take(line, node, missing);
            if (part == Quantity.Zero)
            {
                continue;
            }

            missing -= part;
            var index = 0;
            while (index < parts.Count && parts[index].Node != node)
            {
                index++;
            }

            if (index == parts.Count)
            {
                parts.Add(new(node, part));
            }
            else
            {
                parts[index] = new(node, parts[index].Quantity + part);
            }
        }

        return missing;
    }

    private decimal ValueAt(Filling filling, NodeId node) =>
        lines.Select((line, index) => filling.Parts[index]
            .Where(part => part.Node == node)
            .Sum(part => line.Value * part.Quantity.Pieces / line.Line.Quantity.Pieces)).Sum();

    // What lines may still take; a position of which nothing is known has enough, or nothing.
    private sealed record Pool(IReadOnlyDictionary<PositionKey, Quantity>? Known, bool NoLimit)
    {
        private readonly Dictionary<PositionKey, Quantity> _taken = [];

        public Quantity Take(OrderLine line, NodeId node, Quantity asked)
        {
            var left = LineStock.Available(line, node, Known, _taken) ?? (NoLimit ? asked : Quantity.Zero);
            var part = Quantity.Min(asked, left);
            if (part > Quantity.Zero)
            {
                LineStock.Take(line, node, part, _taken);
            }

            return part;
        }
    }
}
