using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Gateway.Http;
using OrderGrid.Sourcing;

namespace OrderGrid.Gateway.Sourcing;

/// <summary>Tells what is wrong with a rule set, member by member.</summary>
internal static class RuleFaults
{
    /// <summary>The fault of a rule set that stands at a pointer of the body; null when there is none.</summary>
    public static RequestFault? Of(
        SourcingRules? rules, ChannelConfiguration channel, NodeCatalogue catalogue, string at)
    {
        if (rules is null)
        {
            return null;
        }

        var faults = SourcingRuleCheck.FindFaults(rules, channel, catalogue);
        return faults.IsEmpty
            ? null
            : new(
                Refusals.BadSourcing,
                faults[0].Detail,
                [.. faults.Select(fault => new ProblemError(
                    at + fault.Pointer, Refusals.BadSourcing.Code, fault.Detail))]);
    }
}
