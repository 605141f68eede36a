using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrderGrid.Delivery;
using OrderGrid.Gateway.Hosting;
using OrderGrid.Hosting;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Sourcing;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>The real application on free ports, with a journal in memory that fails when it is told to.</summary>
internal sealed class GatewayPeer : IAsyncDisposable
{
    public const string Secret = "whsec_b3JkZXJncmlkLXRlc3Qta2V5LW9uZQ==";
    public const string OtherSecret = "whsec_b3JkZXJncmlkLXRlc3Qta2V5LXR3bw==";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly NodeCatalogue Nodes = new(
        [
            new(new("BER"), new("DE"), CostPerShipment: 5),
            new(new("RTM"), new("NL"), Capabilities: [new("cold")], CostPerShipment: 3),
            new(new("TINY"), DailyCapacity: 2),
            new(new("OWN"), Channels: [new("own")]),
        ],
        []);

    private readonly WebApplication _application;

    private GatewayPeer(WebApplication application, JournalSwitch journal)
    {
        _application = application;
        Journal = journal;
        var addresses = application.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.ToList();
        Http = Client(addresses[0]);
        Admin = Client(addresses[1]);
    }

    public HttpClient Http { get; }

    public HttpClient Admin { get; }

    public JournalSwitch Journal { get; }

    public IServiceProvider Services => _application.Services;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public static async Task<GatewayPeer> StartAsync(
        ChannelRate? rate = null,
        TimeSpan drain = default,
        AdmissionLimits? admission = null,
        Action<IServiceCollection>? adjust = null)
    {
        var free = ListenAddress.Parse("http://127.0.0.1:0");
        var journal = new JournalSwitch();
        var options = new GatewayOptions(free, free, drain, rate ?? new(100_000, TimeSpan.FromSeconds(1)))
        {
            Admission = admission ?? new(),
        };
        var node = new GridNodeOptions(Settings(), null, GridRole.Silo, null);
        var application = GatewayHost.Build(options, node, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<IJournal>(
                new FaultyJournal(new VolatileJournal(TimeProvider.System), journal));
            adjust?.Invoke(builder.Services);
        });
        await application.StartAsync(Ended);
        return new(application, journal);
    }

    public Task StopAsync() => _application.StopAsync(Ended);

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(Http, new(HttpMethod.Get, path), headers);

    public Task<Answer> PutAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(Http, Request(HttpMethod.Put, path, Text(body)), headers);

    public Task<Answer> PutAsync(string path, HttpContent body) => SendAsync(Http, Request(HttpMethod.Put, path, body));

    public Task<Answer> PostAsync(
        string path, string type, string body, params (string Name, string Value)[] headers) =>
        SendAsync(Http, Request(HttpMethod.Post, path, Text(body, type)), headers);

    public Task<Answer> SubmitAsync(string number, string? body = null) =>
        PutAsync($"/v1/channels/web/orders/{number}", body ?? Bodies.Order());

    public Task<Answer> ConfigureAsync(
        string channel, string body, HttpClient? client = null, params (string Name, string Value)[] headers) =>
        SendAsync(
            client ?? Admin,
            Request(HttpMethod.Put, $"/v1/admin/channels/{channel}", Text(body)),
            headers.Length > 0 ? headers : [("X-Actor", "tester"), ("X-Reason", "tests")]);

    public Task<Answer> SendAsync(HttpMethod method, string path) => SendAsync(Http, new(method, path));

    public Task<Answer> AskAdminAsync(string path) => SendAsync(Admin, new(HttpMethod.Get, path));

    public Task<Answer> CallAdminAsync(
        HttpMethod method, string path, string? body, params (string Name, string Value)[] headers) =>
        SendAsync(Admin, body is null ? new(method, path) : Request(method, path, Text(body)), headers);

    public Task<Answer> PostAdminAsync(string path, string body) =>
        SendAsync(Admin, Request(HttpMethod.Post, path, Text(body)));

    /// <summary>
    /// Waits until the feed tells of an event. It may take a moment: whoever writes elsewhere holds the feed back.
    /// </summary>
    public async Task WaitForEventAsync(string subject, string type)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"/v1/events?types=ordergrid.{type}&subject={Uri.EscapeDataString(subject)}");
        request.Headers.Add("Accept", "text/event-stream");
        var ended = TestContext.Current.CancellationToken;
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ended);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ended));
        var line = "";
        while (!line.StartsWith("data:", StringComparison.Ordinal))
        {
            line = (await reader.ReadLineAsync(ended).AsTask().WaitAsync(Patience, ended)).ShouldNotBeNull();
        }

        line.ShouldContain(type);
    }

    /// <summary>All that the feed has of a subject, page by page until one is empty.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReadFeedAsync(string subject)
    {
        List<JsonElement> events = [];
        var path = $"/v1/events?subject={Uri.EscapeDataString(subject)}";
        for (var page = await GetAsync(path); page.Body.GetArrayLength() > 0; page = await GetAsync(path))
        {
            events.AddRange(page.Body.EnumerateArray());
            path = page.Headers["Link"].Split('<', '>')[1];
        }

        return events;
    }

    /// <summary>Puts stock on hand at Berlin.</summary>
    public async Task StockAsync(string sku, int onHand, string node = "BER")
    {
        var answer = await PostAsync(
            $"/v1/nodes/{node}/stock",
            Bodies.Rows,
            $$"""{"sku":"{{sku}}","onHand":{{onHand}}}""",
            ("Idempotency-Key", $"{sku}-{onHand}"));
        answer.Rows().ShouldHaveSingleItem().GetProperty("status").GetInt32().ShouldBe(200);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Admin.Dispose();
        await _application.DisposeAsync();
    }

    private static GridSettings Settings() => new(
        Nodes,
        [],
        [
            new(new PartnerId("wms-BER"), [Secret, OtherSecret], new NodeId("BER")),
            new(new PartnerId("wms-RTM"), [Secret], new NodeId("RTM")),
            new(new PartnerId("erp"), [Secret]),
        ]);

    private static HttpClient Client(string address) => new() { BaseAddress = new Uri(address), Timeout = Patience };

    private static HttpRequestMessage Request(HttpMethod method, string path, HttpContent body) =>
        new(method, path) { Content = body };

    private static ByteArrayContent Text(string body, string type = "application/json") =>
        new(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    private static async Task<Answer> SendAsync(
        HttpClient client, HttpRequestMessage request, params (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        using (request)
        using (var response = await client.SendAsync(request, Ended))
        {
            return await Answer.OfAsync(response);
        }
    }
}

/// <summary>What came back.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, string? Type, IDictionary<string, string> Headers)
{
    public JsonElement Body => JsonElement.Parse(Text);

    public string Code => Body.GetProperty("code").GetString()!;

    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(
            header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        var text = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, text, response.Content.Headers.ContentType?.MediaType, headers);
    }

    public IReadOnlyList<JsonElement> Rows() =>
        [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    /// <summary>Checks everything that every problem has, and gives the answer back.</summary>
    public Answer ShouldBeProblem(int status, string code)
    {
        ((int)Status).ShouldBe(status, Text);
        Type.ShouldBe("application/problem+json");
        Code.ShouldBe(code);
        Body.GetProperty("type").GetString().ShouldBe($"urn:ordergrid:problem:{code}");
        Body.GetProperty("status").GetInt32().ShouldBe(status);
        Body.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        Body.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
        Body.GetProperty("retryable").ValueKind.ShouldBeOneOf(JsonValueKind.True, JsonValueKind.False);
        Body.GetProperty("correlationId").GetString().ShouldBe(Headers["X-Correlation-Id"]);
        Text.ShouldNotContain("OrderGrid.");
        return this;
    }

    public void ShouldPointAt(string pointer) =>
        Body.GetProperty("errors")[0].GetProperty("pointer").GetString().ShouldBe(pointer);
}
