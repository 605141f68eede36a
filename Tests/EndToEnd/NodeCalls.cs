using System.Globalization;
using System.Text;
using OrderGrid.Tests.Gateway;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>Calls a node that runs as a process of its own.</summary>
internal sealed class NodeCalls(int port, int adminPort) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new() { Timeout = Patience };

    /// <summary>A node's configuration: two nodes, and nobody to deliver to.</summary>
    public static string Settings => """{"nodes":["BER","RTM"],"connectors":[],"partners":[]}""";

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, port, path);

    public Task<Answer> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, port, path, body);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, port, path);

    /// <summary>Opens a shop called <c>web</c> that has mugs at Berlin.</summary>
    /// <param name="members">More of the channel's configuration, each member with a comma before it.</param>
    public async Task OpenShopAsync(string members = "")
    {
        var channel = Bodies.Channel.Replace("webshop-json", "canonical", StringComparison.Ordinal).TrimEnd();
        var configured = await SendAsync(
            HttpMethod.Put, adminPort, "v1/admin/channels/web", $"{channel[..^1]}{members}}}");
        configured.Status.ShouldBe(System.Net.HttpStatusCode.OK, configured.Text);
        var stocked = await SendAsync(
            HttpMethod.Post, port, "v1/nodes/BER/stock", """{"sku":"MUG","onHand":100000}""", Bodies.Rows);
        stocked.Rows().ShouldHaveSingleItem().GetProperty("status").GetInt32().ShouldBe(200, stocked.Text);
    }

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(
        HttpMethod method, int at, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(
            method, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{at}/{path}")))
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, type),
            Headers = { { "X-Actor", "tester" }, { "X-Reason", "tests" } },
        };
        if (type == Bodies.Rows)
        {
            request.Headers.Add("Idempotency-Key", "stock");
        }

        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.OfAsync(response);
    }
}
