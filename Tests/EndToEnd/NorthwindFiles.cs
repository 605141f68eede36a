using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CsvHelper;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>The Northwind sample as this grid's input: its orders, and stock made of its products.</summary>
internal sealed class NorthwindFiles
{
    /// <summary>Where its goods are taken to be.</summary>
    public static readonly string[] Nodes = ["LON", "RTM", "SEA"];

    private const string FolderVariable = "ORDERGRID_SHARED";
    private const int ReceivedPerProduct = 60;

    private readonly List<(string Id, int InStock)> _products;
    private int _receipts;

    private NorthwindFiles(string folder)
    {
        Orders = [.. File.ReadLines(Path.Combine(folder, "orders.ndjson"))];
        using var csv = new CsvReader(
            new StreamReader(Path.Combine(folder, "products.csv")), CultureInfo.InvariantCulture);
        _products = [.. csv.GetRecords<dynamic>().Select(row =>
            ((string)row.product_id, int.Parse((string)row.units_in_stock, CultureInfo.InvariantCulture)))];
    }

    /// <summary>One document per order, in the sample's own form.</summary>
    public string[] Orders { get; }

    /// <summary>Finds the sample beside the repository or where ORDERGRID_SHARED says, or skips the test.</summary>
    public static NorthwindFiles FindOrSkip()
    {
        var shared = Environment.GetEnvironmentVariable(FolderVariable)
            ?? Path.Combine(Root(), "..", "shared");
        var folder = Path.Combine(shared, "data", "northwind");
        Assert.SkipUnless(
            File.Exists(Path.Combine(folder, "orders.ndjson")),
            $"The Northwind sample is not in {folder}. Set {FolderVariable} to the folder that holds data/northwind.");
        return new(folder);
    }

    /// <summary>A channel that sells every product by the piece.</summary>
    public string Channel() => JsonSerializer.Serialize(new
    {
        format = "northwind-json",
        currency = "USD",
        nodes = Nodes,
        listings = _products.Select(product => new
        {
            channelSku = product.Id,
            sku = Sku(product.Id),
            units = new Dictionary<string, int> { ["EA"] = 1 },
        }),
    });

    /// <summary>Puts on the shelves all that is there at first and all that will be received.</summary>
    public void Shelve(GridPeer grid, int receipts)
    {
        foreach (var (index, node) in Nodes.Index())
        {
            grid.Shelve(node, _products.Select(product => (Sku(product.Id), Opening(product.InStock, index)
                + Enumerable.Range(0, receipts).Sum(receipt => Received(receipt, index)))));
        }
    }

    /// <summary>The first time the stock of the sample, and every time a receipt of each product.</summary>
    public async Task ReceiveAsync(GridPeer grid)
    {
        foreach (var (index, node) in Nodes.Index())
        {
            var rows = _products.Select(product => JsonSerializer.Serialize(new
            {
                sku = Sku(product.Id),
                delta = Received(_receipts, index) + (_receipts == 0 ? Opening(product.InStock, index) : 0),
                reason = $"receipt {_receipts}",
            }));
            await grid.StockAsync(node, string.Join('\n', rows));
        }

        _receipts++;
    }

    /// <summary>Grid and shelves agree on every position; what orders shipped is what has left.</summary>
    public void ShouldAddUp(GridPeer grid)
    {
        var journal = grid.Journal;
        journal.Oversold.ShouldBe(0);
        journal.PiecesShipped.ShouldBe(
            journal.Orders.Values.Sum(order => order.Lines.Sum(line => line.Line.Quantity.Pieces)));
        grid.Book("erp").DuplicateEffects.ShouldBe(0);
        foreach (var node in Nodes)
        {
            grid.Book($"wms-{node}").DuplicateEffects.ShouldBe(0);
            var onHand = _products.ToDictionary(
                product => Sku(product.Id),
                product => journal.Positions[$"{Sku(product.Id)}@{node}"].Levels.OnHand.Pieces);
            grid.Shelves(node).ShouldBe(onHand, ignoreOrder: true);
        }

        var levels = journal.Positions.Values.Select(position => position.Levels);
        levels.Sum(level => level.Pending.Pieces + level.Committed.Pieces).ShouldBe(0);
    }

    private static string Sku(string product) => $"NW-{product}";

    private static long Opening(int inStock, int node) =>
        (inStock / Nodes.Length) + (node < inStock % Nodes.Length ? 1 : 0);

    // Every receipt goes to one node: the others have to help out.
    private static long Received(int receipt, int node) => receipt % Nodes.Length == node ? ReceivedPerProduct : 0;

    private static string Root([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));
}
