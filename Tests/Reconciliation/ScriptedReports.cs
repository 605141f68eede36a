using System.Threading.Channels;
using OrderGrid.Connectors;
using OrderGrid.Delivery;
using OrderGrid.Inventory;

namespace OrderGrid.Tests.Reconciliation;

/// <summary>A warehouse that gives the answers it is told, in turn, and waits while there are none.</summary>
internal sealed class ScriptedReports : IStockReports
{
    private readonly Channel<StockReportAnswer> _answers = Channel.CreateUnbounded<StockReportAnswer>();
    private readonly Channel<string?> _asked = Channel.CreateUnbounded<string?>();

    /// <summary>What the next question gets.</summary>
    public void Answer(StockReportAnswer answer) => _answers.Writer.TryWrite(answer);

    /// <summary>Waits until a page is asked for.</summary>
    public async Task<string?> AskedAsync(CancellationToken cancellation) =>
        await _asked.Reader.ReadAsync(cancellation);

    public async Task<StockReportAnswer> ReadAsync(
        ConnectorName source, NodeId node, string? after, CancellationToken cancellation)
    {
        _asked.Writer.TryWrite(after);
        return await _answers.Reader.ReadAsync(cancellation);
    }
}
