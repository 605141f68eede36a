using System.Collections.Immutable;
using OrderGrid.Gateway.Http;
using OrderGrid.Inventory;

namespace OrderGrid.Gateway.Imports;

/// <summary>The outcome of a refused row.</summary>
/// <param name="Row">Number of the row, from 1; 0 for the body as a whole.</param>
/// <param name="Subject">What the row is about; left out when it could not be read.</param>
/// <param name="Status">The status that the row would have had as a request of its own.</param>
/// <param name="Code">The refusal's name.</param>
/// <param name="Detail">What to change.</param>
/// <param name="Retryable">True when the same row can succeed later.</param>
/// <param name="Errors">Members at fault; left out when there are none to name.</param>
public sealed record RefusedRow(
    long Row,
    string? Subject,
    int Status,
    string Code,
    string Detail,
    bool Retryable,
    ImmutableArray<ProblemError>? Errors)
{
    /// <summary>Pieces on hand now, where a stock row took it for something else; else left out.</summary>
    public Quantity? OnHand { get; init; }
}
