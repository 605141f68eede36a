using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrderGrid.Load.Landscape;
using OrderGrid.Load.Samples;

namespace OrderGrid.Load.Demo;

/// <summary>The day's input: channels, nodes, opening stock, and every document in the order it is sent.</summary>
internal sealed record DayOfOrders(
    ImmutableArray<string> Nodes,
    ImmutableDictionary<string, string> Channels,
    ImmutableArray<StockRow> Stock,
    ImmutableArray<Submission> Submissions,
    ImmutableArray<Oddity> Oddities)
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";

    /// <summary>The shipped samples, or the day of a seed.</summary>
    public static DayOfOrders Read(int? seed, string folder) =>
        Read(seed is { } drawn ? new SampleFiles(drawn).Generate() : Load(folder));

    private static DayOfOrders Read(IReadOnlyDictionary<string, string> files)
    {
        var uploads = files.Keys.Where(path => path.StartsWith("orders/b2b-", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => Make("b2b", CsvOrders(files[path]), files[path], Csv));
        return new(
            [.. JsonNode.Parse(files["nodes.json"])!.AsArray().Select(node => (string)node!["node"]!)],
            files.Where(file => file.Key.StartsWith("channels/", StringComparison.Ordinal)).ToImmutableDictionary(
                file => Path.GetFileNameWithoutExtension(file.Key), file => file.Value),
            [.. Lines(files["stock.ndjson"]).Select(StockRow.Read)],
            Interleave(
                Documents("webshop", "orderId", files["orders/webshop.ndjson"]),
                Documents("marketplace", "order_reference", files["orders/marketplace.ndjson"]),
                [.. uploads]),
            [.. JsonNode.Parse(files["oddities.json"])!.AsArray().Select(Oddity.Read!)]);
    }

    private static ImmutableArray<Submission> Documents(string channel, string number, string text) =>
    [
        .. Lines(text).Select(line => Make(channel, [(string)JsonNode.Parse(line)![number]!], line, Json)),
    ];

    // The content is the key: who sends the same again means the same order, who changes it means something else.
    private static Submission Make(string channel, ImmutableArray<string> orders, string text, string type)
    {
        var content = Encoding.UTF8.GetBytes(text);
        return new(channel, orders, content, type, Convert.ToHexStringLower(SHA256.HashData(content))[..32]);
    }

    // The rows of an order follow one another; a number that comes again later is another order of that number.
    private static ImmutableArray<string> CsvOrders(string text)
    {
        var orders = ImmutableArray.CreateBuilder<string>();
        foreach (var number in Lines(text).Skip(1).Select(line => line.Split(';')[0]))
        {
            if (orders.Count == 0 || orders[^1] != number)
            {
                orders.Add(number);
            }
        }

        return orders.ToImmutable();
    }

    // Each channel spreads its documents evenly over the day.
    private static ImmutableArray<Submission> Interleave(params ImmutableArray<Submission>[] channels) =>
    [
        .. channels
            .SelectMany(documents => documents.Select((document, index) =>
                (Document: document, At: (index + 0.5) / documents.Length)))
            .OrderBy(planned => planned.At)
            .Select(planned => planned.Document),
    ];

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, string> Load(string folder)
    {
        var root = Path.GetFullPath(folder);
        if (!File.Exists(Path.Combine(root, "stock.ndjson")))
        {
            throw new LoadException(
                $"{root} holds no samples. Name their folder with --samples, or draw a day: --seed 1.");
        }

        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetRelativePath(root, path).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
    }
}

/// <summary>An order that is odd on purpose.</summary>
/// <param name="Order">Channel and number.</param>
/// <param name="Kind">What is odd about it, as in <c>samples/README.md</c>.</param>
internal sealed record Oddity(string Order, string Kind)
{
    /// <summary>One entry of <c>oddities.json</c>.</summary>
    public static Oddity Read(JsonNode entry) =>
        new($"{entry["channel"]}/{entry["order"]}", (string)entry["kind"]!);
}
