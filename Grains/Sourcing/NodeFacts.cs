using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Inventory;

namespace OrderGrid.Sourcing;

/// <summary>What is known of a node. Everything but its id may be left out.</summary>
/// <param name="Node">The node.</param>
/// <param name="Country">Country it stands in, as channels name it in addresses.</param>
/// <param name="Region">Any wider or narrower region that rules may name.</param>
/// <param name="Latitude">Degrees north, −90 to 90; together with <paramref name="Longitude"/>.</param>
/// <param name="Longitude">Degrees east, −180 to 180.</param>
/// <param name="Capabilities">What it can do; null: nothing special.</param>
/// <param name="CostPerShipment">In one currency for all nodes, 0 or more.</param>
/// <param name="DailyCapacity">Most orders given to it in a UTC day, 1 or more; null: without limit.</param>
/// <param name="TransitDays">Days to each region it ships to, 0 to 365.</param>
/// <param name="Channels">The only channels it ships for; null: all.</param>
public sealed record NodeFacts(
    NodeId Node,
    RegionCode? Country = null,
    RegionCode? Region = null,
    double? Latitude = null,
    double? Longitude = null,
    ImmutableArray<Capability>? Capabilities = null,
    decimal? CostPerShipment = null,
    int? DailyCapacity = null,
    ImmutableDictionary<RegionCode, int>? TransitDays = null,
    ImmutableArray<ChannelId>? Channels = null)
{
    /// <summary>True when only its id is known.</summary>
    public bool IsPlain => this == new NodeFacts(Node);

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? FindFault() =>
        Latitude is null != Longitude is null ? "latitude and longitude come together"
        : Latitude is < -90 or > 90 || Longitude is < -180 or > 180 ? "latitude is -90 to 90, longitude -180 to 180"
        : CostPerShipment < 0 ? "costPerShipment is 0 or more"
        : DailyCapacity < 1 ? "dailyCapacity is 1 or more"
        : TransitDays?.Values.Any(days => days is < 0 or > 365) == true ? "transitDays are 0 to 365"
        : null;
}

/// <summary>A region that orders go to.</summary>
/// <param name="Region">A country as channels name it, or country and first characters of the postal code.</param>
/// <param name="Latitude">Degrees north of its middle.</param>
/// <param name="Longitude">Degrees east of its middle.</param>
public sealed record RegionFacts(RegionCode Region, double Latitude, double Longitude)
{
    private const double EarthKilometres = 6_371;

    /// <summary>Great-circle distance in whole kilometres; null when nobody knows where the node is.</summary>
    public int? KilometresTo(NodeFacts node)
    {
        if (node is not { Latitude: { } north, Longitude: { } east })
        {
            return null;
        }

        var (first, second) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(north));
        var angle = Math.Pow(Math.Sin((second - first) / 2), 2)
            + (Math.Cos(first) * Math.Cos(second)
                * Math.Pow(Math.Sin(double.DegreesToRadians(east - Longitude) / 2), 2));
        return (int)Math.Round(2 * EarthKilometres * Math.Asin(Math.Sqrt(Math.Min(1, angle))));
    }
}
