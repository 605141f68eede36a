using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Sandbox;

public sealed class OperatorOverHttpTests
{
    [Theory]
    [InlineData("/healthz", "ok")]
    [InlineData("/", "Partner systems")]
    public async Task People_and_probes_get_an_answer(string path, string expected)
    {
        await using var sandbox = await SandboxPeer.StartAsync();

        using var reply = await sandbox.GetAsync(path);

        (await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(expected);
    }

    [Fact]
    public async Task The_overview_of_ledgers_names_every_system()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        using var released = await sandbox.ReleaseAsync("webshop/1@BER");

        using var reply = await sandbox.GetAsync("/_ledger");

        (await SandboxPeer.ReadAsync(reply)).EnumerateArray()
            .Select(ledger => ledger.GetProperty("system").GetString())
            .ShouldBe(["carrier", "erp", "wms-BER"]);
    }

    [Fact]
    public async Task Behaviour_can_be_changed_while_it_runs()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        using var first = await sandbox.OrderAsync("webshop/1");

        using var set = await sandbox.SendAsync(HttpMethod.Put, "/_settings/erp", """{"dedupe":false}""");
        using var again = await sandbox.OrderAsync("webshop/1");

        set.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_grid_may_be_named_after_the_start()
    {
        await using var grid = await GridListener.StartAsync();
        await using var sandbox = await SandboxPeer.StartAsync();
        using var released = await sandbox.ReleaseAsync("webshop/1@BER");

        using var set = await sandbox.SendAsync(HttpMethod.Put, "/_grid", $$"""{"url":"{{grid.Url}}"}""");

        (await grid.NextAsync(2)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Stock_is_counted_over_http()
    {
        await using var sandbox = await SandboxPeer.StartAsync();
        using var set = await sandbox.PostAsync("/wms/BER/stock", """{"counts":[{"sku":"MUG","onHand":5}]}""");
        using var wrong = await sandbox.PostAsync("/wms/BER/stock", """{"counts":[{"sku":"MUG","onHand":-5}]}""");

        using var reply = await sandbox.GetAsync("/wms/BER/stock");

        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var stock = await SandboxPeer.ReadAsync(reply);
        stock.GetProperty("node").GetString().ShouldBe("BER");
        stock.GetProperty("counts")[0].GetProperty("onHand").GetInt32().ShouldBe(5);
    }

    [Fact]
    public async Task A_label_is_made_once_and_its_parcel_arrives()
    {
        await using var grid = await GridListener.StartAsync();
        await using var sandbox = await SandboxPeer.StartAsync();
        sandbox.CallBackTo(grid.Url);
        using var set = await sandbox.SendAsync(HttpMethod.Put, "/_settings/carrier", """{"tracking":true}""");
        const string Label = """{"key":"SHP-1","orderKey":"webshop/1","shipment":"SHP-1"}""";
        using var first = await sandbox.PostAsync("/carrier/labels", Label);
        using var again = await sandbox.PostAsync("/carrier/labels", Label);

        var arrival = (await grid.NextAsync(1)).Single();

        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (arrival.Type, arrival.Member("shipment")).ShouldBe(("shipment.delivered", "SHP-1"));
        arrival.Member("tracking").ShouldBe((await SandboxPeer.ReadAsync(first)).GetProperty("tracking").GetString());
    }
}
