using System.Collections.Immutable;

namespace OrderGrid.Inventory;

/// <summary>
/// Rows of stock imports that were applied so long ago that their answers are forgotten. That they were applied is
/// remembered for longer, row by row: a row that was refused, or lost on the way, may still be sent again, whatever
/// came after it.
/// </summary>
/// <remarks>
/// Rows are bits, 64 neighbours a block, so an import of a single item takes next to nothing. When there are
/// <see cref="PositionLimits.RememberedImports"/> imports or <see cref="PositionLimits.RememberedBlocks"/> blocks,
/// those before them are forgotten: no row is, before as many others have followed it.
/// </remarks>
/// <param name="Recent">The latest ones: blocks by import.</param>
/// <param name="Former">Those before them.</param>
/// <param name="Blocks">How many blocks the latest ones take.</param>
public sealed record AppliedRows(
    ImmutableDictionary<string, ImmutableDictionary<int, ulong>> Recent,
    ImmutableDictionary<string, ImmutableDictionary<int, ulong>> Former,
    int Blocks)
{
    private const int RowsPerBlock = 64;

    private static readonly ImmutableDictionary<string, ImmutableDictionary<int, ulong>> Nothing =
        ImmutableDictionary<string, ImmutableDictionary<int, ulong>>.Empty;

    /// <summary>None.</summary>
    public static AppliedRows None { get; } = new(Nothing, Nothing, 0);

    /// <summary>True when the row was applied.</summary>
    public bool Contains(ImportedRow row) => IsIn(Recent, row) || IsIn(Former, row);

    /// <summary>With one more row.</summary>
    public AppliedRows With(ImportedRow row)
    {
        var (block, bit) = Place(row);
        var known = Recent.GetValueOrDefault(row.Import);
        if (known is not null && known.TryGetValue(block, out var rows))
        {
            return this with { Recent = Recent.SetItem(row.Import, known.SetItem(block, rows | bit)) };
        }

        var isFull = Blocks == PositionLimits.RememberedBlocks
            || (known is null && Recent.Count == PositionLimits.RememberedImports);
        return isFull
            ? new(Nothing.Add(row.Import, Only(block, bit)), Recent, 1)
            : this with
            {
                Recent = Recent.SetItem(row.Import, known?.Add(block, bit) ?? Only(block, bit)),
                Blocks = Blocks + 1,
            };
    }

    private static ImmutableDictionary<int, ulong> Only(int block, ulong bit) =>
        ImmutableDictionary<int, ulong>.Empty.Add(block, bit);

    private static bool IsIn(
        ImmutableDictionary<string, ImmutableDictionary<int, ulong>> imports, ImportedRow row)
    {
        var (block, bit) = Place(row);
        return imports.TryGetValue(row.Import, out var blocks) && (blocks.GetValueOrDefault(block) & bit) != 0;
    }

    private static (int Block, ulong Bit) Place(ImportedRow row) =>
        (row.Number / RowsPerBlock, 1UL << (row.Number % RowsPerBlock));
}
