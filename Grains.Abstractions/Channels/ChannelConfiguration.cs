using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrid.Inventory;
using OrderGrid.Pricing;

namespace OrderGrid.Channels;

/// <summary>How a channel's language is turned into ours.</summary>
/// <param name="Format">Name of the document format it sends: one of <see cref="ChannelFormats"/>.</param>
/// <param name="Currency">The currency it sells in.</param>
/// <param name="Nodes">Nodes that ship for it, best first; 1 to 32.</param>
/// <param name="ShipWithinHours">Hours from acceptance to the promised ship date, 1 to 2,160.</param>
/// <param name="Listings">Every item it may order, by its own name for it.</param>
/// <param name="Reservations">Caps on its reservations; null: <see cref="ReservationCaps.Default"/>.</param>
[GenerateSerializer, Immutable, Alias("ChannelConfiguration")]
public sealed record ChannelConfiguration(
    [property: Id(0)] string Format,
    [property: Id(1)] Currency Currency,
    [property: Id(2)] ImmutableArray<NodeId> Nodes,
    [property: Id(3)] int ShipWithinHours,
    [property: Id(4)] ImmutableDictionary<ChannelSku, Listing> Listings,
    [property: Id(5), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    ReservationCaps? Reservations = null);

/// <summary>An item as a channel sells it.</summary>
/// <param name="Sku">The item.</param>
/// <param name="Units">Pieces of the stock unit in one of each of the channel's units; factors of 1 to 100,000.</param>
[GenerateSerializer, Immutable, Alias("Listing")]
public sealed record Listing(
    [property: Id(0)] Sku Sku, [property: Id(1)] ImmutableDictionary<UnitOfMeasure, int> Units);

/// <summary>The document formats a channel can send.</summary>
public static class ChannelFormats
{
    /// <summary>Only the canonical body.</summary>
    public const string Canonical = "canonical";

    /// <summary>A web shop's nested JSON.</summary>
    public const string Webshop = "webshop-json";

    /// <summary>A marketplace's flat JSON.</summary>
    public const string Marketplace = "marketplace-json";

    /// <summary>A B2B portal's CSV upload, a row per line.</summary>
    public const string B2B = "b2b-csv";

    /// <summary>The export format of the Northwind sample.</summary>
    public const string Northwind = "northwind-json";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } = [Canonical, Webshop, Marketplace, B2B, Northwind];
}
