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
/// <param name="Expected">The earliest of the nodes' days, and what there is over all nodes then.</param>
public sealed record ItemAvailability(
    ChannelSku Sku,
    bool Listed,
    Quantity AvailableToPromise,
    ImmutableArray<NodeAvailability> Nodes,
    ExpectedAvailability? Expected = null)
{
    /// <summary>The nodes' figures, summed up.</summary>
    public static ItemAvailability Of(ChannelSku sku, bool listed, ImmutableArray<NodeAvailability> nodes)
    {
        var now = 0L;
        DateTimeOffset? next = null;
        foreach (var node in nodes)
        {
            now += node.AvailableToPromise.Pieces;
            if (node.Expected is { } more && (next is null || more.At < next))
            {
                next = more.At;
            }
        }

        return new(sku, listed, Most(now), nodes, next is { } day ? new(day, Most(Then(nodes, day))) : null);
    }

    private static long Then(ImmutableArray<NodeAvailability> nodes, DateTimeOffset day) =>
        nodes.Sum(node => node.Expected is { } more && more.At <= day
            ? more.AvailableToPromise.Pieces
            : node.AvailableToPromise.Pieces);

    private static Quantity Most(long pieces) => new(Math.Min(pieces, Quantity.MaxPieces));
}

/// <summary>What one node can promise.</summary>
/// <param name="Node">The node.</param>
/// <param name="AvailableToPromise">Pieces of the stock unit; kits, as the scarcest component allows.</param>
/// <param name="Version">
/// The position's version, made of the definition's and those of its components for a kit; never lower than in an
/// earlier answer.
/// </param>
/// <param name="Expected">
/// When receipts will leave the channel more than now; left out when none of the next four days of receipts does. It
/// is no promise: whether an order may wait for it is a matter of the channel's rules and the position's limits.
/// </param>
public sealed record NodeAvailability(
    NodeId Node, Quantity AvailableToPromise, StreamVersion Version, ExpectedAvailability? Expected = null);

/// <summary>What receipts that are on their way leave a channel.</summary>
/// <param name="At">The day, UTC; in the past when they are late.</param>
/// <param name="AvailableToPromise">What there is then, with what is there now.</param>
public sealed record ExpectedAvailability(DateTimeOffset At, Quantity AvailableToPromise)
{
    /// <summary>The same in the words of an answer.</summary>
    public static ExpectedAvailability? Of(ExpectedPieces? next) =>
        next is { } more ? new(more.At, more.Quantity) : null;
}

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
