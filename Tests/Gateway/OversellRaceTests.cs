using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>Many buyers at once, and less than they want.</summary>
public sealed class OversellRaceTests(OversellPeer shop) : IClassFixture<OversellPeer>
{
    private const int Rivals = 50;

    [Fact]
    public async Task Of_fifty_orders_of_the_last_piece_one_gets_it_and_the_losers_leave_no_order_and_no_event()
    {
        await shop.Grid.StockAsync("LAST", 1);

        var answers = await OversellPeer.RushAsync(Rivals, rival => shop.OrderAsync($"L-{rival}", "last", 1));

        OversellPeer.Won(answers).ShouldBe(1);
        (await shop.StockAsync("LAST")).ShouldBe((1, 1, 0));
        for (var rival = 1; rival <= Rivals; rival++)
        {
            var won = answers[rival - 1].Status == HttpStatusCode.Created;
            answers[rival - 1].Status.ShouldBe(won ? HttpStatusCode.Created : HttpStatusCode.Conflict);
            (await shop.Grid.GetAsync($"/v1/channels/web/orders/L-{rival}")).Status
                .ShouldBe(won ? HttpStatusCode.OK : HttpStatusCode.NotFound);
            (await shop.EventsAsync($"L-{rival}")).ShouldBe(won ? 3 : 0);
        }
    }

    [Fact]
    public async Task Of_fifty_carts_and_orders_of_the_last_piece_one_gets_it()
    {
        await shop.Grid.StockAsync("CART", 1);

        var answers = await OversellPeer.RushAsync(Rivals, rival => rival % 2 == 0
            ? shop.OrderAsync($"C-{rival}", "cart", 1)
            : shop.ReserveAsync($"c-{rival}", "cart", 600, 1));

        OversellPeer.Won(answers).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.Conflict).ShouldBe(Rivals - 1);
        (await shop.StockAsync("CART")).ShouldBe((1, 1, 0));
    }

    [Fact]
    public async Task Orders_whose_two_lines_share_an_item_never_get_more_than_there_is()
    {
        await shop.Grid.StockAsync("PAIR", 11);

        var rush = await OversellPeer.RushAsync(Rivals, rival => shop.OrderAsync($"P-{rival}", "pair", 1, 1));
        var won = OversellPeer.Won(rush);
        (await shop.StockAsync("PAIR")).ShouldBe((11, 2 * won, 11 - (2 * won)));
        for (var late = 1; late <= 6; late++)
        {
            won += OversellPeer.Won([await shop.OrderAsync($"P-late-{late}", "pair", 1, 1)]);
        }

        won.ShouldBe(5);
        (await shop.StockAsync("PAIR")).ShouldBe((11, 10, 1));
    }

    [Fact]
    public async Task Orders_that_need_two_nodes_never_keep_what_the_second_node_could_not_complete()
    {
        await shop.Grid.StockAsync("MISS", 3);
        await shop.Grid.StockAsync("MISS", 4, "RTM");

        var rush = await OversellPeer.RushAsync(Rivals, rival => shop.OrderAsync($"M-{rival}", "miss", 5));
        var won = OversellPeer.Won(rush);
        var (berlin, rotterdam) = (await shop.StockAsync("MISS"), await shop.StockAsync("MISS", "RTM"));
        (berlin.Promised + rotterdam.Promised).ShouldBe(5 * won);
        won += OversellPeer.Won([await shop.OrderAsync("M-late", "miss", 5)]);

        won.ShouldBe(1);
        (await shop.StockAsync("MISS")).ShouldBe((3, 3, 0));
        (await shop.StockAsync("MISS", "RTM")).ShouldBe((4, 2, 2));
    }

    [Fact]
    public async Task Counts_that_race_with_more_buyers_than_stock_sell_exactly_what_was_counted()
    {
        await shop.Grid.StockAsync("SOLD", 30);
        var asOf = TimeProvider.System.GetUtcNow();

        var rush = OversellPeer.RushAsync(Rivals, rival => shop.OrderAsync($"S-{rival}", "sold", 1));
        var counts = await Task.WhenAll(Enumerable.Range(1, 10).Select(count =>
            shop.ImportAsync($"sold-{count}", OversellPeer.Count("SOLD", 30, asOf))));
        var won = OversellPeer.Won(await rush);

        counts.SelectMany(rows => rows).ShouldAllBe(row =>
            row.GetProperty("status").GetInt32() == 200 || row.GetProperty("code").GetString() == "StaleStock");
        won.ShouldBe(30);
        (await shop.StockAsync("SOLD")).ShouldBe((30, 30, 0));
    }
}
