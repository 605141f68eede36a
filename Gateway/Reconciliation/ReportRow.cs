using System.Collections.Immutable;
using OrderGrid.Gateway.Http;
using OrderGrid.Gateway.Inventory;
using OrderGrid.Inventory;
using OrderGrid.Reconciliation;

namespace OrderGrid.Gateway.Reconciliation;

/// <summary>One item of a node's report.</summary>
/// <param name="Sku">The item; once per report.</param>
/// <param name="OnHand">Pieces that are there, damaged ones included.</param>
/// <param name="AsOf">When; at most 5 seconds ahead of the grid's clock.</param>
/// <param name="Sequence">The report's number at whoever made it.</param>
/// <param name="Included">Shipments, receipts and transfers that it includes for certain; at most 64.</param>
public sealed record ReportRow(
    Sku Sku,
    long OnHand,
    DateTimeOffset AsOf,
    long? Sequence = null,
    ImmutableArray<IncludedRow>? Included = null)
{
    /// <summary>What is wrong with it; null when it can be compared.</summary>
    internal RequestFault? FindFault(DateTimeOffset now) =>
        OnHand is < 0 or > Quantity.MaxPieces
            ? RequestFault.At("/onHand", $"0 to {Quantity.MaxPieces} pieces are expected.")
        : AsOf > now + StockLimits.ClockTolerance
            ? RequestFault.At("/asOf", $"At most {StockLimits.ClockTolerance.TotalSeconds} seconds ahead.")
        : Included is { Length: > StockLimits.Included }
            ? RequestFault.At("/included", $"At most {StockLimits.Included} changes can be named.")
        : Included is { } named && (named.Contains(null!)
            || named.Any(one => one.Change is < -Quantity.MaxPieces or > Quantity.MaxPieces))
            ? RequestFault.At("/included", "A change in range is expected.")
        : null;

    /// <summary>The report.</summary>
    internal ReportedStock ToReport() => new(
        Sku,
        OnHand,
        AsOf.ToUniversalTime(),
        Sequence,
        [.. (Included ?? []).Select(one => new IncludedChange(one.Reference.Value, one.Change))]);
}
