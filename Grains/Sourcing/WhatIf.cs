using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Sourcing;

/// <summary>What another rule set would have made of an order.</summary>
public enum WhatIfOutcome
{
    /// <summary>The same nodes with the same pieces.</summary>
    Unchanged,

    /// <summary>As many shipments, from other nodes or with other pieces.</summary>
    OtherNode,

    /// <summary>More shipments.</summary>
    MoreShipments,

    /// <summary>Fewer shipments.</summary>
    FewerShipments,

    /// <summary>The order would have been refused.</summary>
    WouldBeRefused,
}

/// <summary>An accepted order and what another rule set would have made of it.</summary>
/// <param name="Order">The order.</param>
/// <param name="Outcome">What differs.</param>
/// <param name="IsAssumed">
/// True when the other plan counts on a node whose stock the journal does not tell; it is taken to have had enough.
/// </param>
/// <param name="Was">Node and pieces per line, as the order was accepted.</param>
/// <param name="Would">The same under the other rules, as far as the plan came.</param>
public sealed record WhatIfOrder(
    OrderKey Order,
    WhatIfOutcome Outcome,
    bool IsAssumed,
    ImmutableArray<WhatIfPart> Was,
    ImmutableArray<WhatIfPart> Would);

/// <summary>Pieces of a line at a node.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="Node">The node.</param>
/// <param name="Quantity">Pieces.</param>
public readonly record struct WhatIfPart(int Line, NodeId Node, Quantity Quantity);

/// <summary>
/// Plans accepted orders anew under another rule set, with the stock that their decisions recorded. Pure.
/// </summary>
public sealed class WhatIf(
    SourcingRules rules, ChannelId channel, ChannelConfiguration configuration, NodeCatalogue catalogue)
{
    private readonly ImmutableArray<NodeFacts> _nodes = [.. configuration.Nodes.Select(catalogue.Of)];

    /// <summary>Plans the order that a record accepts; null for any other record.</summary>
    public WhatIfOrder? Compare(JournalRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.First != new StreamVersion(1)
            || !OrderKey.TryParse(record.Stream.Key, out var key)
            || key.Channel != channel)
        {
            return null;
        }

        var events = record.Events.Select(OrderEvents.Format.Read).ToList();
        return events.OfType<OrderReceived>().FirstOrDefault() is { } received
            ? Compare(key, received, [.. events.OfType<LineSourced>()])
            : null;
    }

    private WhatIfOrder Compare(OrderKey key, OrderReceived received, ImmutableArray<LineSourced> sourced)
    {
        var stock = Recorded(received, sourced, candidate => candidate.Available);
        var region = catalogue.Locate(received.ShipTo);
        var plan = SourcingDecisions.Plan(rules, new(
            channel,
            region,
            catalogue.Of(region),
            [.. received.Lines.Select(line => new SourcingLine(line, ValueOf(received, line), RequiresOf(line)))],
            _nodes,
            [],
            stock)
        {
            ToCome = rules.Backorder == BackorderPolicy.Allow
                ? Recorded(received, sourced, candidate => candidate.ToCome)
                : null,
        });
        ImmutableArray<WhatIfPart> was =
        [
            .. sourced.SelectMany(line => line.Allocations
                .GroupBy(allocation => allocation.Node)
                .Select(group => new WhatIfPart(
                    line.Line,
                    group.Key,
                    group.Aggregate(Quantity.Zero, (sum, allocation) => sum + allocation.Quantity)))),
        ];
        ImmutableArray<WhatIfPart> would =
        [
            .. plan.Lines.SelectMany(line => line.Parts.Select(
                part => new WhatIfPart(line.Line.Line, part.Node, part.Quantity))),
        ];
        var isAssumed = plan.Lines.Any(line => line.Parts.Any(
            part => !stock.ContainsKey(new(line.Line.Sku, part.Node))));
        return new(key, Judge(plan.Verdict, was, would), isAssumed, was, would);
    }

    private static WhatIfOutcome Judge(
        SourcingVerdict verdict, ImmutableArray<WhatIfPart> was, ImmutableArray<WhatIfPart> would)
    {
        var before = was.Select(part => part.Node).Distinct().Count();
        var after = would.Select(part => part.Node).Distinct().Count();
        return verdict != SourcingVerdict.Planned ? WhatIfOutcome.WouldBeRefused
            : was.ToHashSet().SetEquals(would) ? WhatIfOutcome.Unchanged
            : after > before ? WhatIfOutcome.MoreShipments
            : after < before ? WhatIfOutcome.FewerShipments
            : WhatIfOutcome.OtherNode;
    }

    // Lines of one item were decided side by side: the largest of what they were told was there for all of them.
    private static Dictionary<PositionKey, Quantity> Recorded(
        OrderReceived received, ImmutableArray<LineSourced> sourced, Func<Candidate, Quantity?> told)
    {
        var stock = new Dictionary<PositionKey, Quantity>();
        foreach (var line in sourced)
        {
            var sku = received.Lines.First(known => known.Line == line.Line).Sku;
            foreach (var candidate in line.Decision?.Candidates ?? [])
            {
                var position = new PositionKey(sku, candidate.Node);
                if (told(candidate) is { } available
                    && (!stock.TryGetValue(position, out var known) || known < available))
                {
                    stock[position] = available;
                }
            }
        }

        return stock;
    }

    // The price is of one of the channel's units. Which unit it was is not journalled, so an item sold in several is
    // valued by its smallest, unless the order's own terms tell.
    private decimal ValueOf(OrderReceived received, OrderLine line)
    {
        var known = received.Sourcing?.Lines.FirstOrDefault(terms => terms.Line == line.Line)?.Value;
        var pieces = configuration.Listings.GetValueOrDefault(line.ChannelSku)?.Units.Values.DefaultIfEmpty(1).Min();
        return known ?? line.UnitPrice.Amount * line.Quantity.Pieces / (pieces ?? 1);
    }

    private ImmutableArray<Capability> RequiresOf(OrderLine line) =>
        configuration.Listings.GetValueOrDefault(line.ChannelSku)?.Requires ?? [];
}
