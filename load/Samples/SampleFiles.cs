using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrderGrid.Load.Samples;

/// <summary>
/// All sample files of one seed: paths relative to the folder, and their text. The same seed, the same bytes.
/// </summary>
public sealed class SampleFiles(int seed)
{
    private const int B2bUploads = 4;

    private static readonly JsonSerializerOptions OneLine = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Indented = new(OneLine) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Draws and formats everything.</summary>
    public IReadOnlyDictionary<string, string> Generate()
    {
        var day = new SampleDay(seed);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["catalog.csv"] = SampleItem.CatalogCsv(),
            ["nodes.json"] = NodesJson(),
            ["stock.ndjson"] = StockLines(day),
            ["oddities.json"] = Pretty(new JsonArray([.. day.Oddities.Select(oddity => new JsonObject
            {
                ["channel"] = oddity.Channel,
                ["order"] = oddity.Number,
                ["kind"] = oddity.Kind,
            })])),
            ["orders/webshop.ndjson"] = Lines(Of(day, SampleChannel.Webshop).Select(SampleFormats.Webshop)),
            ["orders/marketplace.ndjson"] = Lines(Of(day, SampleChannel.Marketplace).Select(SampleFormats.Marketplace)),
        };
        foreach (var channel in new[] { SampleChannel.Webshop, SampleChannel.Marketplace, SampleChannel.B2b })
        {
            files[$"channels/{channel.Channel}.json"] = Pretty(channel.ToJson());
        }

        var b2b = Of(day, SampleChannel.B2b).ToList();
        foreach (var (index, upload) in b2b.Chunk((b2b.Count + B2bUploads - 1) / B2bUploads).Index())
        {
            files[$"orders/b2b-{index + 1}.csv"] = SampleFormats.B2b(upload);
        }

        return files;
    }

    private static IEnumerable<SampleOrder> Of(SampleDay day, SampleChannel channel) =>
        day.Orders.Where(order => order.Channel == channel.Channel);

    private static string NodesJson() => Pretty(new JsonArray(
    [
        .. SampleStock.Nodes.Select((node, index) => new JsonObject
        {
            ["node"] = node.Node,
            ["name"] = node.Name,
            ["country"] = node.Country,
            ["priority"] = index + 1,
        }),
    ]));

    private static string StockLines(SampleDay day) =>
        Lines(SampleStock.Opening(day.Demand()).Select(row => new JsonObject
        {
            ["sku"] = row.Sku,
            ["node"] = row.Node,
            ["onHand"] = row.OnHand,
        }));

    private static string Lines(IEnumerable<JsonObject> rows) =>
        string.Concat(rows.Select(row => $"{row.ToJsonString(OneLine)}\n"));

    private static string Pretty(JsonNode node) => $"{node.ToJsonString(Indented)}\n";
}
