using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Sourcing;

/// <summary>
/// One channel's rule set at work. Nodes are ranked once per region and kind of item; an order then only looks them
/// up. Belongs to one grain: not for several threads.
/// </summary>
public sealed class ChannelSourcing(ChannelId channel, ChannelConfiguration configuration, NodeCatalogue catalogue)
{
    private const int MostRankings = 10_000;

    private readonly ImmutableArray<NodeFacts> _nodes = [.. configuration.Nodes.Select(catalogue.Of)];
    private readonly Dictionary<(RegionCode? Region, string Requires), ImmutableArray<Candidate>> _ranked = [];

    private readonly BackorderAllowance? _backorder =
        configuration.Sourcing is { Backorder: BackorderPolicy.Allow } rules ? new(rules.BackorderDays) : null;

    /// <summary>Nodes whose load has to be asked for before terms are made; empty when no rule asks for it.</summary>
    public ImmutableArray<NodeFacts> Limited { get; } = configuration.Sourcing?.Filters is { CapacityLeft: true }
        ? [.. configuration.Nodes.Select(catalogue.Of).Where(node => node.DailyCapacity is not null)]
        : [];

    /// <summary>What the rules make of an order; null when the channel has none.</summary>
    /// <param name="shipTo">Where it goes.</param>
    /// <param name="lines">Its lines, as the channel sent them.</param>
    /// <param name="full">Nodes whose daily capacity is used up.</param>
    public SourcingTerms? Terms(
        Address shipTo, ImmutableArray<ChannelOrderLine> lines, ImmutableHashSet<NodeId> full)
    {
        if (configuration.Sourcing is not { } rules)
        {
            return null;
        }

        var region = catalogue.Locate(shipTo);
        var isValued = rules.Split?.MinValuePerShipment is not null;
        return new SourcingTerms(
            region,
            rules.Split,
            SourcingDecisions.BalanceWeight(rules),
            [
                .. lines.Select(line => new LineTerms(
                    line.Line,
                    isValued ? line.UnitPrice.Amount * line.Quantity.Pieces : null,
                    Rank(rules, region, configuration.Listings[line.Sku].Requires ?? [], full))),
            ])
        {
            Backorder = _backorder,
        };
    }

    /// <summary>What the rules make of a cart, of which no destination is known; null when there are none.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="full">Nodes whose daily capacity is used up.</param>
    public SourcingTerms? CartTerms(ImmutableArray<ReservationLine> lines, ImmutableHashSet<NodeId> full) =>
        configuration.Sourcing is not { } rules ? null : new SourcingTerms(
            null,
            rules.Split,
            SourcingDecisions.BalanceWeight(rules),
            [
                .. lines.Select(line => new LineTerms(
                    line.Line,
                    null,
                    Rank(rules, null, configuration.Listings[line.ChannelSku].Requires ?? [], full))),
            ]);

    private ImmutableArray<Candidate> Rank(
        SourcingRules rules,
        RegionCode? region,
        ImmutableArray<Capability> requires,
        ImmutableHashSet<NodeId> full)
    {
        var question = new RankingQuestion(channel, region, catalogue.Of(region), requires, _nodes, full);
        if (!full.IsEmpty)
        {
            return NodeRanking.Rank(rules, question);
        }

        var key = (region, requires.IsEmpty ? "" : string.Join(' ', requires));
        if (!_ranked.TryGetValue(key, out var ranked))
        {
            if (_ranked.Count >= MostRankings)
            {
                _ranked.Clear();
            }

            _ranked.Add(key, ranked = NodeRanking.Rank(rules, question));
        }

        return ranked;
    }
}
