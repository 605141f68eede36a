using System.Globalization;
using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>An application whose channel lists what the tests of overselling fight for, as a shop sees it.</summary>
public sealed class OversellPeer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Items =
        [
            "last", "cart", "pair", "twin", "both", "miss", "tear", "sold", "late", "crash", "blur", "bad",
        ];

    internal GatewayPeer Grid { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Grid = await GatewayPeer.StartAsync();
        var listings = string.Join(',', Items.Select(item =>
            $$"""{"channelSku":"{{item}}","sku":"{{item.ToUpperInvariant()}}","units":{"EA":1,"BOX":10} }"""));
        var channel = $$"""
            {"format":"canonical","currency":"EUR","nodes":["BER","RTM"],"listings":[{{listings}}]}
            """;
        (await Grid.ConfigureAsync("web", channel)).Status.ShouldBe(HttpStatusCode.OK);
    }

    public ValueTask DisposeAsync() => Grid.DisposeAsync();

    /// <summary>Orders one line per quantity, all of one item.</summary>
    internal Task<Answer> OrderAsync(string number, string sku, params int[] quantities) =>
        Grid.SubmitAsync(number, Order(sku, quantities));

    /// <summary>Orders what a reservation holds.</summary>
    internal Task<Answer> OrderReservedAsync(string number, string sku, int quantity, string reservation) =>
        Grid.SubmitAsync(number, $$"""{{Order(sku, quantity)[..^1]}},"reservation":"{{reservation}}"}""");

    /// <summary>Reserves one line per quantity, all of one item.</summary>
    internal Task<Answer> ReserveAsync(string id, string sku, int seconds, params int[] quantities)
    {
        var lines = quantities.Select(quantity => $$"""{"sku":"{{sku}}","unit":"EA","quantity":{{quantity}} }""");
        return Grid.PutAsync(
            $"/v1/channels/web/reservations/{id}",
            $$"""{"lines":[{{string.Join(',', lines)}}],"expiresInSeconds":{{seconds}} }""");
    }

    /// <summary>Has many rivals do the same at once.</summary>
    internal static async Task<IReadOnlyList<Answer>> RushAsync(int rivals, Func<int, Task<Answer>> act) =>
        await Task.WhenAll(Enumerable.Range(1, rivals).Select(act));

    internal static int Won(IEnumerable<Answer> answers) =>
        answers.Count(answer => answer.Status == HttpStatusCode.Created);

    /// <summary>Pieces at a node: on hand, promised to orders and carts, and still to be sold.</summary>
    internal async Task<(int OnHand, int Promised, int Left)> StockAsync(string sku, string node = "BER")
    {
        var levels = (await Grid.GetAsync($"/v1/nodes/{node}/stock/{sku}")).Body.GetProperty("levels");
        return (
            Number(levels, "onHand"), Number(levels, "pending") + Number(levels, "committed"),
            Number(levels, "availableToPromise"));
    }

    /// <summary>Sends rows of stock for a node.</summary>
    internal async Task<IReadOnlyList<JsonElement>> ImportAsync(string key, params string[] rows)
    {
        var answer = await Grid.PostAsync(
            "/v1/nodes/BER/stock", Bodies.Rows, string.Join('\n', rows), ("Idempotency-Key", key));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Rows();
    }

    /// <summary>A row that counts an item as of a time.</summary>
    internal static string Count(string sku, int onHand, DateTimeOffset asOf) =>
        $$"""{"sku":"{{sku}}","op":"snapshot","onHand":{{onHand}},"""
        + string.Create(CultureInfo.InvariantCulture, $"\"asOf\":\"{asOf:O}\"}}");

    /// <summary>Events that the feed has of an order.</summary>
    internal async Task<int> EventsAsync(string number) =>
        (await Grid.ReadFeedAsync($"web/{number}")).Count;

    /// <summary>Waits until the feed tells that a hold ran out.</summary>
    internal async Task ExpiredAsync(string position)
    {
        var path = $"/v1/events?types=ordergrid.inventory.expired.v1&subject={Uri.EscapeDataString(position)}";
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/event-stream");
        var ended = TestContext.Current.CancellationToken;
        using var response = await Grid.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ended);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ended));
        var line = "";
        while (!line.StartsWith("data:", StringComparison.Ordinal))
        {
            line = (await reader.ReadLineAsync(ended).AsTask().WaitAsync(Patience, ended)).ShouldNotBeNull();
        }
    }

    private static string Order(string sku, params int[] quantities) => Bodies.Order(
        [.. quantities.Select((quantity, index) => Bodies.Line(index + 1, sku, quantity))]);

    private static int Number(JsonElement levels, string name) =>
        levels.TryGetProperty(name, out var number) ? number.GetInt32() : 0;
}
