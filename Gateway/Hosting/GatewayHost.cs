using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderGrid.Gateway.Channels;
using OrderGrid.Gateway.Delivery;
using OrderGrid.Gateway.Http;
using OrderGrid.Gateway.Imports;
using OrderGrid.Gateway.Inventory;
using OrderGrid.Gateway.Kits;
using OrderGrid.Gateway.Orders;
using OrderGrid.Gateway.Reconciliation;
using OrderGrid.Gateway.Sourcing;
using OrderGrid.Hosting;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Reconciliation;

namespace OrderGrid.Gateway.Hosting;

/// <summary>Puts the HTTP surface and the grid into one process.</summary>
public static class GatewayHost
{
    private const int MaxRequestLineBytes = 32 * 1024;
    private const int MaxConnections = 10_000;
    private static readonly TimeSpan FinishInFlight = TimeSpan.FromSeconds(30);

    /// <summary>Builds the host; <paramref name="adjust"/> may replace services before that.</summary>
    public static WebApplication Build(
        GatewayOptions options, GridNodeOptions node, Action<WebApplicationBuilder>? adjust = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);

        // Without a logger the server makes no activity per request: the trace is the caller's, in the call context.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        // Nothing here blocks a thread, so that what arrives need not change threads before it is looked at.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain + FinishInFlight);
        builder.AddOrderGrid(node);
        AddSurface(builder.Services, options);
        adjust?.Invoke(builder);
        var application = builder.Build();
        application.UseMiddleware<RequestEnvelope>();
        Map(application);
        return application;
    }

    private static void Configure(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = RequestBody.MaxBytes + RequestBody.FramesBytes;
        kestrel.Limits.MaxRequestLineSize = MaxRequestLineBytes;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Listen(options.Http.EndPoint, listen => listen.Protocols = HttpProtocols.Http1);
        kestrel.Listen(options.AdminHttp.EndPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            AdminDoor.Open(listen);
        });
    }

    private static void AddSurface(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdSource, Uuid7Source>();
        services.AddSingleton<ChannelRateLimit>();
        services.AddSingleton<Admission>();
        services.AddSingleton<ChannelDoor>();
        services.AddSingleton<BusyItems>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<PartnerDirectory>();
        services.AddSingleton<ChannelDirectory>();
        services.AddSingleton<AvailabilityReads>();
        services.AddSingleton<ImportPlaces>();
        services.AddSingleton<StockLedger>();
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.ConfigureHttpJsonOptions(json =>
            Wire.Adjust(json.SerializerOptions).TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver()));
        services.AddOpenApi(Contract.Name, Contract.Describe);
    }

    private static void Map(WebApplication application)
    {
        application.MapOrders();
        application.MapChannels();
        application.MapWhatIf();
        application.MapKits();
        application.MapStock();
        application.MapReservations();
        application.MapReconciliation();
        application.MapSchedules();
        application.MapPartners();
        application.MapLanes();
        application.MapEventFeed();
        application.MapHealth();
        application.MapOpenApi(Contract.Route);
    }
}
