using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OrderGrid.Hosting;
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
    public async Task A_client_of_a_cluster_is_ready_only_while_a_silo_is_connected_that_has_answered()
    {
        var silos = new SiloContact(GridRole.Client);
        await using var grid = await GatewayPeer.StartAsync(adjust: services => services.AddSingleton(silos));

        silos.Count(+1);
        var before = await grid.GetAsync("/readyz");
        silos.Answer();
        silos.Count(+1);
        silos.Count(-1);
        var ready = await grid.GetAsync("/readyz");
        silos.Count(-1);
        silos.Count(+1);

        before.ShouldBeProblem(503, "Unavailable").Text.ShouldContain("No silo can be reached.");
        ready.Status.ShouldBe(HttpStatusCode.OK);
        (await grid.GetAsync("/readyz")).ShouldBeProblem(503, "Unavailable");
        (await grid.GetAsync("/livez")).Status.ShouldBe(HttpStatusCode.OK);
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
