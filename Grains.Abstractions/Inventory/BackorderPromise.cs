using System.Text.Json.Serialization;

namespace OrderGrid.Inventory;

/// <summary>What of a hold is still to come, as its position sees it.</summary>
/// <param name="Quantity">Pieces that are not there yet; 0 once all of them are.</param>
/// <param name="PromisedAt">
/// When the last of them is expected, UTC; null when nobody knows, or nothing is missing.
/// </param>
/// <param name="Revision">Counts the changes since the hold was placed: the higher is the newer.</param>
[GenerateSerializer, Immutable, Alias("BackorderPromise")]
public sealed record BackorderPromise(
    [property: Id(0)] Quantity Quantity,
    [property: Id(1)] DateTimeOffset? PromisedAt,
    [property: Id(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Revision = 0)
{
    /// <summary>
    /// Pieces that came after the order was with its ERP: the node is asked for them on their own. Kept by orders;
    /// positions know nothing of it.
    /// </summary>
    [Id(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Quantity Later { get; init; }
}
