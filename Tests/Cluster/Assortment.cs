using System.Globalization;
using System.Text;

namespace OrderGrid.Tests.Cluster;

/// <summary>What the channels sell, how much of it there is, and seeded orders for it.</summary>
/// <param name="StockPerNode">Pieces of each item at each node.</param>
internal sealed record Assortment(int StockPerNode)
{
    public const int Items = 20;

    private const int MaxLines = 3;
    private const int MaxQuantity = 5;

    public static IReadOnlyList<string> Channels { get; } = ["shop", "market", "portal"];

    public static IReadOnlyList<string> Nodes { get; } = ["BER", "RTM"];

    /// <summary>The configuration of each channel.</summary>
    public static string Channel()
    {
        var listings = Enumerable.Range(0, Items)
            .Select(item => $$"""{"channelSku":"{{Name(item)}}","sku":"SKU-{{item}}","units":{"pcs":1} }""");
        return $$"""
            {"format":"canonical","currency":"EUR","nodes":["{{string.Join("\",\"", Nodes)}}"],
             "listings":[{{string.Join(',', listings)}}]}
            """;
    }

    /// <summary>The stock rows of each node.</summary>
    public string Stock() => string.Concat(Enumerable.Range(0, Items)
        .Select(item => $$"""{"sku":"SKU-{{item}}","onHand":{{StockPerNode}}}""" + "\n"));

    /// <summary>One order: always the same for a number.</summary>
    public static TrafficOrder Order(int number)
    {
        var random = new Random(number);
        var items = Enumerable.Range(0, Items).ToArray();
        random.Shuffle(items);
        var body = new StringBuilder(
            """
            {"customer":"C-1","currency":"EUR","shipTo":{"name":"A","street":"S 1","city":"Ulm","region":null,
             "postalCode":"89073","country":"DE"},"lines":[
            """);
        var pieces = 0;
        foreach (var (index, item) in items.Take(random.Next(1, MaxLines + 1)).Index())
        {
            var quantity = random.Next(1, MaxQuantity + 1);
            pieces += quantity;
            body.Append(CultureInfo.InvariantCulture, $$"""
                {{(index == 0 ? "" : ",")}}{"line":{{index + 1}},"sku":"{{Name(item)}}","unit":"pcs",
                 "quantity":{{quantity}},"unitPrice":{"amount":"1.50","currency":"EUR"} }
                """);
        }

        return new(Channels[number % Channels.Count], $"N{number:D6}", pieces, body.Append("]}").ToString());
    }

    private static string Name(int item) => $"item-{item}";
}

/// <summary>An order on its way to the grid.</summary>
/// <param name="Channel">Who sends it.</param>
/// <param name="Number">Its number there.</param>
/// <param name="Pieces">Pieces of all lines together.</param>
/// <param name="Body">The document.</param>
internal sealed record TrafficOrder(string Channel, string Number, int Pieces, string Body)
{
    public string Key => $"{Channel}/{Number}";
}
