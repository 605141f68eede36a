using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>
/// An application whose channel sells kits and their components. Each test has a name of its own, under which there
/// are an item <c>NAME-A</c>, an item <c>NAME-B</c> and the kit <c>NAME</c> of two of the one and one of the other.
/// </summary>
public sealed class KitShop : IAsyncLifetime
{
    private static readonly string[] Names =
    [
        "race", "mix", "own", "split", "part", "cart", "take", "anew", "tell", "plan", "both", "huge", "free", "same",
        "rule", "gone",
    ];

    internal GatewayPeer Grid { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Grid = await GatewayPeer.StartAsync();
        await ListAsync("web", "");
        await ListAsync("ruled", """
            ,"sourcing":{"ranking":[{"by":"Priority","weight":1}],"split":{"maxShipments":1} }
            """);
        foreach (var name in Names)
        {
            var sku = name.ToUpperInvariant();
            (await DefineAsync(sku, (sku + "-A", 2), (sku + "-B", 1))).Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    public ValueTask DisposeAsync() => Grid.DisposeAsync();

    /// <summary>Says what a kit is made of.</summary>
    internal Task<Answer> DefineAsync(string kit, params (string Sku, long PerKit)[] components)
    {
        var parts = components.Select(one => $$"""{"sku":"{{one.Sku}}","perKit":{{one.PerKit}} }""");
        return PutAsync(kit, $$"""{"components":[{{string.Join(',', parts)}}]}""");
    }

    /// <summary>Sends a definition as it is.</summary>
    internal async Task<Answer> PutAsync(string kit, string body, HttpClient? client = null, bool signed = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/kits/{kit}")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        if (signed)
        {
            request.Headers.Add("X-Actor", "tester");
            request.Headers.Add("X-Reason", "tests");
        }

        using var response = await (client ?? Grid.Admin).SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.OfAsync(response);
    }

    /// <summary>Puts both components of a test's kit on hand.</summary>
    internal async Task StockAsync(string name, int first, int second, string node = "BER")
    {
        await Grid.StockAsync($"{name.ToUpperInvariant()}-A", first, node);
        await Grid.StockAsync($"{name.ToUpperInvariant()}-B", second, node);
    }

    /// <summary>Reserves pieces of an item at Berlin for a channel, which has no others.</summary>
    internal async Task AllotAsync(string item, string channel, int quantity) => (await Grid.PostAsync(
        "/v1/nodes/BER/stock",
        Bodies.Rows,
        $$"""
        {"sku":"{{item.ToUpperInvariant()}}","op":"allot","channel":"{{channel}}","quantity":{{quantity}} }
        """,
        ("Idempotency-Key", $"{item}-{channel}-{quantity}"))).Text.ShouldContain("\"status\":200");

    /// <summary>Orders items, one line each.</summary>
    internal Task<Answer> OrderAsync(string number, params (string Sku, int Quantity)[] lines) =>
        Grid.SubmitAsync(number, Order(lines));

    internal static string Order(params (string Sku, int Quantity)[] lines) => Bodies.Order(
        [.. lines.Select((line, index) => Bodies.Line(index + 1, line.Sku, line.Quantity))]);

    /// <summary>Reserves items, one line each.</summary>
    internal Task<Answer> ReserveAsync(string id, params (string Sku, int Quantity)[] lines) => Grid.PutAsync(
        $"/v1/channels/web/reservations/{id}",
        $$"""
        {"lines":[{{string.Join(',', lines.Select(line =>
            $$"""{"sku":"{{line.Sku}}","unit":"EA","quantity":{{line.Quantity}} }"""))}}],"expiresInSeconds":600}
        """);

    /// <summary>Pieces that are promised of both components of a test's kit at a node.</summary>
    internal async Task<(int First, int Second)> PromisedAsync(string name, string node = "BER") => (
        await PromisedOfAsync($"{name.ToUpperInvariant()}-A", node),
        await PromisedOfAsync($"{name.ToUpperInvariant()}-B", node));

    private async Task<int> PromisedOfAsync(string sku, string node)
    {
        var levels = (await Grid.GetAsync($"/v1/nodes/{node}/stock/{sku}")).Body.GetProperty("levels");
        return Number(levels, "pending") + Number(levels, "committed");
    }

    private static int Number(JsonElement levels, string name) =>
        levels.TryGetProperty(name, out var number) ? number.GetInt32() : 0;

    private async Task ListAsync(string channel, string rules)
    {
        var listings = string.Join(',', Names
            .SelectMany(name => new[] { name, $"{name}-a", $"{name}-b" })
            .Select(item => $$"""
                {"channelSku":"{{item}}","sku":"{{item.ToUpperInvariant()}}","units":{"EA":1,"BOX":10} }
                """));
        var body = $$"""
            {"format":"canonical","currency":"EUR","nodes":["BER","RTM"],"listings":[{{listings}}]{{rules}} }
            """;
        (await Grid.ConfigureAsync(channel, body)).Status.ShouldBe(HttpStatusCode.OK);
    }
}
