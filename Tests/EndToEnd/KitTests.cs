using System.Net;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>Sets of two mugs and a pen, over real sockets on both sides.</summary>
public sealed class KitTests
{
    [Fact]
    public async Task A_kit_is_picked_as_its_components_and_shipped_and_invoiced_as_a_kit()
    {
        await using var grid = await StartAsync();

        (await grid.OrderAsync("A-1", quantity: 3, sku: "set")).ShouldBe(HttpStatusCode.Created);
        var order = await grid.Journal.UntilAsync("web/A-1", OrderStatus.Closed);
        await grid.Journal.UntilQuietAsync();

        order.Shipments.ShouldHaveSingleItem().Lines.ShouldHaveSingleItem().Quantity.Pieces.ShouldBe(3);
        grid.Shelves("BER").ShouldBe([new("MUG", 4L), new("PEN", 7L)], ignoreOrder: true);
        foreach (var (sku, left) in new[] { ("MUG", 4L), ("PEN", 7L) })
        {
            var levels = grid.Journal.Positions[$"{sku}@BER"].Levels;
            (levels.OnHand.Pieces, levels.AvailableToPromise.Pieces).ShouldBe((left, left));
        }

        grid.Book("wms-BER").Keys!.ShouldHaveSingleItem().Key.ShouldBe("web/A-1@BER");
        grid.Book("erp").Keys!.Select(key => (key.Collection, key.Documents))
            .ShouldBe([("orders", 1), ("shipments", 1)]);
    }

    [Fact]
    public async Task A_rejected_kit_ships_from_another_node_and_gives_every_component_back()
    {
        await using var grid = await StartAsync();
        grid.Reject("BER");

        await grid.OrderAsync("A-1", quantity: 3, sku: "set");
        var order = await grid.Journal.UntilAsync("web/A-1", OrderStatus.Closed);
        await grid.Journal.UntilAsync(
            () => new[] { "MUG@BER", "PEN@BER" }.All(position =>
                grid.Journal.Positions[position].Levels.AvailableToPromise.Pieces == 10),
            "BER's stock to be free");

        order.Shipments.ShouldHaveSingleItem().Node.Value.ShouldBe("RTM");
        await grid.Journal.UntilAsync(
            () => grid.Journal.Positions["MUG@RTM"].Levels.OnHand.Pieces == 4
                && grid.Journal.Positions["PEN@RTM"].Levels.OnHand.Pieces == 7,
            "RTM's stock to have left");
    }

    private static async Task<GridPeer> StartAsync()
    {
        var grid = await GridPeer.StartAsync();
        await grid.ConfigureAsync("web", """
            {"format":"canonical","currency":"EUR","nodes":["BER","RTM"],
             "listings":[{"channelSku":"set","sku":"SET","units":{"pcs":1}}]}
            """);
        await grid.DefineKitAsync("SET", """[{"sku":"PEN","perKit":1},{"sku":"MUG","perKit":2}]""");
        foreach (var node in new[] { "BER", "RTM" })
        {
            await grid.StockAsync(node, """
                {"sku":"MUG","onHand":10}
                {"sku":"PEN","onHand":10}
                """);
            grid.Shelve(node, [("MUG", 10), ("PEN", 10)]);
        }

        return grid;
    }
}
