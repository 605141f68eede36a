using System.Collections.Immutable;
using System.Globalization;
using OrderGrid.Connectors;
using OrderGrid.Delivery;
using OrderGrid.Gateway.Hosting;
using OrderGrid.Gateway.Http;
using OrderGrid.Hosting;
using OrderGrid.Journal;

namespace OrderGrid.Gateway.Delivery;

/// <summary>Where deliveries stand, for operators.</summary>
internal static class LaneEndpoints
{
    public static void MapLanes(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/admin/lanes", GetAsync)
            .WithTags("Admin").WithMetadata(new AdminOnly())
            .WithSummary("Where every connector stands, and its lanes that are not idle. Admin port only.")
            .Produces<LanesAnswer>().Refuses(503);

    private static async Task<IResult> GetAsync(IGrainFactory grains, GridSettings settings)
    {
        var names = settings.Connectors.Select(connector => connector.Name).Prepend(StockRoute.Name);
        var connectors = await Task.WhenAll(names.Select(name => SumAsync(grains, name)));
        return new JsonAnswer<LanesAnswer>(200, new([.. connectors]));
    }

    private static async Task<ConnectorStatus> SumAsync(IGrainFactory grains, ConnectorName name)
    {
        var lanes = await Task.WhenAll(Enumerable.Range(0, StreamName.Partitions).Select(partition => grains
            .GetGrain<ILaneGrain>(string.Create(CultureInfo.InvariantCulture, $"{name}/{partition}"))
            .GetStatus()));
        return new(
            name,
            lanes.Sum(lane => lane.Waiting),
            lanes.Sum(lane => lane.Parked),
            lanes.Sum(lane => lane.Delivered),
            lanes.Sum(lane => lane.DeadLettered),
            lanes.Any(lane => lane.BreakerOpen),
            lanes.All(lane => lane.CaughtUp),
            [.. lanes.Where(lane => !lane.CaughtUp || lane.Waiting > 0 || lane.Parked > 0)]);
    }
}

/// <summary>Every connector.</summary>
/// <param name="Connectors">In the order they are configured; the grid's own stock route first.</param>
public sealed record LanesAnswer(ImmutableArray<ConnectorStatus> Connectors);

/// <summary>Where one connector stands, over all of its lanes.</summary>
/// <param name="Connector">Its name.</param>
/// <param name="Waiting">Events read from the feed and not yet done.</param>
/// <param name="Parked">Subjects that wait for a retry.</param>
/// <param name="Delivered">Events done since the lanes were activated.</param>
/// <param name="DeadLettered">Events given up since the lanes were activated.</param>
/// <param name="BreakerOpen">True while the partner is treated as away.</param>
/// <param name="CaughtUp">True when nothing known is waiting.</param>
/// <param name="Lanes">Lanes with something to do.</param>
public sealed record ConnectorStatus(
    ConnectorName Connector,
    int Waiting,
    int Parked,
    long Delivered,
    long DeadLettered,
    bool BreakerOpen,
    bool CaughtUp,
    ImmutableArray<LaneStatus> Lanes);
