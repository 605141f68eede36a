using System.Collections.Immutable;
using OrderGrid.Inventory;

namespace OrderGrid.Reconciliation;

/// <summary>What a warehouse or an ERP says was at a node.</summary>
/// <param name="Sku">The item.</param>
/// <param name="OnHand">Pieces, damaged ones included: 0 to <see cref="Quantity.MaxPieces"/>.</param>
/// <param name="AsOf">When, UTC.</param>
/// <param name="Sequence">The report's number at whoever made it; null when it has none.</param>
/// <param name="Included">Changes that the report includes for certain; see <see cref="CountStock"/>.</param>
[GenerateSerializer, Immutable, Alias("ReportedStock")]
public sealed record ReportedStock(
    [property: Id(0)] Sku Sku,
    [property: Id(1)] long OnHand,
    [property: Id(2)] DateTimeOffset AsOf,
    [property: Id(3)] long? Sequence,
    [property: Id(4)] ImmutableArray<IncludedChange> Included);
