using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Inventory;

namespace OrderGrid.Sourcing;

/// <summary>What is wrong with a rule set.</summary>
/// <param name="Pointer">JSON pointer into the rule set.</param>
/// <param name="Detail">What to change, in a sentence.</param>
public sealed record SourcingFault(string Pointer, string Detail);

/// <summary>Checks a rule set before it is in force. Pure.</summary>
public static class SourcingRuleCheck
{
    /// <summary>Everything that is wrong with a rule set of a channel; empty when it can be in force.</summary>
    public static ImmutableArray<SourcingFault> FindFaults(
        SourcingRules rules, ChannelConfiguration channel, NodeCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(catalogue);
        var faults = ImmutableArray.CreateBuilder<SourcingFault>();
        faults.AddRange(channel.Nodes.Where(node => !catalogue.Contains(node)).Select(node => new SourcingFault(
            "", $"Node '{node}' of the channel is not one of the grid's: rules can say nothing about it.")));
        if (rules.Filters is { } filters)
        {
            faults.AddRange(FindFilterFaults(filters, channel, catalogue));
        }

        faults.AddRange(FindRankingFaults(rules.Ranking));
        if (rules.Split is { } split)
        {
            faults.AddRange(FindSplitFaults(split, channel));
        }

        faults.AddRange(FindBackorderFaults(rules));
        return faults.ToImmutable();
    }

    private static IEnumerable<SourcingFault> FindBackorderFaults(SourcingRules rules)
    {
        if (rules is { Backorder: BackorderPolicy.Allow, Split.ShipComplete: true })
        {
            yield return new("/backorder", "A complete order cannot wait in parts: leave split.shipComplete out.");
        }

        if (rules is { Backorder: BackorderPolicy.Never, BackorderDays: not null })
        {
            yield return new("/backorderDays", "Without backorders there is nothing to wait for: use Allow.");
        }
        else if (rules.BackorderDays is < 1 or > StockLimits.HorizonDays)
        {
            yield return new("/backorderDays", $"1 to {StockLimits.HorizonDays} days are expected.");
        }
    }

    private static IEnumerable<SourcingFault> FindFilterFaults(
        NodeFilters filters, ChannelConfiguration channel, NodeCatalogue catalogue)
    {
        var nodes = channel.Nodes.Select(catalogue.Of).ToList();
        foreach (var fault in FindLength("/filters/regions", filters.Regions?.Length)
            .Concat(FindLength("/filters/capabilities", filters.Capabilities?.Length))
            .Concat(FindLength("/filters/except", filters.Except?.Length)))
        {
            yield return fault;
        }

        foreach (var (index, region) in (filters.Regions ?? []).Index())
        {
            if (!nodes.Exists(node => node.Country == region || node.Region == region))
            {
                yield return new($"/filters/regions/{index}", $"No node of the channel stands in '{region}'.");
            }
        }

        foreach (var (index, capability) in (filters.Capabilities ?? []).Index())
        {
            if (!nodes.Exists(node => node.Capabilities?.Contains(capability) == true))
            {
                yield return new($"/filters/capabilities/{index}", $"No node of the channel has '{capability}'.");
            }
        }

        foreach (var (index, node) in (filters.Except ?? []).Index())
        {
            if (!channel.Nodes.Contains(node))
            {
                yield return new($"/filters/except/{index}", $"'{node}' is not a node of the channel.");
            }
        }

        if (filters.OnlyServed && nodes.TrueForAll(node => node.TransitDays is not { Count: > 0 }))
        {
            yield return new("/filters/onlyServed", "No node of the channel has transit days.");
        }
    }

    private static IEnumerable<SourcingFault> FindLength(string pointer, int? length)
    {
        if (length is 0 or > SourcingLimits.MaxNames)
        {
            yield return new(pointer, $"1 to {SourcingLimits.MaxNames} names are expected; leave it out for none.");
        }
    }

    private static IEnumerable<SourcingFault> FindRankingFaults(ImmutableArray<RankingCriterion>? ranking)
    {
        if (ranking is not { } criteria)
        {
            yield break;
        }

        if (criteria.Length is 0 or > SourcingLimits.MaxCriteria)
        {
            yield return new("/ranking", $"1 to {SourcingLimits.MaxCriteria} criteria are expected.");
        }

        var seen = new HashSet<SourcingCriterion>();
        foreach (var (index, criterion) in criteria.Index())
        {
            if (!seen.Add(criterion.By))
            {
                yield return new($"/ranking/{index}/by", $"{criterion.By} is there twice.");
            }

            if (criterion.Weight is < 1 or > SourcingLimits.MaxWeight)
            {
                yield return new(
                    $"/ranking/{index}/weight", $"A weight of 1 to {SourcingLimits.MaxWeight} is expected.");
            }
        }
    }

    private static IEnumerable<SourcingFault> FindSplitFaults(SplitPolicy split, ChannelConfiguration channel)
    {
        if (split.MaxShipments is < 1 or > SourcingLimits.MaxShipments)
        {
            yield return new("/split/maxShipments", $"1 to {SourcingLimits.MaxShipments} shipments are expected.");
        }

        if (split is { ShipComplete: true, MaxShipments: not (null or 1) })
        {
            yield return new("/split/shipComplete", "A complete order is one shipment: leave maxShipments out.");
        }

        if (split.MinValuePerShipment is { } least && least.Currency != channel.Currency)
        {
            yield return new("/split/minValuePerShipment/currency", $"This channel sells in {channel.Currency}.");
        }

        if (split.MinValuePerShipment is { Amount: <= 0 })
        {
            yield return new("/split/minValuePerShipment/amount", "An amount above zero is expected.");
        }
    }
}
