using OrderGrid.Channels;
using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>What a <see cref="StockUpdate"/> leads to. The digest tells a repeat from a misuse of the id.</summary>
public abstract record StockUpdated(CommandId Command, int Digest, StockCause Cause, StockLevels After)
    : PositionEvent(After);

/// <summary>A count was applied: on hand is what was counted and what was applied to it again.</summary>
public sealed record StockCounted(
    CommandId Command,
    int Digest,
    Quantity Counted,
    DateTimeOffset AsOf,
    long? Sequence,
    long Reapplied,
    StockCause Cause,
    StockLevels After) : StockUpdated(Command, Digest, Cause, After);

/// <summary>So much is still expected, and when; 0 when it was called off.</summary>
public sealed record ReceiptExpected(
    CommandId Command,
    int Digest,
    ReceiptId Receipt,
    Quantity Quantity,
    DateTimeOffset Eta,
    StockCause Cause,
    StockLevels After) : StockUpdated(Command, Digest, Cause, After);

/// <summary>Stock has arrived.</summary>
public sealed record StockReceived(
    CommandId Command,
    int Digest,
    ReceiptId Receipt,
    Quantity Quantity,
    NodeId? From,
    DateTimeOffset At,
    StockCause Cause,
    StockLevels After) : StockUpdated(Command, Digest, Cause, After);

/// <summary>Stock has left for another node, or arrived there.</summary>
public sealed record StockTransferred(
    CommandId Command,
    int Digest,
    ReceiptId Transfer,
    NodeId To,
    Quantity Quantity,
    bool Arrived,
    DateTimeOffset At,
    StockCause Cause,
    StockLevels After) : StockUpdated(Command, Digest, Cause, After);

/// <summary>Pieces were taken off sale, or, negative, put back.</summary>
public sealed record StockBlocked(
    CommandId Command, int Digest, long Pieces, StockCause Cause, StockLevels After)
    : StockUpdated(Command, Digest, Cause, After);

/// <summary>So much is kept back from every sale.</summary>
public sealed record SafetyKept(
    CommandId Command, int Digest, Quantity Quantity, StockCause Cause, StockLevels After)
    : StockUpdated(Command, Digest, Cause, After);

/// <summary>Pieces were reserved for a channel, counted anew.</summary>
public sealed record StockAllotted(
    CommandId Command,
    int Digest,
    ChannelId Channel,
    Quantity Reserved,
    bool Overflow,
    StockCause Cause,
    StockLevels After) : StockUpdated(Command, Digest, Cause, After);

/// <summary>Limits were set; those left out have ended.</summary>
public sealed record StockLimited(
    CommandId Command,
    int Digest,
    BackorderTerms? Backorder,
    PreorderTerms? Preorder,
    BuyerCap? BuyerCap,
    StockCause Cause,
    StockLevels After) : StockUpdated(Command, Digest, Cause, After);

/// <summary>More, or less, is promised than is there; 0 when the shortfall is over.</summary>
public sealed record ShortfallChanged(Quantity Short, StockLevels After) : PositionEvent(After);
