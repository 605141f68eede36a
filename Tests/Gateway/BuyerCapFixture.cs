using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>
/// One application for the tests of buyers' caps: a channel that takes its nodes in order, one that splits by rules,
/// and one that ranks by stock.
/// </summary>
public sealed class BuyerCapFixture : IAsyncLifetime
{
    public const string Plain = "plain";
    public const string Split = "split";
    public const string Balance = "balance";

    private static readonly string[] Items =
        ["order", "cart", "guest", "other", "turn", "again", "kept", "part", "near", "many", "short", "set"];

    private int _rows;

    internal GatewayPeer Grid { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Grid = await GatewayPeer.StartAsync();
        await ConfigureAsync(Plain, "");
        await ConfigureAsync(Split, """
            ,"sourcing":{"split":{"maxShipments":2}}
            """);
        await ConfigureAsync(Balance, """
            ,"sourcing":{"ranking":[{"by":"StockBalance","weight":1}]}
            """);
    }

    public ValueTask DisposeAsync() => Grid.DisposeAsync();

    /// <summary>Has so much of an item on hand, of which one buyer may have so much.</summary>
    internal async Task StockAsync(string item, int onHand, int? most = null, string node = "BER")
    {
        var sku = Sku(item);
        await Grid.StockAsync(sku, onHand, node);
        if (most is { } cap)
        {
            var answer = await Grid.PostAsync(
                $"/v1/nodes/{node}/stock",
                Bodies.Rows,
                $$"""{"sku":"{{sku}}","op":"limits","buyerCap":{"most":{{cap}} } }""",
                ("Idempotency-Key", $"cap-{Interlocked.Increment(ref _rows)}"));
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        }
    }

    /// <summary>Orders pieces of an item for a customer, out of a cart where one is named.</summary>
    internal Task<Answer> OrderAsync(
        string number,
        (string Item, int Quantity) wanted,
        string customer = "anna",
        string? cart = null,
        string channel = Plain)
    {
        var named = cart is null ? "" : $$""","reservation":"{{cart}}" """;
        var body = Bodies.Order(Bodies.Line(1, wanted.Item, wanted.Quantity))
            .Replace("C-1", customer, StringComparison.Ordinal);
        return Grid.PutAsync($"/v1/channels/{channel}/orders/{number}", $"{body[..^1]}{named}}}");
    }

    /// <summary>Reserves pieces of an item for a customer, or for nobody known.</summary>
    internal Task<Answer> ReserveAsync(
        string id, string item, int quantity, string? customer = null, string channel = Plain)
    {
        var named = customer is null ? "" : $$""","customer":"{{customer}}" """;
        return Grid.PutAsync(
            $"/v1/channels/{channel}/reservations/{id}",
            $$"""
            {"lines":[{"sku":"{{item}}","unit":"EA","quantity":{{quantity}} }],"expiresInSeconds":600{{named}} }
            """);
    }

    private static string Sku(string item) => item.ToUpperInvariant();

    private async Task ConfigureAsync(string channel, string rules)
    {
        var listings = string.Join(',', Items.Select(item =>
            $$"""{"channelSku":"{{item}}","sku":"{{Sku(item)}}","units":{"EA":1} }"""));
        var body = $$"""
            {"format":"canonical","currency":"EUR","nodes":["BER","RTM"],"listings":[{{listings}}]{{rules}} }
            """;
        var answer = await Grid.ConfigureAsync(channel, body);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
    }
}
