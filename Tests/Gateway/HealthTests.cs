using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

[Collection(GatewayCollection.Name)]
public sealed class HealthTests(GatewayFixture fixture)
{
    [Theory]
    [InlineData("/livez")]
    [InlineData("/readyz")]
    [InlineData("/startupz")]
    public async Task A_healthy_process_says_so_on_both_ports(string path)
    {
        (await fixture.Peer.GetAsync(path)).Text.ShouldBe("""{"status":"ok"}""");
        (await fixture.Peer.AskAdminAsync(path)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_process_that_stops_first_turns_away_and_still_serves()
    {
        await using var grid = await GatewayPeer.StartAsync(drain: TimeSpan.FromSeconds(3));
        (await grid.GetAsync("/readyz")).Status.ShouldBe(HttpStatusCode.OK);

        var stopping = grid.StopAsync();
        var ready = await grid.GetAsync("/readyz");
        var served = await grid.GetAsync("/v1/channels/web/orders/1");
        await stopping;

        ready.ShouldBeProblem(503, "Unavailable");
        served.Status.ShouldBe(HttpStatusCode.NotFound);
        await Should.ThrowAsync<HttpRequestException>(() => grid.GetAsync("/livez"));
    }
}
