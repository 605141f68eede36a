using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>One application for all tests that do not break it: a channel, and plenty of most items.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    internal GatewayPeer Peer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Peer = await GatewayPeer.StartAsync();
        (await Peer.ConfigureAsync("web", Bodies.Channel)).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        await Peer.StockAsync("MUG", 1_000_000);
        await Peer.StockAsync("RARE", 3);
    }

    public ValueTask DisposeAsync() => Peer.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class GatewayCollection : ICollectionFixture<GatewayFixture>
{
    public const string Name = "gateway";
}
