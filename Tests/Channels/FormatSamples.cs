using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using OrderGrid.Channels;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Pricing;
using Xunit;

namespace OrderGrid.Tests.Channels;

/// <summary>One small document per format, and the committed sample files.</summary>
internal static class FormatSamples
{
    public const string Canonical = """
        {"orderNo":"C-1","customer":"K1","currency":"EUR",
        "shipTo":{"name":"Ada","street":"Hof 1","city":"Berlin","region":null,"postalCode":"10115","country":"DE"},
        "lines":[{"line":7,"sku":"MUG","unit":"pcs","quantity":2,"unitPrice":{"amount":"9.90","currency":"EUR"}}]}
        """;

    public const string Webshop = """
        {"orderId":"W1","placedAt":"2026-03-02T06:00:37Z","buyer":{"customerNo":"K1","name":"Ada","email":"a@x"},
        "deliveryAddress":{"name":"Ada","street":"Hof 1","zip":"10115","city":"Berlin","country":"DE"},
        "items":[{"article":"MUG","qty":2,"unit":"pcs","price":"9.90"}],"currency":"EUR"}
        """;

    public const string Marketplace = """
        {"order_reference":"302-1","purchase_date":"2026-03-02","buyer_id":"K1","buyer_email":"a@x",
        "ship_address_name":"Ada","ship_address_line1":"Hof 1","ship_address_postal_code":"10115",
        "ship_address_city":"Berlin","ship_address_country":"DE","order_items":[{"order_item_id":"302-1-1",
        "item_sku":"MUG","quantity_ordered":2,"unit":"pcs","item_price":{"value":9.90,"code":"EUR"}}]}
        """;

    public const string B2B =
        "order_no;customer;sku;uom;qty;price;currency;name;street;zip;city;country\n"
        + "PO-1;K1;MUG;pcs;2;9.90;EUR;Ada;Hof 1;10115;Berlin;DE\n";

    public const string Northwind = """
        {"orderId":1,"customerId":"K1","employeeId":5,"orderDate":"1996-07-04","requiredDate":null,"shippedDate":null,
        "shipVia":3,"freight":32.38,"shipTo":{"name":"Ada","address":"Hof 1","city":"Berlin","region":null,
        "postalCode":null,"country":"DE"},"lines":[{"productId":11,"unitPrice":9.90,"quantity":2,"discount":0.15}]}
        """;

    private static readonly UnitOfMeasure Pieces = new("pcs");

    /// <summary>Every format with its small document.</summary>
    public static TheoryData<string, string> Documents { get; } = new()
    {
        { ChannelFormats.Canonical, Canonical },
        { ChannelFormats.Webshop, Webshop },
        { ChannelFormats.Marketplace, Marketplace },
        { ChannelFormats.B2B, B2B },
        { ChannelFormats.Northwind, Northwind },
    };

    /// <summary>A channel that lists MUG (6 in a PK6, 100,000 on a PAL) and sells in euro.</summary>
    public static ChannelConfiguration Channel(string format) => new(
        format,
        new("EUR"),
        [new("BER"), new("RTM")],
        24,
        ImmutableDictionary<ChannelSku, Listing>.Empty.Add(new("MUG"), new(
            new("MUG-WHITE"),
            ImmutableDictionary<UnitOfMeasure, int>.Empty.Add(Pieces, 1).Add(new("PK6"), 6).Add(new("PAL"), 100_000))));

    /// <summary>Reads a document of a format.</summary>
    public static ImmutableArray<ReadOrder> Read(string format, string content) =>
        ChannelDocument.Read(Channel(format), Encoding.UTF8.GetBytes(content));

    /// <summary>Reads the only order of a document.</summary>
    public static ReadOrder ReadOne(string format, string content) => Read(format, content).Single();

    /// <summary>Reads a committed sample.</summary>
    public static ImmutableArray<ReadOrder> ReadFile(string format, string name) =>
        ChannelDocument.Read(Channel(format), File.ReadAllBytes(Path.Combine(Root(), "orders", name)));

    /// <summary>A committed channel, as the samples describe it.</summary>
    public static ChannelConfiguration ReadChannel(string name)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Root(), "channels", $"{name}.json")))!;
        return new(
            json["format"]!.GetValue<string>(),
            new Currency(json["currency"]!.GetValue<string>()),
            [.. json["nodes"]!.AsArray().Select(node => Identifier.Parse<NodeId>(node!.GetValue<string>()))],
            24,
            json["listings"]!.AsArray().ToImmutableDictionary(
                listing => Identifier.Parse<ChannelSku>(listing!["channelSku"]!.GetValue<string>()),
                listing => new Listing(
                    Identifier.Parse<Sku>(listing!["sku"]!.GetValue<string>()),
                    listing["units"]!.AsObject().ToImmutableDictionary(
                        unit => Identifier.Parse<UnitOfMeasure>(unit.Key),
                        unit => unit.Value!.GetValue<int>()))));
    }

    private static string Root([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "samples");
}
