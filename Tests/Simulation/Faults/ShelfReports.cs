using System.Collections.Immutable;
using OrderGrid.Connectors;
using OrderGrid.Delivery;
using OrderGrid.Embedded;
using OrderGrid.Inventory;
using OrderGrid.Reconciliation;
using OrderGrid.Sandbox.Partners;
using OrderGrid.Sandbox.Warehouse;

namespace OrderGrid.Simulated;

/// <summary>
/// What a node's warehouse reports: its shelves, two to a page, by a system that fails as its script says. A page is
/// counted when it is asked for and is late when it comes.
/// </summary>
internal sealed class ShelfReports(GridWorld world, ServerSide server, SeededDice dice) : IStockReports
{
    private const int RowsPerPage = 2;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(2);

    public Task<StockReportAnswer> ReadAsync(
        ConnectorName source, NodeId node, string? after, CancellationToken cancellation) =>
        server.RunAsync(async () => Plant.OnReport(world.Bug, await AskAsync(node, after)));

    private async Task<StockReportAnswer> AskAsync(NodeId node, string? after)
    {
        var system = world.Partners.Warehouse(node.Value)!;
        var plan = system.Plan(PartnerCall.Find(WarehouseSystem.Reports, after ?? ""));
        var page = Count(node, after);
        var way = plan.Latency + plan.Hold + dice.Between(TimeSpan.Zero, LongestWay);
        await Task.Delay(way < Timeout ? way : Timeout, world.Simulation.Time);
        return plan.Fault is { } fault
            ? StockReportAnswer.Failed($"{fault.Kind}")
            : StockReportAnswer.Of(page);
    }

    private StockReportPage Count(NodeId node, string? after)
    {
        var items = world.Names.Skus.Where(sku => after is null || string.CompareOrdinal(sku.Value, after) > 0)
            .OrderBy(sku => sku.Value, StringComparer.Ordinal)
            .ToList();
        var rows = items.Take(RowsPerPage).Select(sku => Row(new(sku, node))).ToImmutableArray();
        return new(rows, [], items.Count > RowsPerPage ? rows[^1].Sku.Value : null);
    }

    private ReportedStock Row(PositionKey position)
    {
        var (count, included) = world.Shelves[position].Count();
        return new(
            position.Sku,
            Math.Max(0, count),
            world.Simulation.Time.GetUtcNow(),
            null,
            [.. included.TakeLast(StockLimits.Included)]);
    }
}
