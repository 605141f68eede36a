using System.Net;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>One order, all the way, over real sockets on both sides.</summary>
public sealed class OrderSliceTests
{
    private static readonly string[] WholeWay =
    [
        "order.received.v1", "line.sourced.v1", "order.accepted.v1", "erp.posted.v1", "fulfilment.requested.v1",
        "shipment.dispatched.v1", "invoice.posted.v1", "order.closed.v1",
    ];

    [Fact]
    public async Task An_order_is_accepted_posted_shipped_invoiced_and_closed()
    {
        await using var grid = await GridPeer.StartShopAsync();

        (await grid.OrderAsync("A-1", quantity: 3)).ShouldBe(HttpStatusCode.Created);
        await grid.Journal.UntilAsync("web/A-1", OrderStatus.Closed);

        var timeline = await grid.GetAsync("/v1/channels/web/orders/A-1/timeline");
        var types = timeline.GetProperty("events").EnumerateArray()
            .Select(entry => entry.GetProperty("type").GetString());
        types.Where(type => type != "fulfilment.acknowledged.v1").ShouldBe(WholeWay);
        var order = await grid.GetAsync("/v1/channels/web/orders/A-1");
        order.GetProperty("status").GetString().ShouldBe("Closed", StringCompareShould.IgnoreCase);
        order.GetProperty("erpNumber").GetString().ShouldNotBeNullOrEmpty();
        order.GetProperty("shipments")[0].GetProperty("invoice").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Partners_get_one_document_each_and_the_shelf_is_what_the_grid_says()
    {
        await using var grid = await GridPeer.StartShopAsync();
        grid.Shelve("BER", [("MUG", 10)]);

        await grid.OrderAsync("A-1", quantity: 3);
        await grid.Journal.UntilQuietAsync();

        grid.Book("erp").Keys!.Select(key => (key.Collection, key.Documents))
            .ShouldBe([("orders", 1), ("shipments", 1)]);
        grid.Book("wms-BER").Keys!.ShouldHaveSingleItem().Key.ShouldBe("web/A-1@BER");
        grid.Shelves("BER")["MUG"].ShouldBe(7);
        grid.Journal.Positions["MUG@BER"].Levels.OnHand.Pieces.ShouldBe(7);
    }

    [Fact]
    public async Task A_line_that_one_node_cannot_fill_ships_from_two()
    {
        await using var grid = await GridPeer.StartShopAsync();

        await grid.OrderAsync("A-1", quantity: 14);
        var order = await grid.Journal.UntilAsync("web/A-1", OrderStatus.Closed);

        order.Shipments.Select(shipment => (shipment.Node.Value, shipment.Lines[0].Quantity.Pieces))
            .ShouldBe([("BER", 10L), ("RTM", 4L)], ignoreOrder: true);
    }

    [Fact]
    public async Task An_order_for_more_than_there_is_is_refused_and_holds_nothing()
    {
        await using var grid = await GridPeer.StartShopAsync();

        (await grid.OrderAsync("A-1", quantity: 21)).ShouldBe(HttpStatusCode.Conflict);

        grid.Journal.Orders.ShouldBeEmpty();
        var available = await grid.GetAsync("/v1/channels/web/availability?sku=mug");
        available.GetProperty("items")[0].GetProperty("availableToPromise").GetInt64().ShouldBe(20);
    }
}
