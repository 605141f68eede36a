using System.Net;
using System.Text;
using OrderGrid.Sandbox.Callbacks;
using OrderGrid.Sandbox.Hosting;
using OrderGrid.Sandbox.Warehouse;
using OrderGrid.Sandbox.Webhooks;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Sandbox;

public sealed class CallbacksTests
{
    private static readonly SandboxOptions Quick = new()
    {
        Warehouse = new WarehouseSettings { AcknowledgeDelayMs = 1, ShipDelayMs = 5, ShipDelayMaxMs = 10 },
        Backoff = new CallbackBackoff(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20)),
    };

    [Fact]
    public async Task A_release_is_acknowledged_and_shipped()
    {
        await using var grid = await GridListener.StartAsync();
        await using var sandbox = await SandboxPeer.StartAsync(Quick with { GridUrl = grid.Url });
        using var reply = await sandbox.ReleaseAsync("webshop/1@BER", 3);

        var arrivals = await grid.NextAsync(2);

        arrivals.Select(arrival => arrival.Type).ShouldBe(["fulfilment.acknowledged", "shipment.dispatched"]);
        arrivals[0].Member("task").ShouldBe("T-BER-000001");
        arrivals[1].Path.ShouldBe("/v1/partners/wms-BER/events");
        arrivals[1].Member("order").ShouldBe("webshop/1");
        arrivals[1].Member("lines").ShouldBe("""[{"line":1,"sku":"MUG","quantity":3}]""");
    }

    [Fact]
    public async Task Every_callback_is_signed_with_the_systems_secret()
    {
        var secret = $"whsec_{Convert.ToBase64String(new byte[24])}";
        await using var grid = await GridListener.StartAsync();
        var options = Quick with { GridUrl = grid.Url, Secrets = Quick.Secrets.Add("wms-BER", secret) };
        await using var sandbox = await SandboxPeer.StartAsync(options);
        using var reply = await sandbox.ReleaseAsync("webshop/1@BER");

        var arrival = (await grid.NextAsync(1)).Single();

        var timestamp = arrival.Headers["webhook-timestamp"];
        arrival.Headers["webhook-signature"].ShouldBe(WebhookSignature.Sign(
            secret, arrival.Member("eventId"), timestamp, Encoding.UTF8.GetBytes(arrival.Text)));
    }

    [Fact]
    public async Task A_callback_is_sent_until_it_is_taken_and_nothing_overtakes_it()
    {
        await using var grid = await GridListener.StartAsync(
            HttpStatusCode.ServiceUnavailable, HttpStatusCode.Conflict, HttpStatusCode.Redirect);
        await using var sandbox = await SandboxPeer.StartAsync(Quick with { GridUrl = grid.Url });
        using var reply = await sandbox.ReleaseAsync("webshop/1@BER");

        var arrivals = await grid.NextAsync(5);

        arrivals.Take(4).Select(arrival => arrival.EventId).Distinct().Count().ShouldBe(1);
        arrivals[4].Type.ShouldBe("shipment.dispatched");
        sandbox.Ledger("wms-BER").CallbackFailures.ShouldBe(3);
    }

    [Fact]
    public async Task What_the_grid_did_not_take_waits_for_it_across_a_restart()
    {
        var directory = Directory.CreateTempSubdirectory("sandbox");
        await using (var first = await SandboxPeer.StartAsync(Quick with { LedgerDirectory = directory.FullName }))
        {
            using var reply = await first.ReleaseAsync("webshop/1@BER");
        }

        await using var grid = await GridListener.StartAsync();
        await using var second = await SandboxPeer.StartAsync(Quick with { LedgerDirectory = directory.FullName });
        second.CallBackTo(grid.Url);
        var arrivals = await grid.NextAsync(2);
        using var again = await second.ReleaseAsync("webshop/1@BER");

        arrivals.Select(arrival => arrival.Type).ShouldBe(["fulfilment.acknowledged", "shipment.dispatched"]);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Duplicated_callbacks_keep_their_event_id()
    {
        await using var grid = await GridListener.StartAsync();
        await using var sandbox = await SandboxPeer.StartAsync(Quick with { GridUrl = grid.Url });
        await sandbox.ScriptAsync("wms-BER", """{"kind":"duplicate-callback","copies":2}""");
        using var reply = await sandbox.ReleaseAsync("webshop/1@BER");

        var arrivals = await grid.NextAsync(6);

        arrivals.GroupBy(arrival => arrival.EventId).Select(group => group.Count()).ShouldBe([3, 3]);
    }

    [Fact]
    public async Task Reordered_callbacks_come_last_first()
    {
        await using var grid = await GridListener.StartAsync();
        await using var sandbox = await SandboxPeer.StartAsync(Quick with
        {
            GridUrl = grid.Url,
            Warehouse = Quick.Warehouse with { ShipDelayMs = 150, ShipDelayMaxMs = 160 },
        });
        await sandbox.ScriptAsync("wms", """{"kind":"reorder-callback"}""");
        using var reply = await sandbox.ReleaseAsync("webshop/1@BER");

        var arrivals = await grid.NextAsync(2);

        arrivals.Select(arrival => arrival.Type).ShouldBe(["shipment.dispatched", "fulfilment.acknowledged"]);
    }
}
