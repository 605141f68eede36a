using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrid.Channels;
using OrderGrid.Inventory;

namespace OrderGrid.Gateway.Inventory;

/// <summary>What a row of a stock import does.</summary>
public enum StockOp
{
    /// <summary>On hand becomes <c>onHand</c>.</summary>
    [JsonStringEnumMemberName("set")]
    Set,

    /// <summary>On hand changes by <c>delta</c>.</summary>
    [JsonStringEnumMemberName("delta")]
    Delta,

    /// <summary>On hand becomes <c>onHand</c> if it is <c>expected</c>.</summary>
    [JsonStringEnumMemberName("cas")]
    Cas,

    /// <summary>On hand was <c>onHand</c> at <c>asOf</c>; what happened since is applied to it again.</summary>
    [JsonStringEnumMemberName("snapshot")]
    Snapshot,

    /// <summary><c>receipt</c> of <c>quantity</c> is expected at <c>eta</c>.</summary>
    [JsonStringEnumMemberName("expect")]
    Expect,

    /// <summary><c>receipt</c> is expected at <c>eta</c> now.</summary>
    [JsonStringEnumMemberName("slip")]
    Slip,

    /// <summary><c>receipt</c> is called off.</summary>
    [JsonStringEnumMemberName("cancel")]
    Cancel,

    /// <summary><c>quantity</c> of <c>receipt</c> has arrived.</summary>
    [JsonStringEnumMemberName("receive")]
    Receive,

    /// <summary><c>delta</c> more pieces are damaged; negative: fit for sale again.</summary>
    [JsonStringEnumMemberName("damage")]
    Damage,

    /// <summary><c>quantity</c> is kept back from every sale.</summary>
    [JsonStringEnumMemberName("safety")]
    Safety,

    /// <summary><c>quantity</c> is reserved for <c>channel</c>; <c>overflow</c> lets it into the common pool.</summary>
    [JsonStringEnumMemberName("allot")]
    Allot,

    /// <summary>Sets <c>backorder</c>, <c>preorder</c> and <c>buyerCap</c>; those left out end.</summary>
    [JsonStringEnumMemberName("limits")]
    Limits,

    /// <summary><c>quantity</c> left for <c>node</c> as <c>receipt</c>; with <c>eta</c> it is announced.</summary>
    [JsonStringEnumMemberName("transferOut")]
    TransferOut,

    /// <summary><c>quantity</c> of transfer <c>receipt</c> arrived from <c>node</c>.</summary>
    [JsonStringEnumMemberName("transferIn")]
    TransferIn,
}

/// <summary>One change of stock. Which members a row has depends on its <c>op</c>.</summary>
/// <param name="Sku">The item.</param>
/// <param name="Op">What the row does; left out: set or delta, by which of the two it has.</param>
/// <param name="OnHand">Pieces, 0 or more: the new level, or what was counted.</param>
/// <param name="Delta">The difference, with its sign.</param>
/// <param name="Expected">What on hand is taken for; another level refuses the row as StaleStock and tells it.</param>
/// <param name="AsOf">When it was counted; at most 5 seconds ahead of the grid's clock.</param>
/// <param name="Sequence">The count's number at whoever counted; one lower than the newest is refused.</param>
/// <param name="Included">Shipments, receipts and transfers that the count includes for certain; at most 64.</param>
/// <param name="Receipt">Names a receipt or a transfer.</param>
/// <param name="Quantity">Pieces, 0 or more.</param>
/// <param name="Eta">When it is expected.</param>
/// <param name="Node">The other node of a transfer.</param>
/// <param name="Channel">The channel that pieces are reserved for.</param>
/// <param name="Overflow">True: the channel may take from the common pool once its reservation is used up.</param>
/// <param name="Backorder">How far the item may be promised before it is there.</param>
/// <param name="Preorder">How far the item may be promised before it is on the market.</param>
/// <param name="BuyerCap">The most that one buyer may have.</param>
/// <param name="Reason">Why: 1 to 64 characters; kept in the journal.</param>
/// <param name="Source">Who says so, such as a WMS: 1 to 64 characters; left out: the Idempotency-Key.</param>
/// <param name="Reference">Their document: 1 to 64 characters.</param>
public sealed record StockRow(
    Sku Sku,
    StockOp? Op = null,
    long? OnHand = null,
    long? Delta = null,
    long? Expected = null,
    DateTimeOffset? AsOf = null,
    long? Sequence = null,
    ImmutableArray<IncludedRow>? Included = null,
    ReceiptId? Receipt = null,
    long? Quantity = null,
    DateTimeOffset? Eta = null,
    NodeId? Node = null,
    ChannelId? Channel = null,
    bool? Overflow = null,
    BackorderTerms? Backorder = null,
    PreorderTerms? Preorder = null,
    BuyerCap? BuyerCap = null,
    string? Reason = null,
    string? Source = null,
    string? Reference = null)
{
    /// <summary>What the row does, whether it says so or not.</summary>
    internal StockOp Does => Op ?? (OnHand is null ? StockOp.Delta : StockOp.Set);
}

/// <summary>A change that a count includes.</summary>
/// <param name="Reference">The shipment, receipt or transfer.</param>
/// <param name="Change">Pieces it changed the count by; left out: as many as the grid has recorded.</param>
public sealed record IncludedRow(ReceiptId Reference, long? Change = null);

/// <summary>The outcome of a row that was done; a refused one is a <see cref="Imports.RefusedRow"/>.</summary>
/// <param name="Row">Number of the row, from 1.</param>
/// <param name="Subject">The item.</param>
/// <param name="Status">200.</param>
/// <param name="OnHand">Pieces on hand now.</param>
/// <param name="AvailableToPromise">Pieces that can be promised now.</param>
/// <param name="Version">The position's version.</param>
/// <param name="Short">Pieces promised that are not there; left out while there are none.</param>
public sealed record StockRowOutcome(
    long Row,
    string Subject,
    int Status,
    Quantity OnHand,
    Quantity AvailableToPromise,
    Journal.StreamVersion Version,
    Quantity? Short = null);
