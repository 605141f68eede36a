using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderGrid.Gateway.Hosting;
using OrderGrid.Hosting;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Sandbox.Faults;
using OrderGrid.Sandbox.Hosting;
using OrderGrid.Sandbox.Ledgers;
using OrderGrid.Sandbox.Partners;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>A whole grid on free ports: gateway and grains, and the sandbox's partners around them.</summary>
internal sealed class GridPeer : IAsyncDisposable
{
    private const string Json = "application/json";
    private const string Rows = "application/x-ndjson";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _application;
    private readonly SandboxHost _sandbox;
    private readonly HttpClient _http;
    private readonly HttpClient _admin;

    private GridPeer(WebApplication application, SandboxHost sandbox, JournalWatch journal)
    {
        _application = application;
        _sandbox = sandbox;
        Journal = journal;
        var addresses = application.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.ToList();
        _http = new() { BaseAddress = new Uri(addresses[0]), Timeout = Patience };
        _admin = new() { BaseAddress = new Uri(addresses[1]), Timeout = Patience };
        sandbox.GridUrl = _http.BaseAddress;
    }

    public JournalWatch Journal { get; }

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>Starts everything; without a connection string the journal is in memory.</summary>
    public static async Task<GridPeer> StartAsync(string? postgres = null, params string[] nodes)
    {
        nodes = nodes.Length == 0 ? ["BER", "RTM"] : nodes;
        var sandbox = await SandboxHost.StartAsync(new SandboxOptions { Urls = "http://127.0.0.1:0" }, Ended);
        var free = ListenAddress.Parse("http://127.0.0.1:0");
        var options = new GatewayOptions(free, free, TimeSpan.Zero, new ChannelRate(100_000, TimeSpan.FromSeconds(1)));
        var node = new GridNodeOptions(Describe(sandbox.BaseAddress, nodes), postgres, GridRole.Silo, null);
        var application = GatewayHost.Build(options, node, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(provider => new JournalWatch(postgres is null
                ? new VolatileJournal(TimeProvider.System)
                : provider.GetRequiredService<PostgresJournal>()));
            builder.Services.AddSingleton<IJournal>(provider => provider.GetRequiredService<JournalWatch>());
        });
        await application.StartAsync(Ended);
        return new(application, sandbox, application.Services.GetRequiredService<JournalWatch>());
    }

    /// <summary>Starts with a channel <c>web</c> that sells mugs by the piece, of which each node has ten.</summary>
    public static async Task<GridPeer> StartShopAsync(string? postgres = null)
    {
        var grid = await StartAsync(postgres);
        await grid.ConfigureAsync("web", """
            {"format":"canonical","currency":"EUR","nodes":["BER","RTM"],
             "listings":[{"channelSku":"mug","sku":"MUG","units":{"pcs":1}}]}
            """);
        await grid.StockAsync("BER", """{"sku":"MUG","onHand":10}""");
        await grid.StockAsync("RTM", """{"sku":"MUG","onHand":10}""");
        return grid;
    }

    public async Task ConfigureAsync(string channel, string configuration)
    {
        using var request = Request(HttpMethod.Put, $"/v1/admin/channels/{channel}", configuration, Json);
        request.Headers.Add("X-Actor", "tester");
        request.Headers.Add("X-Reason", "tests");
        using var answer = await _admin.SendAsync(request, Ended);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ended));
    }

    /// <summary>Says what a kit is made of.</summary>
    public async Task DefineKitAsync(string sku, string components)
    {
        using var request = Request(HttpMethod.Put, $"/v1/kits/{sku}", $$"""{"components":{{components}} }""", Json);
        request.Headers.Add("X-Actor", "tester");
        request.Headers.Add("X-Reason", "tests");
        using var answer = await _admin.SendAsync(request, Ended);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Ended));
    }

    public async Task StockAsync(string node, string rows)
    {
        using var request = Request(HttpMethod.Post, $"/v1/nodes/{node}/stock", rows, Rows);
        request.Headers.Add("Idempotency-Key", $"stock-{rows.GetHashCode(StringComparison.Ordinal)}");
        using var answer = await _http.SendAsync(request, Ended);
        var outcomes = await answer.Content.ReadAsStringAsync(Ended);
        outcomes.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldAllBe(row => row.Contains("\"status\":200", StringComparison.Ordinal), outcomes);
    }

    /// <summary>Reserves mugs for a cart.</summary>
    public async Task ReserveAsync(string id, int quantity)
    {
        using var request = Request(HttpMethod.Put, $"/v1/channels/web/reservations/{id}", $$$"""
            {"lines":[{"sku":"mug","unit":"pcs","quantity":{{{quantity}}} }],"expiresInSeconds":600}
            """, Json);
        using var answer = await _http.SendAsync(request, Ended);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Ended));
    }

    /// <summary>Submits an order of one item over the canonical surface.</summary>
    public async Task<HttpStatusCode> OrderAsync(
        string number, int quantity = 1, string sku = "mug", string? reservation = null)
    {
        var named = reservation is null ? "" : $",\"reservation\":\"{reservation}\"";
        using var request = Request(HttpMethod.Put, $"/v1/channels/web/orders/{number}", $$$"""
            {"customer":"C-1","currency":"EUR",
             "shipTo":{"name":"Ada","street":"Main 1","city":"Berlin","region":null,"postalCode":"10115",
                       "country":"DE"},
             "lines":[{"line":1,"sku":"{{{sku}}}","unit":"pcs","quantity":{{{quantity}}},
                       "unitPrice":{"amount":"9.90","currency":"EUR"}}]{{{named}}} }
            """, Json);
        using var answer = await _http.SendAsync(request, Ended);
        return answer.StatusCode;
    }

    /// <summary>Submits a document in the channel's own format.</summary>
    public async Task<(HttpStatusCode Status, string? Code)> DocumentAsync(string channel, string document)
    {
        using var request = Request(HttpMethod.Post, $"/v1/channels/{channel}/orders", document, Json);
        request.Headers.Add("Idempotency-Key", $"document-{document.GetHashCode(StringComparison.Ordinal)}");
        using var answer = await _http.SendAsync(request, Ended);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ended));
        return (answer.StatusCode, body.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var body = JsonDocument.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative), Ended));
        return body.RootElement.Clone();
    }

    /// <summary>Lets something go wrong at a partner; nothing when there are no rules.</summary>
    public void Script(string system, params FaultRule[] rules) =>
        _sandbox.Landscape.Script(system, new FaultScript { Seed = 1, Rules = [.. rules] }).ShouldBeTrue();

    /// <summary>Lets a warehouse reject every release from now on.</summary>
    public void Reject(string node)
    {
        var warehouse = _sandbox.Landscape.Warehouse(node)!;
        warehouse.Settings = warehouse.Settings with { RejectProbability = 1 };
    }

    /// <summary>What a partner's book says.</summary>
    public LedgerSummary Book(string system) => _sandbox.Landscape.Find(system)!.Summarize(withKeys: true);

    /// <summary>Puts goods on a warehouse's shelves.</summary>
    public void Shelve(string node, IEnumerable<(string Sku, long Pieces)> goods)
    {
        var counts = JsonSerializer.SerializeToElement(new
        {
            counts = goods.Select(row => new { sku = row.Sku, onHand = row.Pieces }),
        });
        _sandbox.Landscape.Warehouse(node)!.SetStock(counts).ShouldBeNull();
    }

    /// <summary>What stands on a warehouse's shelves.</summary>
    public Dictionary<string, long> Shelves(string node) =>
        _sandbox.Landscape.Warehouse(node)!.CountStock()["counts"]!.AsArray()
            .ToDictionary(count => (string)count!["sku"]!, count => (long)count!["onHand"]!);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _admin.Dispose();
        await _sandbox.DisposeAsync();
        await _application.StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
    }

    // Retries come soon, so that tests of failures need not wait for them.
    private static GridSettings Describe(Uri sandbox, string[] nodes)
    {
        var retry = new RetrySettings(FirstSeconds: 0.05, LongestSeconds: 0.5, TotalHours: 1);
        return new(
            [.. nodes.Select(node => new NodeId(node))],
            [
                new(new("erp"), ConnectorKind.Erp, new Uri(sandbox, "erp"), Retry: retry),
                .. nodes.Select(node => new ConnectorSettings(
                    new($"wms-{node}"),
                    ConnectorKind.Wms,
                    new Uri(sandbox, $"wms/{node}"),
                    new NodeId(node),
                    Retry: retry)),
            ],
            [
                new(new("erp"), [SandboxOptions.DevelopmentSecret]),
                .. nodes.Select(node => new PartnerSettings(
                    new($"wms-{node}"), [SandboxOptions.DevelopmentSecret], new NodeId(node))),
            ]);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string body, string type) =>
        new(method, path)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue(type) },
            },
        };
}
