using System.Text.Json.Nodes;

namespace OrderGrid.Sandbox.Ledgers;

/// <summary>What a ledger adds up to: the oracle of "exactly one effect per key".</summary>
public sealed record LedgerSummary
{
    /// <summary>The partner system's name.</summary>
    public required string System { get; init; }

    /// <summary>Requests to create something that were worked on.</summary>
    public required int Receipts { get; init; }

    /// <summary>Documents that came into being.</summary>
    public required int Documents { get; init; }

    /// <summary>Different business keys among the documents, counted per collection.</summary>
    public required int DistinctKeys { get; init; }

    /// <summary>Documents beyond the first of their key: each is an effect that happened twice.</summary>
    public required int DuplicateEffects { get; init; }

    /// <summary>Repeats that were recognised and had no effect.</summary>
    public required int DuplicateReceipts { get; init; }

    /// <summary>Business refusals.</summary>
    public required int Refusals { get; init; }

    /// <summary>Look-ups by key.</summary>
    public required int Finds { get; init; }

    /// <summary>Withdrawn documents.</summary>
    public required int Cancellations { get; init; }

    /// <summary>Scripted faults that decided a call, by kind.</summary>
    public required IReadOnlyDictionary<string, int> Faults { get; init; }

    /// <summary>Callbacks put into the outbox, extra copies included.</summary>
    public required int CallbacksQueued { get; init; }

    /// <summary>Callbacks answered with a 2xx.</summary>
    public required int CallbacksDelivered { get; init; }

    /// <summary>Callbacks still to be delivered.</summary>
    public required int CallbacksOutstanding { get; init; }

    /// <summary>Sendings that were not answered with a 2xx since the process started.</summary>
    public required int CallbackFailures { get; init; }

    /// <summary>What only this kind of system counts; null when there is nothing.</summary>
    public JsonObject? Details { get; init; }

    /// <summary>Counts per business key; null when they were not asked for.</summary>
    public IReadOnlyList<LedgerKey>? Keys { get; init; }
}

/// <summary>What a ledger says about one business key.</summary>
/// <param name="Collection">Kind of document.</param>
/// <param name="Key">Business key.</param>
/// <param name="Receipts">Requests to create it that were worked on.</param>
/// <param name="Documents">Documents made; more than 1 is a doubled effect.</param>
/// <param name="Numbers">The numbers they got, in order.</param>
public sealed record LedgerKey(
    string Collection, string Key, int Receipts, int Documents, IReadOnlyList<string> Numbers);
