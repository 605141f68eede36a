using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;
using OrderGrid.Delivery;
using OrderGrid.Hosting;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Sandbox.Callbacks;
using OrderGrid.Sandbox.Hosting;
using OrderGrid.Tests.Journal;

namespace OrderGrid.Tests.Cluster;

/// <summary>Three silos and a gateway as processes, on one database, with partner systems to talk to.</summary>
internal sealed class GridCluster : IAsyncDisposable
{
    public const int Silos = 3;

    private const string SiloUp = "The silo is up";
    private const string GatewayUp = "OrderGrid listens at";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<GridProcess> _processes = [];
    private readonly string _configuration = Path.GetTempFileName();
    private IReadOnlyList<int> _ports = [];

    private GridCluster(string database, SandboxHost sandbox)
    {
        Database = database;
        Sandbox = sandbox;
    }

    /// <summary>How to connect to the database.</summary>
    public string Database { get; }

    /// <summary>The partners.</summary>
    public SandboxHost Sandbox { get; }

    /// <summary>Where channels call.</summary>
    public Uri Gateway => new($"http://127.0.0.1:{_ports[^2]}/");

    private Uri Admin => new($"http://127.0.0.1:{_ports[^1]}/");

    /// <summary>Starts everything and returns when all of it is up.</summary>
    public static async Task<GridCluster> StartAsync(PostgresCluster server)
    {
        var database = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Pooling = true };
        var backoff = new CallbackBackoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
        var sandbox = await SandboxHost.StartAsync(
            new() { Urls = "http://127.0.0.1:0", Backoff = backoff }, TestContext.Current.CancellationToken);
        var cluster = new GridCluster(database.ConnectionString, sandbox);
        try
        {
            await cluster.StartProcessesAsync();
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        return cluster;
    }

    /// <summary>A silo's process, by its number from 0.</summary>
    public GridProcess Silo(int number) => _processes[number];

    /// <summary>The gateway's process.</summary>
    public GridProcess GatewayProcess => _processes[Silos];

    /// <summary>Starts all silos again, at their old addresses; returns when they are up.</summary>
    public async Task RestartSilosAsync()
    {
        for (var number = 0; number < Silos; number++)
        {
            await _processes[number].DisposeAsync();
            _processes[number] = StartSilo(number);
        }

        await Task.WhenAll(_processes.Take(Silos).Select(silo => silo.HeardAsync(SiloUp)));
    }

    /// <summary>The port that names a silo in the table of members.</summary>
    public int SiloPort(int number) => _ports[number];

    /// <summary>Configures channels and puts stock on shelves.</summary>
    public async Task FurnishAsync(Assortment assortment)
    {
        using var client = new HttpClient { Timeout = Patience };
        foreach (var channel in Assortment.Channels)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Admin, $"v1/admin/channels/{channel}"))
            {
                Content = new StringContent(Assortment.Channel(), Encoding.UTF8, "application/json"),
                Headers = { { "X-Actor", "test" }, { "X-Reason", "furnishing" } },
            };
            await ExpectAsync(client, request);
        }

        foreach (var node in Assortment.Nodes)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Gateway, $"v1/nodes/{node}/stock"))
            {
                Content = new StringContent(assortment.Stock(), Encoding.UTF8, "application/x-ndjson"),
                Headers = { { "Idempotency-Key", $"stock-{node}" } },
            };
            await ExpectAsync(client, request);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await Sandbox.DisposeAsync();
        File.Delete(_configuration);
    }

    private async Task StartProcessesAsync()
    {
        _ports = FreePorts.Take((Silos * 3) + 2);
        await File.WriteAllTextAsync(_configuration, Configuration(), TestContext.Current.CancellationToken);
        for (var number = 0; number < Silos; number++)
        {
            _processes.Add(StartSilo(number));
        }

        _processes.Add(GridProcess.Start("Gateway", Variables(new()
        {
            ["ORDERGRID_ROLE"] = "client",
            ["ORDERGRID_HTTP"] = Gateway.ToString(),
            ["ORDERGRID_ADMIN_HTTP"] = Admin.ToString(),
        })));
        await Task.WhenAll(_processes.Take(Silos).Select(silo => silo.HeardAsync(SiloUp)));
        await GatewayProcess.HeardAsync(GatewayUp);
        Sandbox.GridUrl = Gateway;
        await DatabaseNews.InstallAsync(Database);
    }

    private GridProcess StartSilo(int number) => GridProcess.Start("Silo", Variables(new()
    {
        ["ORDERGRID_HTTP"] = Local(_ports[(2 * Silos) + number]),
        ["ORDERGRID_SILO_PORT"] = Text(_ports[number]),
        ["ORDERGRID_CLIENT_PORT"] = Text(_ports[Silos + number]),
    }));

    private Dictionary<string, string> Variables(Dictionary<string, string> own) => new(own)
    {
        ["ORDERGRID_POSTGRES"] = Database,
        ["ORDERGRID_CLUSTER"] = "test",
        ["ORDERGRID_CONFIG"] = _configuration,
        ["ORDERGRID_DRAIN_SECONDS"] = "1",
    };

    private string Configuration()
    {
        var nodes = Assortment.Nodes.Select(Identifier.Parse<NodeId>).ToList();
        var retry = new RetrySettings(FirstSeconds: 0.5, LongestSeconds: 5, TotalHours: 72);
        var erp = new ConnectorSettings(
            Identifier.Parse<ConnectorName>("erp"), ConnectorKind.Erp, new Uri(Sandbox.BaseAddress, "erp"),
            Retry: retry);
        var warehouses = nodes.Select(node => new ConnectorSettings(
            Identifier.Parse<ConnectorName>($"wms-{node}"), ConnectorKind.Wms,
            new Uri(Sandbox.BaseAddress, $"wms/{node}"), node, Retry: retry));
        var partners = nodes.Select(node => new PartnerSettings(
            Identifier.Parse<PartnerId>($"wms-{node}"), [SandboxOptions.DevelopmentSecret], node));
        return JsonSerializer.Serialize(
            new GridSettings([.. nodes], [erp, .. warehouses], [.. partners]), GridSettingsJson.Default.GridSettings);
    }

    private static async Task ExpectAsync(HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
    }

    private static string Local(int port) => $"http://127.0.0.1:{port}";

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
