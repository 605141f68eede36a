using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;

namespace OrderGrid.Gateway.Inventory;

/// <summary>Where a position stands. All in pieces; what is 0 or not set is left out.</summary>
/// <param name="OnHand">Physically there.</param>
/// <param name="Pending">Held, not yet committed.</param>
/// <param name="Committed">Promised to orders and not yet shipped.</param>
/// <param name="AvailableToPromise">What any channel may promise.</param>
/// <param name="Safety">Kept back from every sale.</param>
/// <param name="Damaged">On hand but not for sale.</param>
/// <param name="Reserved">Left of reservations of single channels.</param>
/// <param name="Backordered">Held against what is still to come.</param>
/// <param name="Incoming">Expected by receipts and transfers.</param>
/// <param name="Leaving">On the way to other nodes.</param>
/// <param name="Short">Promised, but not there.</param>
public sealed record StockFigures(
    Quantity OnHand,
    Quantity Pending,
    Quantity Committed,
    Quantity AvailableToPromise,
    Quantity? Safety,
    Quantity? Damaged,
    Quantity? Reserved,
    Quantity? Backordered,
    Quantity? Incoming,
    Quantity? Leaving,
    Quantity? Short)
{
    /// <summary>Of a position's levels.</summary>
    public static StockFigures Of(StockLevels levels)
    {
        var aside = levels.Aside ?? SetAside.Nothing;
        return new(
            levels.OnHand,
            levels.Pending,
            levels.Committed,
            levels.AvailableToPromise,
            Shown(aside.Safety),
            Shown(aside.Damaged),
            Shown(aside.Reserved),
            Shown(aside.Backordered),
            Shown(aside.Incoming),
            Shown(aside.Leaving),
            Shown(levels.Short));
    }

    private static Quantity? Shown(Quantity quantity) => quantity == Quantity.Zero ? null : quantity;
}

/// <summary>A position.</summary>
/// <param name="Sku">The item.</param>
/// <param name="Node">Where.</param>
/// <param name="Version">The position's version; also its entity tag.</param>
/// <param name="Levels">Where it stands.</param>
/// <param name="Terms">Reservations, receipts and limits; left out when there are none.</param>
public sealed record StockAnswer(Sku Sku, NodeId Node, StreamVersion Version, StockFigures Levels, TermsAnswer? Terms);

/// <summary>What is particular about a position.</summary>
/// <param name="Allotments">Reservations of channels.</param>
/// <param name="Receipts">What is expected, the earliest first.</param>
/// <param name="Backorder">Promises of what is to come.</param>
/// <param name="Preorder">Promises of what is not on the market yet.</param>
/// <param name="BuyerCap">The most that one buyer may have.</param>
public sealed record TermsAnswer(
    ImmutableArray<AllotmentAnswer> Allotments,
    ImmutableArray<IncomingReceipt> Receipts,
    BackorderTerms? Backorder,
    PreorderTerms? Preorder,
    BuyerCap? BuyerCap)
{
    /// <summary>Of a position's terms.</summary>
    public static TermsAnswer? Of(StockTerms? terms) => terms is null ? null : new(
        [.. terms.Allotments.Select(one => new AllotmentAnswer(one.Channel, one.Reserved, one.Left, one.Overflow))],
        terms.Receipts,
        terms.Backorder,
        terms.Preorder,
        terms.BuyerCap);
}

/// <summary>Pieces reserved for one channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Reserved">How many.</param>
/// <param name="Left">What is left of them.</param>
/// <param name="Overflow">True: the channel may take from the common pool as well.</param>
public sealed record AllotmentAnswer(ChannelId Channel, Quantity Reserved, Quantity Left, bool Overflow);

/// <summary>Why a position is what it is.</summary>
/// <param name="Sku">The item.</param>
/// <param name="Node">Where.</param>
/// <param name="AsOf">The time asked for; left out for now.</param>
/// <param name="Version">The position's version then.</param>
/// <param name="Entries">What happened, oldest first, at most 200; <c>Link</c> leads to former and later ones.</param>
public sealed record LedgerAnswer(
    Sku Sku, NodeId Node, DateTimeOffset? AsOf, StreamVersion Version, ImmutableArray<LedgerEntryAnswer> Entries);

/// <summary>One thing that happened to a position.</summary>
/// <param name="Version">The position's version after it.</param>
/// <param name="Time">When.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Change">By how much on hand changed.</param>
/// <param name="Levels">Where the position stood then.</param>
/// <param name="Reason">Why; left out for what orders and the clock do.</param>
/// <param name="Source">Who said so.</param>
/// <param name="Reference">Their document.</param>
/// <param name="Order">The order behind it.</param>
/// <param name="Hold">The hold it is about.</param>
/// <param name="Shipment">The shipment it is.</param>
/// <param name="Command">The command behind it.</param>
/// <param name="CorrelationId">The request behind the command.</param>
public sealed record LedgerEntryAnswer(
    StreamVersion Version,
    DateTimeOffset Time,
    string Type,
    long Change,
    StockFigures Levels,
    string? Reason,
    string? Source,
    string? Reference,
    OrderKey? Order,
    HoldId? Hold,
    ShipmentId? Shipment,
    CommandId Command,
    CorrelationId CorrelationId)
{
    /// <summary>Of a ledger's entry.</summary>
    public static LedgerEntryAnswer Of(StockLedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new(
            entry.Version,
            entry.Time,
            $"ordergrid.{entry.Type}",
            entry.Change,
            StockFigures.Of(entry.After),
            entry.Cause?.Reason,
            entry.Cause?.Source,
            entry.Cause?.Reference,
            entry.Order,
            entry.Hold,
            entry.Shipment,
            entry.Command,
            entry.Correlation);
    }
}
