using System.Net;
using OrderGrid.Tests.Journal;

namespace OrderGrid.Tests.Cluster;

/// <summary>What a gateway that is a client tells its balancer while the silos are gone.</summary>
[Collection(ClusterBuild.Name)]
public sealed class GatewayReadinessTests(PostgresCluster server)
{
    private const int Timeout = 120_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Timeout)]
    public async Task A_gateway_is_not_ready_while_all_silos_are_gone_and_ready_again_when_they_are_back()
    {
        ClusterBuild.RequireClusters();
        await using var grid = await GridCluster.StartAsync(server);
        var before = await AskAsync(grid);

        for (var number = 0; number < GridCluster.Silos; number++)
        {
            grid.Silo(number).Kill();
        }

        await grid.GatewayProcess.HeardAsync("No silo can be reached");
        var lost = await AskAsync(grid);
        await grid.RestartSilosAsync();
        await grid.GatewayProcess.HeardAsync("A silo is connected again");

        before.Status.ShouldBe(HttpStatusCode.OK);
        lost.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        lost.Text.ShouldContain("No silo can be reached.");
        (await AskAsync(grid)).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(GridCluster grid)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(grid.Gateway, "readyz"), Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
