using OrderGrid.Sandbox.Callbacks;
using OrderGrid.Sandbox.Ledgers;

namespace OrderGrid.Sandbox.Partners;

/// <summary>What every partner system of one sandbox shares.</summary>
/// <param name="Clock">The only clock; a simulator gives a virtual one.</param>
/// <param name="Seed">Seed of everything a system draws for itself, such as picking times.</param>
public sealed record PartnerContext(TimeProvider Clock, long Seed)
{
    /// <summary>Existing folder for ledgers; null keeps them in memory.</summary>
    public string? LedgerDirectory { get; init; }

    /// <summary>Waits between sendings of a callback.</summary>
    public CallbackBackoff Backoff { get; init; } = CallbackBackoff.Default;

    /// <summary>Called when a callback was queued, under the system's lock: it may only signal.</summary>
    public Action CallbackQueued { get; init; } = static () => { };

    internal Ledger OpenLedger(string system) => new(
        Clock, LedgerDirectory is null ? null : Path.Combine(LedgerDirectory, $"{system}.ndjson"));
}
