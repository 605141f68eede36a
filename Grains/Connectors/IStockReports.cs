using System.Collections.Immutable;
using OrderGrid.Delivery;
using OrderGrid.Inventory;
using OrderGrid.Reconciliation;

namespace OrderGrid.Connectors;

/// <summary>A page of a partner's report of what is at a node.</summary>
/// <param name="Rows">What was understood.</param>
/// <param name="Refused">Rows that were not, each with the reason.</param>
/// <param name="Next">Asks for the next page; null at the report's end.</param>
public sealed record StockReportPage(
    ImmutableArray<ReportedStock> Rows, ImmutableArray<string> Refused, string? Next);

/// <summary>The answer to a question for a page.</summary>
/// <param name="Page">The page, whole; null when it was not had, in part or at all.</param>
/// <param name="Fault">Why not; empty with a page.</param>
/// <param name="RetryAfter">How long the partner asks to wait; null when it says nothing.</param>
public sealed record StockReportAnswer(StockReportPage? Page, string Fault, TimeSpan? RetryAfter)
{
    /// <summary>A page.</summary>
    public static StockReportAnswer Of(StockReportPage page) => new(page, "", null);

    /// <summary>No page.</summary>
    public static StockReportAnswer Failed(string fault, TimeSpan? retryAfter = null) => new(null, fault, retryAfter);
}

/// <summary>What warehouses and ERPs report, page by page. Operating errors are answers, never exceptions.</summary>
public interface IStockReports
{
    /// <summary>Asks for a page; <paramref name="after"/> is the last page's next, null for the first.</summary>
    Task<StockReportAnswer> ReadAsync(
        ConnectorName source, NodeId node, string? after, CancellationToken cancellation);
}
