using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Identity;
using OrderGrid.Kits;
using OrderGrid.Orders;
using OrderGrid.Sourcing;

namespace OrderGrid.Inventory;

/// <summary>One line of a reservation.</summary>
/// <param name="Line">Its place in the reservation, from 1.</param>
/// <param name="ChannelSku">The item as the channel named it.</param>
/// <param name="Sku">The item.</param>
/// <param name="Quantity">Pieces in the stock unit, at least 1; kits for a kit.</param>
/// <param name="Kit">What the item is made of; null for an item that is no kit.</param>
[GenerateSerializer, Immutable, Alias("ReservationLine")]
public sealed record ReservationLine(
    [property: Id(0)] int Line,
    [property: Id(1)] ChannelSku ChannelSku,
    [property: Id(2)] Sku Sku,
    [property: Id(3)] Quantity Quantity,
    [property: Id(4)] Kit? Kit = null)
{
    /// <summary>Where to look for it, best first; null: at the reservation's nodes.</summary>
    [Id(5)]
    public ImmutableArray<NodeId>? Nodes { get; init; }
}

/// <summary>Reserves every line in full, or nothing.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="ContentHash">SHA-256 of what the channel sent, hexadecimal: tells a repeat from another one.</param>
/// <param name="Lines">1 to <see cref="ReservationLimits.MaxLines"/> lines.</param>
/// <param name="Nodes">The nodes that ship for the channel, best first; without rules, where to look for stock.</param>
/// <param name="ExpiresAt">UTC, later than now.</param>
/// <param name="LongestHold">Most time from now to <paramref name="ExpiresAt"/>, inclusive.</param>
/// <param name="HasRoom">False: the channel has as much reserved as it may, so only a repeat is answered.</param>
[GenerateSerializer, Immutable, Alias("PlaceReservation")]
public sealed record PlaceReservation(
    [property: Id(0)] CommandContext Context,
    [property: Id(1)] string ContentHash,
    [property: Id(2)] ImmutableArray<ReservationLine> Lines,
    [property: Id(3)] ImmutableArray<NodeId> Nodes,
    [property: Id(4)] DateTimeOffset ExpiresAt,
    [property: Id(5)] TimeSpan LongestHold,
    [property: Id(6)] bool HasRoom)
{
    /// <summary>Whom it is for, where a <see cref="BuyerCap"/> may apply; null when nobody knows.</summary>
    [Id(7)]
    public CustomerId? Customer { get; init; }

    /// <summary>What the channel's rule set makes of it before a destination is known; null: it has none.</summary>
    [Id(8)]
    public SourcingTerms? Sourcing { get; init; }
}

/// <summary>Lets a reservation last longer; never shortens it. Repeating the command id changes nothing.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="ContentHash">SHA-256 of what the channel sent, hexadecimal.</param>
/// <param name="ExpiresAt">UTC, later than now.</param>
/// <param name="LongestHold">Most time from now to <paramref name="ExpiresAt"/>, inclusive.</param>
[GenerateSerializer, Immutable, Alias("ExtendReservation")]
public sealed record ExtendReservation(
    [property: Id(0)] CommandContext Context,
    [property: Id(1)] string ContentHash,
    [property: Id(2)] DateTimeOffset ExpiresAt,
    [property: Id(3)] TimeSpan LongestHold);

/// <summary>Hands a reservation's holds over to an order: to the first that asks, for ever.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Order">The order's number on the reservation's channel.</param>
/// <param name="KeepUntil">UTC; the holds last at least until then, so that the order can commit them.</param>
[GenerateSerializer, Immutable, Alias("ConvertReservation")]
public sealed record ConvertReservation(
    [property: Id(0)] CommandContext Context,
    [property: Id(1)] OrderNumber Order,
    [property: Id(2)] DateTimeOffset KeepUntil);

/// <summary>Named limits of reservations.</summary>
public static class ReservationLimits
{
    /// <summary>Most lines in one reservation.</summary>
    public const int MaxLines = 200;

    /// <summary>Most lines held at the same time for one reservation.</summary>
    public const int MaxLinesInFlight = 64;

    /// <summary>Extensions of one reservation whose command is remembered; older ones are decided anew.</summary>
    public const int RememberedExtensions = 32;
}
