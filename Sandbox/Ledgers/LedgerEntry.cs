using System.Text.Json;

namespace OrderGrid.Sandbox.Ledgers;

/// <summary>What happened at a partner system.</summary>
public enum LedgerEntryKind
{
    /// <summary>A request to create something was worked on.</summary>
    Receipt,

    /// <summary>A document came into being: the effect.</summary>
    Document,

    /// <summary>A repeat of a known key was recognised and had no effect.</summary>
    Repeat,

    /// <summary>The system refused for a business reason.</summary>
    Refusal,

    /// <summary>A look-up by key.</summary>
    Find,

    /// <summary>A document was withdrawn.</summary>
    Cancellation,

    /// <summary>A scripted fault decided the end of a call.</summary>
    Fault,

    /// <summary>A callback was put into the outbox.</summary>
    CallbackQueued,

    /// <summary>A callback was answered with a 2xx.</summary>
    CallbackDelivered,

    /// <summary>A callback was taken out of the outbox unsent.</summary>
    CallbackWithdrawn,

    /// <summary>Stock was counted.</summary>
    StockCounted,

    /// <summary>Goods left the node.</summary>
    StockShipped,

    /// <summary>A webhook was refused: its signature is missing or wrong.</summary>
    SignatureRefused,
}

/// <summary>One line of a partner system's ledger; never changed once written.</summary>
/// <param name="Sequence">1, 2, 3 … within the ledger.</param>
/// <param name="At">When it was written.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Collection">Kind of document concerned.</param>
/// <param name="Key">Business key concerned.</param>
/// <param name="Number">Number the system gave, or the event id of a callback.</param>
/// <param name="Content">What was posted, sent or counted.</param>
public sealed record LedgerEntry(
    long Sequence,
    DateTimeOffset At,
    LedgerEntryKind Kind,
    string Collection,
    string Key,
    string? Number,
    JsonElement? Content);
