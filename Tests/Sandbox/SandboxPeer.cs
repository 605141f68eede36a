using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OrderGrid.Sandbox.Hosting;
using OrderGrid.Sandbox.Ledgers;
using Xunit;
using Shouldly;

namespace OrderGrid.Tests.Sandbox;

/// <summary>A sandbox on a free port and a client that knows its paths.</summary>
internal sealed class SandboxPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SandboxHost _host;

    private SandboxPeer(SandboxHost host)
    {
        _host = host;
        Client = new HttpClient { BaseAddress = host.BaseAddress, Timeout = Patience };
    }

    private HttpClient Client { get; }

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public static async Task<SandboxPeer> StartAsync(SandboxOptions? options = null) => new(
        await SandboxHost.StartAsync((options ?? new SandboxOptions()) with { Urls = "http://127.0.0.1:0" }));

    public void CallBackTo(Uri url) => _host.GridUrl = url;

    public Uri UrlOf(string path) => new(_host.BaseAddress, path);

    public LedgerSummary Ledger(string system) => _host.Landscape.Find(system)!.Summarize();

    public async Task ScriptAsync(string system, string rule)
    {
        using var reply = await SendAsync(HttpMethod.Put, $"/_faults/{system}", $$"""{"seed":1,"rules":[{{rule}}]}""");
        reply.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    public Task<HttpResponseMessage> OrderAsync(string key, string customer = "C-1") =>
        PostAsync("/erp/orders", $$$"""{"key":"{{{key}}}","order":{"customer":"{{{customer}}}"}}""");

    public Task<HttpResponseMessage> ReleaseAsync(string key, int quantity = 10) => PostAsync(
        "/wms/BER/releases",
        $$"""{"key":"{{key}}","orderKey":"webshop/1","lines":[{"line":1,"sku":"MUG","quantity":{{quantity}}}]}""");

    public Task<HttpResponseMessage> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(new Uri(path, UriKind.Relative), Ended);

    public async Task<IReadOnlyList<JsonElement>> EntriesAsync(string system)
    {
        var text = await Client.GetStringAsync(new Uri($"/_ledger/{system}/entries", UriKind.Relative), Ended);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    public Task<HttpResponseMessage> DeleteAsync(string path) =>
        Client.DeleteAsync(new Uri(path, UriKind.Relative), Ended);

    public async Task<HttpResponseMessage> GetAsync(string path, TimeSpan patience)
    {
        using var impatient = new HttpClient { BaseAddress = _host.BaseAddress, Timeout = patience };
        return await impatient.GetAsync(new Uri(path, UriKind.Relative), Ended);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string body, IReadOnlyDictionary<string, string> headers) =>
        SendAsync(HttpMethod.Post, path, body, headers);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string body, IReadOnlyDictionary<string, string>? headers = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json")),
        };
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            request.Headers.Add(name, value);
        }

        return await Client.SendAsync(request, Ended);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage reply)
    {
        using var document = JsonDocument.Parse(await reply.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
    }
}
