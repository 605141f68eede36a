using System.Collections.Immutable;

namespace OrderGrid.Inventory;

/// <summary>
/// What receipts bring next, kept with a position's levels so that whoever knows these alone can tell when there
/// will be more.
/// </summary>
/// <param name="Next">The next dates, the earliest first, at least 1 and at most <see cref="MaxDates"/>.</param>
[GenerateSerializer, Immutable, Alias("ExpectedStock")]
public sealed record ExpectedStock([property: Id(0)] ImmutableArray<ExpectedPieces> Next)
{
    /// <summary>Most dates: they are journalled with every change of the position.</summary>
    public const int MaxDates = 4;

    /// <summary>What the receipts bring next; null when there are none.</summary>
    public static ExpectedStock? Of(StockTerms? terms) => terms is null || terms.Receipts.IsEmpty
        ? null
        : new([
            .. terms.Receipts.GroupBy(receipt => receipt.Eta).Take(MaxDates).Select(day => new ExpectedPieces(
                day.Key, new(Math.Min(day.Sum(receipt => receipt.Quantity.Pieces), Quantity.MaxPieces)))),
        ]);

    /// <summary>Pieces that are expected at a time or before.</summary>
    public long By(DateTimeOffset time)
    {
        var sum = 0L;
        foreach (var expected in Next)
        {
            sum += expected.At <= time ? expected.Quantity.Pieces : 0;
        }

        return sum;
    }

    /// <inheritdoc/>
    public bool Equals(ExpectedStock? other) => other is not null && Next.AsSpan().SequenceEqual(other.Next.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Next.Aggregate(Next.Length, HashCode.Combine);
}

/// <summary>Pieces and a time.</summary>
/// <param name="At">When they are expected, UTC; in the past when they are late.</param>
/// <param name="Quantity">How many.</param>
[GenerateSerializer, Immutable, Alias("ExpectedPieces")]
public readonly record struct ExpectedPieces(
    [property: Id(0)] DateTimeOffset At, [property: Id(1)] Quantity Quantity);
