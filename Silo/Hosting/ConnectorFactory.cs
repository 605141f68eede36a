using OrderGrid.Connectors;
using OrderGrid.Delivery;
using OrderGrid.Inventory;
using OrderGrid.Orders;

namespace OrderGrid.Hosting;

/// <summary>Makes the connectors of the configuration, and the stock route that every grid has.</summary>
public sealed class ConnectorFactory(
    GridSettings settings,
    IGrainFactory grains,
    PositionReferences positions,
    TimeProvider clock,
    IHttpClientFactory clients)
{
    private const int StockInFlight = 1_000;
    private const int DefaultInFlight = 16;
    private const int DefaultTimeoutSeconds = 15;

    /// <summary>Makes them all.</summary>
    public ConnectorRegistry CreateRegistry() =>
        new(settings.Connectors.Select(Create).Prepend(CreateStock()));

    /// <summary>Asks the same partners for stock reports.</summary>
    public IStockReports CreateReports() => new HttpStockReports(
        settings.Connectors.ToDictionary(
            connector => connector.Name,
            connector => new StockReportPartner(CreateClient(connector), LimitsOf(connector).Timeout)),
        clock);

    private LaneConnector CreateStock() => new(
        StockRoute.Name,
        new StockRoute(grains, positions),
        null,
        RetrySchedule.Partners,
        new ConnectorGate(StockInFlight))
    {
        RestingType = OrderEvents.Accepted,
        Rest = StockRoute.Rest,
    };

    private LaneConnector Create(ConnectorSettings connector)
    {
        var limits = LimitsOf(connector);
        var (route, mappings) = Describe(connector);
        return new(
            connector.Name,
            route,
            new HttpConnector(CreateClient(connector), mappings, limits, clock),
            connector.Retry?.Schedule ?? RetrySchedule.Partners,
            new ConnectorGate(limits.MaxInFlight));
    }

    private static ConnectorLimits LimitsOf(ConnectorSettings connector) => new(
        connector.MaxInFlight ?? DefaultInFlight,
        TimeSpan.FromSeconds(connector.TimeoutSeconds ?? DefaultTimeoutSeconds));

    private HttpClient CreateClient(ConnectorSettings connector)
    {
        var client = clients.CreateClient(connector.Name.Value);
        client.BaseAddress = new Uri(connector.Url.ToString().TrimEnd('/') + "/");
        client.Timeout = Timeout.InfiniteTimeSpan;
        return client;
    }

    private (IDeliveryRoute Route, Dictionary<string, DocumentMapping> Mappings) Describe(
        ConnectorSettings connector) =>
        connector.Kind switch
        {
            ConnectorKind.Erp => (new ErpRoute(grains, clock), new(StringComparer.Ordinal)
            {
                [ErpRoute.OrderKind] = new("orders", "orders?key={key}", "erpNumber"),
                [ErpRoute.ShipmentKind] = new("shipments", "shipments?key={key}", "invoice.number"),
            }),
            ConnectorKind.Wms => (new WmsRoute(grains, connector.Node!.Value, clock), new(StringComparer.Ordinal)
            {
                [WmsRoute.ReleaseKind] = new("releases", "releases?key={key}", "taskNumber"),
            }),
        };
}
