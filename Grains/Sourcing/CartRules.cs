using System.Collections.Immutable;

namespace OrderGrid.Sourcing;

/// <summary>What of a rule set can be kept to before destination and prices are known. Pure.</summary>
public static class CartRules
{
    /// <summary>
    /// The rules without those that need a destination or a price; an order that takes the cart over is held to all of
    /// them. A cart never waits for what is to come.
    /// </summary>
    public static SourcingRules Of(SourcingRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var ranking = (rules.Ranking ?? []).RemoveAll(
            criterion => criterion.By is SourcingCriterion.Distance or SourcingCriterion.Transit);
        return new(
            rules.Filters is { } filters ? filters with { OnlyServed = false } : null,
            ranking.IsEmpty ? null : ranking,
            rules.Split is { Limit: { } limit } ? new(limit) : null);
    }
}
