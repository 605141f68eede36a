using System.Globalization;
using System.Text;

namespace OrderGrid.Load.Bench;

/// <summary>Bulk stock: imports of many rows over HTTP, one position a row, spread over many SKUs.</summary>
internal sealed class StockBench(BenchStage stage)
{
    private const int Skus = 10_000;
    private const int RowsPerImport = 1_000;
    private const int Imports = 4;
    private const double PositionsWanted = 10_000;

    private readonly string _run = stage.Clock.GetTimestamp().ToString(CultureInfo.InvariantCulture);

    public async Task RunAsync()
    {
        await using var node = await stage.StartNodeAsync();
        // Every position is there before the clock starts: what is measured is updates.
        for (var first = 0; first < Skus; first += RowsPerImport)
        {
            await node.LoadStockAsync(
                Rows(first, number => $$"""{"sku":"{{Sku(number)}}","onHand":1000}"""),
                $"{_run}-{first}",
                stage.Cancellation);
        }

        var measured = await stage.Loop.RunAsync(
            Imports,
            stage.Duration,
            (client, count) => node.LoadStockAsync(
                Rows(
                    (int)(((client * 2_500) + (count * RowsPerImport)) % Skus),
                    number => $$"""{"sku":"{{Sku(number)}}","delta":1,"source":"WMS"}"""),
                $"{_run}-{client}-{count}",
                CancellationToken.None),
            node.StartCounting);
        stage.Report.Print($"imports of {RowsPerImport} rows over HTTP, {Imports} at a time", "imports", measured);
        stage.Report.Say($"  CPU of the node's process: {node.MicrosecondsPer(measured)} µs per import");
        stage.Report.Judge("bulk stock, positions per second", measured.PerSecond * RowsPerImport, PositionsWanted);
    }

    private static string Rows(int first, Func<int, string> row)
    {
        var rows = new StringBuilder();
        for (var index = 0; index < RowsPerImport; index++)
        {
            rows.Append(row((first + index) % Skus)).Append('\n');
        }

        return rows.ToString();
    }

    private static string Sku(int number) => string.Create(CultureInfo.InvariantCulture, $"STOCK-{number:D5}");
}
