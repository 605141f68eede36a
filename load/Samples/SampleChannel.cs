using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace OrderGrid.Load.Samples;

/// <summary>An item as a channel lists it.</summary>
/// <param name="ChannelSku">The channel's own name of it.</param>
/// <param name="Item">Our item.</param>
/// <param name="Units">The channel's units, each with how many stock units it is.</param>
public sealed record SampleListing(string ChannelSku, SampleItem Item, ImmutableArray<(string Unit, int Factor)> Units);

/// <summary>A channel: what it lists, in which units and in which format it sends orders.</summary>
public sealed record SampleChannel(
    string Channel, string Format, ImmutableArray<string> Nodes, ImmutableArray<SampleListing> Listings)
{
    /// <summary>The web shop sells everything by the piece, and small things in tens too.</summary>
    public static SampleChannel Webshop { get; } = new(
        "webshop", "webshop-json", ["BER", "RTM", "LYS"],
        [
            .. SampleItem.Catalog.Select((item, index) => new SampleListing(
                $"{100001 + (index * 7)}",
                item,
                item.Price < 10 ? [("pcs", 1), ("box10", 10)] : [("pcs", 1)])),
        ]);

    /// <summary>The marketplace leaves out chairs and desks and sells cheap things in sixes.</summary>
    public static SampleChannel Marketplace { get; } = new(
        "marketplace", "marketplace-json", ["RTM", "BER", "LYS"],
        [
            .. SampleItem.Catalog
                .Where(item => !item.Sku.StartsWith("CHAIR", StringComparison.Ordinal)
                    && !item.Sku.StartsWith("DESK", StringComparison.Ordinal))
                .Select((item, index) => new SampleListing(
                    $"B0{item.Sku.Replace("-", "", StringComparison.Ordinal)}{index % 10}",
                    item,
                    item.Price < 15 ? [("EA", 1), ("PK6", 6)] : [("EA", 1)])),
        ]);

    /// <summary>Business customers buy everything but phones, by the piece, the dozen or the pallet.</summary>
    public static SampleChannel B2b { get; } = new(
        "b2b", "b2b-csv", ["LYS", "BER", "RTM"],
        [
            .. SampleItem.Catalog
                .Where(item => !item.Sku.StartsWith("PHONE", StringComparison.Ordinal))
                .Select(item => new SampleListing(
                    $"OG.{item.Sku.Replace('-', '.')}",
                    item,
                    item.Price < 50 ? [("PCE", 1), ("CS12", 12), ("PAL", 480)] : [("PCE", 1)])),
        ]);

    /// <summary>The channel's configuration as JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["channel"] = Channel,
        ["format"] = Format,
        ["currency"] = SampleItem.Currency,
        ["nodes"] = new JsonArray([.. Nodes.Select(node => (JsonNode)node)]),
        ["listings"] = new JsonArray([.. Listings.Select(ToJson)]),
    };

    private static JsonObject ToJson(SampleListing listing)
    {
        var units = new JsonObject();
        foreach (var (unit, factor) in listing.Units)
        {
            units[unit] = factor;
        }

        return new JsonObject { ["channelSku"] = listing.ChannelSku, ["sku"] = listing.Item.Sku, ["units"] = units };
    }
}
