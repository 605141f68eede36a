using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;
using OrderGrid.Channels;
using OrderGrid.Gateway.Http;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;

namespace OrderGrid.Gateway.Channels;

/// <summary>What a channel may promise.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="AsOf">Everything committed before this moment is in it; more may be. UTC.</param>
/// <param name="Items">In the order they were asked for.</param>
public sealed record AvailabilityAnswer(
    ChannelId Channel, DateTimeOffset AsOf, ImmutableArray<ItemAvailability> Items);

/// <summary>What a channel may promise of one item.</summary>
/// <param name="Sku">The channel's name for it.</param>
/// <param name="Listed">False when the channel has no listing for it.</param>
/// <param name="AvailableToPromise">Pieces of the stock unit over all nodes; whole kits of a kit.</param>
/// <param name="Nodes">Per node, in the channel's order.</param>
public sealed record ItemAvailability(
    ChannelSku Sku, bool Listed, Quantity AvailableToPromise, ImmutableArray<NodeAvailability> Nodes);

/// <summary>What one node can promise.</summary>
/// <param name="Node">The node.</param>
/// <param name="AvailableToPromise">Pieces of the stock unit; kits, as the scarcest component allows.</param>
/// <param name="Version">
/// The position's version, made of the definition's and those of its components for a kit; never lower than in an
/// earlier answer.
/// </param>
public sealed record NodeAvailability(NodeId Node, Quantity AvailableToPromise, StreamVersion Version);

/// <summary>Reads which items are asked for.</summary>
internal static class AvailabilityQuery
{
    /// <summary>Most items of one question.</summary>
    public const int MaxItems = 200;

    public static ImmutableArray<ChannelSku> Read(StringValues values)
    {
        var names = values.SelectMany(value => (value ?? "").Split(',')).ToList();
        if (names.Count is 0 or > MaxItems)
        {
            throw new RequestFaultException($"Ask for 1 to {MaxItems} items by sku; here are {names.Count}.");
        }

        return [.. names.Select(name => Identifier.TryParse(name, out ChannelSku sku)
            ? sku
            : throw new RequestFaultException(
                $"An item's name is 1 to {ChannelSku.MaxLength} characters of A-Z a-z 0-9 . _ : -."))];
    }
}
