using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using OrderGrid.Delivery;
using OrderGrid.Hosting;
using OrderGrid.Inventory;

namespace OrderGrid.Load.Landscape;

/// <summary>The processes of a run: one sandbox, and one node that can be killed and started again.</summary>
internal sealed class GridLandscape : IAsyncDisposable
{
    private const string SecretVariable = "ORDERGRID_LOAD_SECRET";
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    // It protects nothing: both ends are on the loopback address and end with the run.
    private static readonly string Secret =
        "whsec_" + Convert.ToBase64String("ordergrid-load-on-the-loopback-32"u8);

    private readonly LandscapePrograms _programs;
    private readonly LandscapeShape _shape;
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly string _configuration;
    private ChildProcess? _sandbox;
    private ChildProcess? _node;

    /// <summary>Chooses addresses; nothing is started yet.</summary>
    public GridLandscape(
        LandscapePrograms programs, LandscapeShape shape, string folder, TimeProvider clock)
    {
        _programs = programs;
        _shape = shape;
        _folder = folder;
        _clock = clock;
        _configuration = Path.Combine(folder, "grid.json");
        var ports = FreePorts(3);
        (SandboxUrl, NodeUrl, AdminUrl) = (Loopback(ports[0]), Loopback(ports[1]), Loopback(ports[2]));
    }

    /// <summary>Where the partners are.</summary>
    public Uri SandboxUrl { get; }

    /// <summary>Where channels and partners reach the node.</summary>
    public Uri NodeUrl { get; }

    /// <summary>Where operators reach the node.</summary>
    public Uri AdminUrl { get; }

    /// <summary>Resident memory of the node in bytes; 0 while it does not run.</summary>
    public long NodeMemory => _node?.ResidentBytes ?? 0;

    /// <summary>Starts the partners and waits until they answer.</summary>
    public async Task StartSandboxAsync(CancellationToken cancellation)
    {
        _sandbox = ChildProcess.Start(
            _programs.Sandbox,
            ["--urls", Text(SandboxUrl), "--grid-url", NodeUrl.ToString()],
            new Dictionary<string, string> { ["SANDBOX_SECRET"] = Secret },
            Log("sandbox"),
            _clock);
        await AwaitAsync(_sandbox, new Uri(SandboxUrl, "healthz"), "sandbox", cancellation);
    }

    /// <summary>Starts the node and waits until it is ready.</summary>
    public async Task StartNodeAsync(IEnumerable<string> nodes, CancellationToken cancellation)
    {
        var settings = Describe([.. nodes.Select(node => new NodeId(node))]);
        var configuration = JsonSerializer.SerializeToUtf8Bytes(settings, GridSettingsJson.Default.GridSettings);
        await File.WriteAllBytesAsync(_configuration, configuration, cancellation);
        await RestartNodeAsync(cancellation);
    }

    /// <summary>Kills the node as <c>kill -9</c> does.</summary>
    public Task KillNodeAsync() => _node!.KillAsync();

    /// <summary>Starts the node again, on the same addresses, and waits until it is ready.</summary>
    public async Task RestartNodeAsync(CancellationToken cancellation)
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        var environment = new Dictionary<string, string>
        {
            [GridNodeOptions.PostgresVariable] = _programs.Postgres,
            [GridNodeOptions.ConfigurationVariable] = _configuration,
            ["ORDERGRID_HTTP"] = Text(NodeUrl),
            ["ORDERGRID_ADMIN_HTTP"] = Text(AdminUrl),
            ["ORDERGRID_DRAIN_SECONDS"] = "0",
            [SecretVariable] = Secret,
        };
        if (_shape.ChannelRate is { } rate)
        {
            environment["ORDERGRID_CHANNEL_RATE"] = rate.ToString(CultureInfo.InvariantCulture);
        }

        _node = ChildProcess.Start(_programs.Gateway, [], environment, Log("node"), _clock);
        await AwaitAsync(_node, new Uri(NodeUrl, "readyz"), "node", cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _probe.Dispose();
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }
    }

    private static string Text(Uri address) => address.ToString().TrimEnd('/');

    private static Uri Loopback(int port) =>
        new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));

    // All ports are asked for before the first is given back, so that no two are the same.
    private static List<int> FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.ConvertAll(listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    private string Log(string name) => Path.Combine(_folder, $"{name}.log");

    private GridSettings Describe(List<NodeId> nodes)
    {
        // Partners of a run are near and come back soon: a wait of minutes would only make people wait.
        var retry = new RetrySettings(FirstSeconds: 0.25, LongestSeconds: 5, TotalHours: 72);
        var secrets = $"env:{SecretVariable}";
        var warehouses = _shape.Warehouses ? nodes : [];
        return new(
            [.. nodes],
            [
                new(new("erp"), ConnectorKind.Erp, new Uri(SandboxUrl, "erp"), Retry: retry),
                .. warehouses.Select(node => new ConnectorSettings(
                    new($"wms-{node}"), ConnectorKind.Wms, new Uri(SandboxUrl, $"wms/{node}"), node, Retry: retry)),
            ],
            [
                new(new("erp"), [secrets]),
                new(new("carrier"), [secrets]),
                .. warehouses.Select(node => new PartnerSettings(new PartnerId($"wms-{node}"), [secrets], node)),
            ]);
    }

    private async Task AwaitAsync(ChildProcess process, Uri address, string name, CancellationToken cancellation)
    {
        var started = _clock.GetTimestamp();
        while (!await AnswersAsync(address, cancellation))
        {
            if (process.HasEnded || _clock.GetElapsedTime(started) > StartTime)
            {
                var what = process.HasEnded ? "ended while it was starting" : $"is not ready after {StartTime}";
                throw new LoadException($"The {name} {what}. Its log, {process.LogFile}, ends with:\n{process.Tail()}");
            }

            await Task.Delay(Look, _clock, cancellation);
        }
    }

    private async Task<bool> AnswersAsync(Uri address, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _probe.GetAsync(address, cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException
            && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <summary>What surrounds the node of a run.</summary>
/// <param name="Warehouses">True gives every stock node a warehouse that ships.</param>
/// <param name="ChannelRate">Requests per second that one channel may make; null for the node's default.</param>
internal sealed record LandscapeShape(bool Warehouses, int? ChannelRate);
