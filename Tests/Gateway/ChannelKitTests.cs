using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>Kits of two A and one B, where pieces of the components are reserved for single channels.</summary>
public sealed class ChannelKitTests(KitShop shop) : IClassFixture<KitShop>
{
    [Fact]
    public async Task A_channel_is_told_the_kits_that_its_own_reservations_leave_it()
    {
        await shop.StockAsync("race", 8, 4);
        await shop.AllotAsync("race-a", "web", 6);

        (await AvailableAsync("web", "race")).ShouldBe(3);
        (await AvailableAsync("ruled", "race")).ShouldBe(1);
    }

    [Fact]
    public async Task Pieces_that_are_reserved_for_a_channel_make_as_many_of_its_kits_as_they_can()
    {
        await shop.StockAsync("split", 4, 9);
        await shop.StockAsync("split", 2, 9, "RTM");
        await shop.AllotAsync("split-a", "web", 4);

        var order = await shop.OrderAsync("S-1", ("split", 3));

        order.Status.ShouldBe(HttpStatusCode.Created, order.Text);
        (await shop.PromisedAsync("split")).ShouldBe((4, 2));
        (await shop.PromisedAsync("split", "RTM")).ShouldBe((2, 1));
    }

    [Theory]
    [InlineData("rule", 2)]
    [InlineData("plan-a", 4)]
    public async Task A_channel_that_plans_ahead_counts_on_the_pieces_reserved_for_it(string item, int quantity)
    {
        await shop.StockAsync("rule", 4, 9);
        await shop.StockAsync("plan", 4, 9);
        await shop.AllotAsync("rule-a", "ruled", 4);
        await shop.AllotAsync("plan-a", "ruled", 4);

        var other = await shop.OrderAsync($"{item}-1", (item, quantity));
        var own = await shop.Grid.PutAsync($"/v1/channels/ruled/orders/{item}", KitShop.Order((item, quantity)));

        other.ShouldBeProblem(409, "InsufficientStock");
        own.Status.ShouldBe(HttpStatusCode.Created, own.Text);
    }

    private async Task<int> AvailableAsync(string channel, string sku) =>
        (await shop.Grid.GetAsync($"/v1/channels/{channel}/availability?sku={sku}"))
        .Body.GetProperty("items")[0].GetProperty("availableToPromise").GetInt32();
}
