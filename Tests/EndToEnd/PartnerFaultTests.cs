using System.Collections.Immutable;
using System.Net;
using OrderGrid.Journal;
using OrderGrid.Orders;
using OrderGrid.Sandbox.Faults;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.EndToEnd;

/// <summary>What partners do wrong, and what it must not do to orders.</summary>
public sealed class PartnerFaultTests
{
    [Theory]
    [InlineData(FaultKind.LostReply)]
    [InlineData(FaultKind.ErrorAfterEffect)]
    [InlineData(FaultKind.WrongContent)]
    public async Task An_unknown_outcome_is_asked_for_before_anything_is_sent_again(FaultKind kind)
    {
        await using var grid = await GridPeer.StartShopAsync();
        grid.Script("erp", new FaultRule { Kind = kind, Operation = "orders.post", Count = 1 });

        await grid.OrderAsync("A-1");
        await grid.Journal.UntilAsync("web/A-1", OrderStatus.Closed);

        var erp = grid.Book("erp");
        erp.DuplicateEffects.ShouldBe(0);
        erp.DuplicateReceipts.ShouldBe(0);
        erp.Finds.ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task A_release_whose_answer_was_lost_is_picked_once()
    {
        await using var grid = await GridPeer.StartShopAsync();
        grid.Script("wms-BER", new FaultRule { Kind = FaultKind.LostReply, Operation = "releases.post", Count = 1 });

        await grid.OrderAsync("A-1");
        await grid.Journal.UntilQuietAsync();

        grid.Book("wms-BER").Documents.ShouldBe(1);
        grid.Journal.Positions["MUG@BER"].Levels.OnHand.Pieces.ShouldBe(9);
    }

    [Fact]
    public async Task A_poison_order_parks_alone_and_goes_on_when_it_is_cured()
    {
        await using var grid = await GridPeer.StartShopAsync();
        var (poison, neighbours) = Neighbours();
        grid.Script("erp", Failing($"web/{poison}"));

        (await grid.OrderAsync(poison)).ShouldBe(HttpStatusCode.Created);
        foreach (var neighbour in neighbours)
        {
            (await grid.OrderAsync(neighbour)).ShouldBe(HttpStatusCode.Created);
        }

        await Task.WhenAll(neighbours.Select(order => grid.Journal.UntilAsync($"web/{order}", OrderStatus.Closed)));
        OrderProjection.StatusOf(grid.Journal.Orders[$"web/{poison}"]).ShouldBe(OrderStatus.Accepted);

        grid.Script("erp");
        await grid.Journal.UntilAsync($"web/{poison}", OrderStatus.Closed);
        grid.Book("erp").DuplicateEffects.ShouldBe(0);
    }

    [Fact]
    public async Task An_order_that_the_erp_refuses_is_held_with_its_stock()
    {
        await using var grid = await GridPeer.StartShopAsync();
        grid.Script(
            "erp",
            new FaultRule { Kind = FaultKind.Refuse, Reason = "CustomerBlocked", Operation = "orders.post" });

        await grid.OrderAsync("A-1", quantity: 2);
        var order = await grid.Journal.UntilAsync("web/A-1", OrderStatus.Held);

        order.HoldReason!.ShouldContain("CustomerBlocked");
        grid.Book("wms-BER").Documents.ShouldBe(0);
        grid.Journal.Positions["MUG@BER"].Levels.AvailableToPromise.Pieces.ShouldBe(8);
    }

    [Fact]
    public async Task Callbacks_told_four_times_ship_once()
    {
        await using var grid = await GridPeer.StartShopAsync();
        grid.Script("wms", new FaultRule { Kind = FaultKind.DuplicateCallback, Copies = 3 });

        await grid.OrderAsync("A-1", quantity: 2);
        await grid.Journal.UntilQuietAsync();

        grid.Journal.Orders["web/A-1"].Shipments.ShouldHaveSingleItem();
        grid.Journal.PiecesShipped.ShouldBe(2);
        grid.Book("erp").Keys!.Count(key => key.Collection == "shipments").ShouldBe(1);
    }

    [Fact]
    public async Task Callbacks_in_the_wrong_order_close_the_order_all_the_same()
    {
        await using var grid = await GridPeer.StartShopAsync();
        grid.Script("wms", new FaultRule { Kind = FaultKind.ReorderCallback });

        await grid.OrderAsync("A-1", quantity: 2);

        (await grid.Journal.UntilAsync("web/A-1", OrderStatus.Closed)).Shipments.ShouldHaveSingleItem();
    }

    private static FaultRule Failing(string key) => new()
    {
        Kind = FaultKind.Status,
        Status = 500,
        Operation = "orders.post",
        Where = ImmutableDictionary<string, ImmutableArray<string>>
            .Empty.Add("key", [key]),
    };

    // Orders of one partition share a lane: these are the ones a poison order could take with it.
    private static (string Poison, string[] Neighbours) Neighbours()
    {
        var lane = Enumerable.Range(1, 10_000).Select(number => $"A-{number}")
            .GroupBy(number => new StreamName(StreamCategory.Order, $"web/{number}").Partition)
            .First(group => group.Count() >= 5).Take(5).ToArray();
        return (lane[0], lane[1..]);
    }
}
