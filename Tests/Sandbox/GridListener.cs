using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrderGrid.Tests.Sandbox;

/// <summary>A peer that stands where the grid would: answers callbacks as scripted, then with 204.</summary>
internal sealed class GridListener : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly WebApplication _application;
    private readonly ConcurrentQueue<HttpStatusCode> _script;
    private readonly Channel<Arrival> _arrivals = Channel.CreateUnbounded<Arrival>();

    private GridListener(WebApplication application, IEnumerable<HttpStatusCode> script)
    {
        _application = application;
        _script = new ConcurrentQueue<HttpStatusCode>(script);
    }

    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    public static async Task<GridListener> StartAsync(params HttpStatusCode[] script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var application = builder.Build();
        var listener = new GridListener(application, script);
        application.Run(listener.ReceiveAsync);
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        listener.Url = new Uri(addresses.Addresses.First());
        return listener;
    }

    /// <summary>The next callbacks, in the order they came.</summary>
    public async Task<IReadOnlyList<Arrival>> NextAsync(int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        var arrivals = new List<Arrival>();
        while (arrivals.Count < count)
        {
            arrivals.Add(await _arrivals.Reader.ReadAsync(patience.Token));
        }

        return arrivals;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        var headers = http.Request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        http.Response.StatusCode = (int)(_script.TryDequeue(out var status) ? status : HttpStatusCode.NoContent);
        await _arrivals.Writer.WriteAsync(new Arrival(http.Request.Path, headers, text));
    }
}

/// <summary>One callback as it came over the wire.</summary>
internal sealed record Arrival(string Path, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public string EventId => Headers["webhook-id"];

    public string Type => Member("type");

    public string Member(string name)
    {
        using var document = JsonDocument.Parse(Text);
        return document.RootElement.GetProperty(name).ToString();
    }
}
