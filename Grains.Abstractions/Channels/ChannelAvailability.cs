using System.Collections.Immutable;
using OrderGrid.Inventory;

namespace OrderGrid.Channels;

/// <summary>What a channel may promise of one item.</summary>
/// <param name="Sku">The item as the channel names it.</param>
/// <param name="Listed">False when the channel has no listing for it; the rest is then empty.</param>
/// <param name="AvailableToPromise">Pieces of the stock unit over all of the channel's nodes.</param>
/// <param name="Positions">Per node, in the channel's order.</param>
[GenerateSerializer, Immutable, Alias("ChannelAvailability")]
public sealed record ChannelAvailability(
    [property: Id(0)] ChannelSku Sku,
    [property: Id(1)] bool Listed,
    [property: Id(2)] Quantity AvailableToPromise,
    [property: Id(3)] ImmutableArray<PositionAvailability> Positions);
