using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>One application for the tests of reservations: a channel with generous caps, and one with narrow ones.</summary>
public sealed class ReservationFixture : IAsyncLifetime
{
    private static readonly string[] Items =
        ["last", "split", "gone", "twice", "take", "part", "race", "cap", "time", "free", "more", "late", "same"];

    internal GatewayPeer Peer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Peer = await GatewayPeer.StartAsync();
        var listings = string.Join(',', Items.Select(item =>
            $$"""{"channelSku":"{{item}}","sku":"{{item.ToUpperInvariant()}}","units":{"EA":1,"BOX":10} }"""));
        await ConfigureAsync("shop", listings, "");
        await ConfigureAsync("small", listings, ",\"reservations\":{\"maxOpen\":2,\"maxPieces\":5,\"maxHoldSeconds\":60}");
    }

    public ValueTask DisposeAsync() => Peer.DisposeAsync();

    private async Task ConfigureAsync(string channel, string listings, string caps)
    {
        var body = $$"""
            {"format":"canonical","currency":"EUR","nodes":["BER","RTM"],"listings":[{{listings}}]{{caps}} }
            """;
        (await Peer.ConfigureAsync(channel, body)).Status.ShouldBe(HttpStatusCode.OK);
    }
}
