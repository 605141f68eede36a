using System.Collections.Immutable;
using System.Globalization;
using OrderGrid.Channels;
using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>Why stock changed and who said so.</summary>
/// <param name="Reason">In a word or two: 1 to 64 characters.</param>
/// <param name="Source">Who: a WMS, an ERP, an operator, 1 to 64 characters; null when nobody said.</param>
/// <param name="Reference">Their document, 1 to 64 characters; null when there is none.</param>
[GenerateSerializer, Immutable, Alias("StockCause")]
public sealed record StockCause(
    [property: Id(0)] string Reason,
    [property: Id(1)] string? Source = null,
    [property: Id(2)] string? Reference = null);

/// <summary>
/// What systems and people tell a position about its stock, plain levels and differences apart
/// (<see cref="AdjustStock"/>). Repeating the command id with the same content repeats the first answer.
/// </summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Cause">Why, and who said so.</param>
[GenerateSerializer, Immutable, Alias("StockUpdate")]
public abstract record StockUpdate(CommandContext Context, [property: Id(0)] StockCause Cause)
    : PositionCommand(Context)
{
    /// <summary>What tells a repeat from another use of the command id.</summary>
    public abstract string Content { get; }

    /// <summary>The content in 32 bits (FNV-1a): enough to notice a mistake, and all that is kept of it.</summary>
    public int Digest
    {
        get
        {
            const uint Basis = 2_166_136_261;
            const uint Prime = 16_777_619;
            return unchecked((int)Content.Aggregate(Basis, (hash, letter) => (hash ^ letter) * Prime));
        }
    }

    /// <summary>Puts the parts of a content together.</summary>
    private protected static string Text(string kind, params object?[] parts) =>
        $"{kind} {string.Join(' ', parts.Select(part => Convert.ToString(part, CultureInfo.InvariantCulture)))}";
}

/// <summary>
/// An as-of snapshot: what a count found at a time. What the position has recorded since then is applied to it again,
/// so it may arrive late; it may not arrive behind a newer one. It is never refused for being too low: what is
/// promised beyond it becomes the position's <see cref="StockLevels.Short"/>.
/// </summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Cause">Why, and who said so.</param>
/// <param name="Counted">Pieces that were there, damaged ones included: 0 to <see cref="Quantity.MaxPieces"/>.</param>
/// <param name="AsOf">When, UTC; at most <see cref="StockLimits.ClockTolerance"/> ahead of this clock.</param>
/// <param name="Sequence">The counting system's own number of the count; null when it has none.</param>
/// <param name="Included">
/// Changes that the count includes for certain, whenever the position has heard or will hear of them; at most
/// <see cref="StockLimits.Included"/>.
/// </param>
[GenerateSerializer, Immutable, Alias("CountStock")]
public sealed record CountStock(
    CommandContext Context,
    StockCause Cause,
    [property: Id(0)] long Counted,
    [property: Id(1)] DateTimeOffset AsOf,
    [property: Id(2)] long? Sequence,
    [property: Id(3)] ImmutableArray<IncludedChange> Included) : StockUpdate(Context, Cause)
{
    /// <inheritdoc/>
    public override string Content => Text("count", Counted, AsOf.UtcTicks, Sequence);
}

/// <summary>A change that a count includes.</summary>
/// <param name="Reference">The shipment, receipt or transfer, 1 to 64 characters.</param>
/// <param name="Change">
/// Pieces it changed the count by, negative for a shipment; null for as many as the position has recorded.
/// </param>
[GenerateSerializer, Immutable, Alias("IncludedChange")]
public sealed record IncludedChange([property: Id(0)] string Reference, [property: Id(1)] long? Change = null);

/// <summary>Announces a receipt, or moves the time or quantity of one that is announced.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Cause">Why, and who said so.</param>
/// <param name="Receipt">Its name.</param>
/// <param name="Pieces">What is still to arrive, 0 to call it off; null to leave it as it is.</param>
/// <param name="Eta">When it is expected, UTC; null to leave it as it is.</param>
[GenerateSerializer, Immutable, Alias("ExpectReceipt")]
public sealed record ExpectReceipt(
    CommandContext Context,
    StockCause Cause,
    [property: Id(0)] ReceiptId Receipt,
    [property: Id(1)] long? Pieces,
    [property: Id(2)] DateTimeOffset? Eta) : StockUpdate(Context, Cause)
{
    /// <inheritdoc/>
    public override string Content => Text("expect", Receipt, Pieces, Eta?.UtcTicks);
}

/// <summary>Stock has arrived: on hand rises, and what the receipt still announces falls.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Cause">Why, and who said so.</param>
/// <param name="Receipt">Which; it need not have been announced.</param>
/// <param name="Pieces">At least 1.</param>
/// <param name="From">The node it came from; null when it is no transfer.</param>
[GenerateSerializer, Immutable, Alias("ReceiveStock")]
public sealed record ReceiveStock(
    CommandContext Context,
    StockCause Cause,
    [property: Id(0)] ReceiptId Receipt,
    [property: Id(1)] long Pieces,
    [property: Id(2)] NodeId? From) : StockUpdate(Context, Cause)
{
    /// <inheritdoc/>
    public override string Content => Text("receive", Receipt, Pieces, From);
}

/// <summary>Pieces left for another node, or arrived there.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Cause">Why, and who said so.</param>
/// <param name="Transfer">Its name; at the other node it is a receipt.</param>
/// <param name="To">The other node.</param>
/// <param name="Pieces">At least 1.</param>
/// <param name="Arrived">False: they leave, and on hand falls. True: they are there, no longer on the way.</param>
[GenerateSerializer, Immutable, Alias("TransferStock")]
public sealed record TransferStock(
    CommandContext Context,
    StockCause Cause,
    [property: Id(0)] ReceiptId Transfer,
    [property: Id(1)] NodeId To,
    [property: Id(2)] long Pieces,
    [property: Id(3)] bool Arrived) : StockUpdate(Context, Cause)
{
    /// <inheritdoc/>
    public override string Content => Text("transfer", Transfer, To, Pieces, Arrived);
}

/// <summary>
/// Takes pieces off sale that stay on hand, or puts them back. Never refused for what is promised: see
/// <see cref="CountStock"/>.
/// </summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Cause">Why, and who said so.</param>
/// <param name="Pieces">More that are damaged, or, negative, that are fit for sale again.</param>
[GenerateSerializer, Immutable, Alias("BlockStock")]
public sealed record BlockStock(CommandContext Context, StockCause Cause, [property: Id(0)] long Pieces)
    : StockUpdate(Context, Cause)
{
    /// <inheritdoc/>
    public override string Content => Text("block", Pieces);
}

/// <summary>Sets what is kept back from every sale.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Cause">Why, and who said so.</param>
/// <param name="Pieces">0 or more.</param>
[GenerateSerializer, Immutable, Alias("KeepSafety")]
public sealed record KeepSafety(CommandContext Context, StockCause Cause, [property: Id(0)] long Pieces)
    : StockUpdate(Context, Cause)
{
    /// <inheritdoc/>
    public override string Content => Text("safety", Pieces);
}

/// <summary>Reserves pieces for a channel, counted anew from now on.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Cause">Why, and who said so.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Pieces">0 or more; 0 with <paramref name="Overflow"/> ends the reservation.</param>
/// <param name="Overflow">True: when they are used up the channel may take from the common pool.</param>
[GenerateSerializer, Immutable, Alias("AllotStock")]
public sealed record AllotStock(
    CommandContext Context,
    StockCause Cause,
    [property: Id(0)] ChannelId Channel,
    [property: Id(1)] long Pieces,
    [property: Id(2)] bool Overflow) : StockUpdate(Context, Cause)
{
    /// <inheritdoc/>
    public override string Content => Text("allot", Channel, Pieces, Overflow);
}

/// <summary>Sets the limits of a position; each replaces the former one.</summary>
/// <param name="Context">Command id, correlation and trace.</param>
/// <param name="Cause">Why, and who said so.</param>
/// <param name="Backorder">Promises of what is to come; null for none.</param>
/// <param name="Preorder">Promises of what is not on the market yet; null for none.</param>
/// <param name="BuyerCap">The most that one buyer may have; null for no limit.</param>
[GenerateSerializer, Immutable, Alias("LimitStock")]
public sealed record LimitStock(
    CommandContext Context,
    StockCause Cause,
    [property: Id(0)] BackorderTerms? Backorder,
    [property: Id(1)] PreorderTerms? Preorder,
    [property: Id(2)] BuyerCap? BuyerCap) : StockUpdate(Context, Cause)
{
    /// <inheritdoc/>
    public override string Content => Text(
        "limits",
        Backorder?.Limit,
        Backorder?.HorizonDays,
        Preorder?.Limit,
        Preorder?.From.UtcTicks,
        BuyerCap?.Most,
        BuyerCap?.WindowHours);
}
