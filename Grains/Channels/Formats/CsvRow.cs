using System.Collections.Immutable;

namespace OrderGrid.Channels.Formats;

/// <summary>One row of a CSV upload.</summary>
/// <param name="cells">Its cells.</param>
/// <param name="row">Its number, the header being 1.</param>
/// <param name="columns">The columns of the header.</param>
internal sealed class CsvRow(string[] cells, int row, ImmutableArray<string> columns)
{
    private static readonly ImmutableArray<string> HeadColumns =
        ["customer", "currency", "name", "street", "zip", "city", "country"];

    /// <summary>Its number, the header being 1.</summary>
    public int Row => row;

    /// <summary>The order it belongs to, as written.</summary>
    public string? Number => cells.Length > 0 ? cells[0] : null;

    /// <summary>False, and a fault, when cells are missing or too many.</summary>
    public bool HasAllColumns(DocumentFaults faults)
    {
        if (cells.Length == columns.Length)
        {
            return true;
        }

        faults.Add($"row {row}", $"{columns.Length} columns are expected, {cells.Length} are there.");
        return false;
    }

    /// <summary>Adds a fault for each column of the order itself that says something else than its first row.</summary>
    public void MatchHead(CsvRow first, DocumentFaults faults)
    {
        foreach (var column in HeadColumns.Where(column => Cell(column) != first.Cell(column)))
        {
            faults.Add(PlaceOf(column), $"the same as in row {first.Row} is expected: the order is the same.");
        }
    }

    /// <summary>One cell.</summary>
    public Field Field(string column, DocumentFaults faults) => new(Cell(column), PlaceOf(column), faults);

    private string Cell(string column) => cells[columns.IndexOf(column)];

    private string PlaceOf(string column) => $"row {row}, column {column}";
}
