using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OrderGrid.Sandbox.Partners;

namespace OrderGrid.Sandbox.Hosting;

/// <summary>A running sandbox: real sockets in front of the partner systems.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private const long MaxBodyBytes = 4 * 1024 * 1024;

    // A scripted hang must not hold up the end of the process.
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(2);

    private readonly WebApplication _application;
    private readonly GridAddress _grid;

    private SandboxHost(WebApplication application, PartnerLandscape landscape, GridAddress grid)
    {
        _application = application;
        _grid = grid;
        Landscape = landscape;
    }

    /// <summary>Where it listens; with port 0 in the options, the port it got.</summary>
    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The partner systems behind the sockets.</summary>
    public PartnerLandscape Landscape { get; }

    /// <summary>Where callbacks go; may be set while it runs.</summary>
    public Uri? GridUrl
    {
        get => _grid.Url;
        set => _grid.Url = value;
    }

    /// <summary>Starts a sandbox and returns once it listens.</summary>
    public static async Task<SandboxHost> StartAsync(SandboxOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var landscape = new PartnerLandscape(options);
        var grid = new GridAddress(options.GridUrl);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownPatience);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(landscape);
        builder.Services.AddSingleton(grid);
        builder.Services.AddHostedService<CallbackPump>();

        var application = builder.Build();
        new PartnerEndpoints(landscape, options).Map(application);
        new OperatorEndpoints(landscape, grid).Map(application);
        var host = new SandboxHost(application, landscape, grid);
        await application.StartAsync(cancellation);
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        host.BaseAddress = new Uri(addresses.Addresses.First());
        return host;
    }

    /// <summary>Returns when the process is asked to end.</summary>
    public Task WaitForShutdownAsync() => _application.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        Landscape.Dispose();
    }
}
