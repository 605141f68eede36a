using System.Collections.Immutable;
using OrderGrid.Orders;

namespace OrderGrid.Channels;

/// <summary>One order as it was read from a channel's document.</summary>
/// <param name="Number">Its number as written; null when even that could not be read.</param>
/// <param name="Order">The order in canonical form; null when something is wrong with it.</param>
/// <param name="Fault">What to change, and where; null when there is an order.</param>
/// <param name="Refusals">The lines at fault; empty when the fault is not a line's.</param>
public sealed record ReadOrder(
    string? Number, ChannelOrder? Order, string? Fault, ImmutableArray<LineRefusal> Refusals)
{
    /// <summary>A document, or the rest of one, of which nothing can be read.</summary>
    public static ReadOrder Unreadable(string fault) => new(null, null, fault, []);
}
