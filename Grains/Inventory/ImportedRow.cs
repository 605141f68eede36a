using System.Globalization;
using OrderGrid.Identity;

namespace OrderGrid.Inventory;

/// <summary>One row of a stock import, as the command id of the change it leads to names it.</summary>
/// <param name="Import">The import, and the step of its rows where a row takes several.</param>
/// <param name="Number">The row's number, from 1.</param>
public readonly record struct ImportedRow(string Import, int Number)
{
    private const string Prefix = "stock:";

    /// <summary>The command id of a row.</summary>
    /// <param name="key">The import's idempotency key.</param>
    /// <param name="number">The row's number, from 1.</param>
    public static string Name(string key, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{key}:{number}");

    /// <summary>The row that a command id names; null when it names none. No two ids name the same row.</summary>
    public static ImportedRow? Of(CommandId command)
    {
        var id = command.Value;
        if (!id.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var last = id.LastIndexOf(':');
        if (TryNumber(id.AsSpan(last + 1), out var number))
        {
            return new(id[..last], number);
        }

        // A step of a row stands behind its number. No id has a blank, so one keeps steps and imports apart.
        var before = id.LastIndexOf(':', last - 1);
        return before > 0 && TryNumber(id.AsSpan(before + 1, last - before - 1), out number)
            ? new($"{id[..before]} {id[(last + 1)..]}", number)
            : null;
    }

    // Only as it is written: 7 and 07 are two ids.
    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text[0] != '0';
}
