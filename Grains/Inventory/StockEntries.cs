using System.Collections.Immutable;

namespace OrderGrid.Inventory;

/// <summary>A change of on hand, as far as a count needs to know it.</summary>
/// <param name="At">When it was recorded.</param>
/// <param name="Change">Pieces, with their sign.</param>
/// <param name="Reference">The shipment, receipt or transfer; null for any other change.</param>
public readonly record struct StockEntry(DateTimeOffset At, long Change, string? Reference);

/// <summary>
/// The latest changes of on hand, and how far the newest count reaches. Bounded by <see cref="StockLimits.Entries"/>
/// and <see cref="StockLimits.EntryAge"/>.
/// </summary>
/// <param name="Recent">The changes, oldest first.</param>
/// <param name="Count">How many they are.</param>
/// <param name="KnownSince">Changes up to this time are forgotten: a count must not be older.</param>
/// <param name="CountedAt">As of when on hand was last set or counted; a count must not be older.</param>
/// <param name="Sequence">The newest count's number; null when it had none.</param>
public sealed record StockEntries(
    ImmutableQueue<StockEntry> Recent, int Count, DateTimeOffset KnownSince, DateTimeOffset CountedAt, long? Sequence)
{
    /// <summary>Nothing has changed yet.</summary>
    public static StockEntries None { get; } = new([], 0, DateTimeOffset.MinValue, DateTimeOffset.MinValue, null);

    /// <summary>With one more change.</summary>
    public StockEntries Add(StockEntry entry)
    {
        var (recent, count, since) = (Recent, Count, KnownSince);
        while (count > 0
            && (count == StockLimits.Entries || recent.Peek().At < entry.At - StockLimits.EntryAge))
        {
            recent = recent.Dequeue(out var forgotten);
            since = forgotten.At > since ? forgotten.At : since;
            count--;
        }

        return this with { Recent = recent.Enqueue(entry), Count = count + 1, KnownSince = since };
    }

    /// <summary>After a count that tells where on hand was at a time.</summary>
    public StockEntries Counted(DateTimeOffset asOf, long? sequence) =>
        this with { CountedAt = asOf > CountedAt ? asOf : CountedAt, Sequence = sequence ?? Sequence };
}
