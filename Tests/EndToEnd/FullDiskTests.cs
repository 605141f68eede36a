using System.Net;
using OrderGrid.Tests.Cluster;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>What a user of <c>./grid</c> sees while the disk under <c>.data</c> is full, and afterwards.</summary>
[Collection(ClusterBuild.Name)]
public sealed class FullDiskTests(SmallDiskGrid grid) : IClassFixture<SmallDiskGrid>
{
    private const int Timeout = 90_000;

    [Fact(Timeout = Timeout)]
    public async Task On_a_full_disk_orders_are_refused_and_once_there_is_room_all_goes_on_with_nothing_lost()
    {
        grid.Disk.Fill();

        var (accepted, last, refusal) = await grid.OrderUntilRefusedAsync();
        var (_, status) = await grid.GridAsync("node_status");
        grid.Disk.Free();

        refusal.ShouldBeProblem(503, "NotWritten");
        refusal.Body.GetProperty("retryable").GetBoolean().ShouldBeTrue();
        status.ShouldContain($"disk        only 0 MB are free on the disk that holds {grid.Data}\n");
        status.ShouldContain("free some space");
        (await grid.OrderAsync(last)).Status.ShouldBe(HttpStatusCode.Created);
        (await grid.MissingAsync([.. accepted, last])).ShouldBeEmpty();
        (await grid.GridAsync("node_status")).Text.ShouldNotContain("disk  ");
    }

    [Fact(Timeout = Timeout)]
    public async Task A_PostgreSQL_that_ends_on_a_full_disk_is_started_again_by_up_and_nothing_is_lost()
    {
        var disk = grid.Disk;
        var accepted = (await grid.OrderAsync("E-1")).Status;
        disk.Fill();

        var refusal = await grid.OrderBehindAFullLogAsync("E-2");
        var (_, status) = await grid.GridAsync("node_status");
        var early = await grid.GridAsync("node_up", "--detach");
        disk.Free();
        var late = await grid.GridAsync("node_up", "--detach");

        (accepted, refusal.Status).ShouldBe((HttpStatusCode.Created, HttpStatusCode.ServiceUnavailable));
        status.ShouldContain("not ready (/readyz answers 503)");
        status.ShouldContain("the node waits for it: ./grid up --detach starts it again");
        (early.Code, late.Code).ShouldBe((1, 0), early.Text + late.Text);
        early.Text.ShouldContain($"only 0 MB are free on the disk that holds {grid.Data}; at least 200 MB are needed.");
        (await grid.OrderAsync("E-2")).Status.ShouldBe(HttpStatusCode.Created);
        (await grid.MissingAsync(["E-1", "E-2"])).ShouldBeEmpty();
    }
}
