using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Gateway.Http;
using OrderGrid.Inventory;
using OrderGrid.Pricing;

namespace OrderGrid.Gateway.Channels;

/// <summary>A channel's configuration.</summary>
/// <param name="Format">Name of the document format it sends.</param>
/// <param name="Currency">The currency it sells in.</param>
/// <param name="Nodes">Nodes that ship for it, best first; 1 to 32.</param>
/// <param name="Listings">Every item it may order.</param>
/// <param name="ShipWithinHours">Hours from acceptance to the promised ship date, 1 to 2,160; 48 when left out.</param>
/// <param name="Reservations">Caps on its reservations; 10,000 open, 1,000,000 pieces, 30 minutes when left out.</param>
/// <param name="Channel">The channel's id; may be left out, and is else that of the path.</param>
public sealed record ChannelBody(
    string Format,
    Currency Currency,
    ImmutableArray<NodeId> Nodes,
    ImmutableArray<ListingBody> Listings,
    int ShipWithinHours = ChannelBody.DefaultShipWithinHours,
    ReservationCaps? Reservations = null,
    ChannelId? Channel = null)
{
    private const int DefaultShipWithinHours = 48;

    /// <summary>Of a configuration in force.</summary>
    public static ChannelBody Of(ChannelId channel, ChannelConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var listings = configuration.Listings
            .OrderBy(listing => listing.Key.Value, StringComparer.Ordinal)
            .Select(listing => new ListingBody(listing.Key, listing.Value.Sku, listing.Value.Units));
        return new(
            configuration.Format,
            configuration.Currency,
            configuration.Nodes,
            [.. listings],
            configuration.ShipWithinHours,
            configuration.Reservations,
            channel);
    }

    /// <summary>What contradicts itself; null when nothing does.</summary>
    public RequestFault? FindFault(ChannelId path)
    {
        var names = new HashSet<ChannelSku>();
        var twice = Listings.ToList().FindIndex(listing => !names.Add(listing.ChannelSku));
        return Channel is { } named && named != path
            ? RequestFault.At("/channel", $"The path names channel '{path}'.")
            : twice >= 0
                ? RequestFault.At($"/listings/{twice}/channelSku", "This item is listed twice.")
                : null;
    }

    /// <summary>The configuration.</summary>
    public ChannelConfiguration ToConfiguration() => new(
        Format,
        Currency,
        Nodes,
        ShipWithinHours,
        Listings.ToImmutableDictionary(
            listing => listing.ChannelSku, listing => new Listing(listing.Sku, listing.Units)),
        Reservations);
}

/// <summary>An item as a channel sells it.</summary>
/// <param name="ChannelSku">The channel's name for it.</param>
/// <param name="Sku">The item.</param>
/// <param name="Units">Pieces of the stock unit in one of each of the channel's units; factors of 1 to 100,000.</param>
public sealed record ListingBody(ChannelSku ChannelSku, Sku Sku, ImmutableDictionary<UnitOfMeasure, int> Units);
