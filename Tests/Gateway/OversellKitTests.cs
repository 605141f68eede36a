using System.Net;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>Kits, carts with kits, and buyers of their components at once, and less than they want.</summary>
public sealed class OversellKitTests(KitShop shop) : IClassFixture<KitShop>
{
    private const int Rivals = 50;

    [Fact]
    public async Task Of_fifty_orders_of_the_last_kit_one_gets_it_and_the_losers_hold_nothing()
    {
        await shop.StockAsync("race", 3, 1);

        var answers = await OversellPeer.RushAsync(Rivals, rival => shop.OrderAsync($"K-{rival}", ("race", 1)));

        OversellPeer.Won(answers).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.Conflict).ShouldBe(Rivals - 1);
        (await shop.PromisedAsync("race")).ShouldBe((2, 1));
    }

    [Fact]
    public async Task Kits_carts_and_their_components_never_have_more_than_there_is_and_a_kit_has_all_or_nothing()
    {
        await shop.StockAsync("mix", 20, 12);

        var answers = await OversellPeer.RushAsync(Rivals, rival => (rival % 5) switch
        {
            0 => shop.OrderAsync($"X-{rival}", ("mix-b", 1)),
            1 => shop.OrderAsync($"X-{rival}", ("mix-a", 1)),
            2 => shop.ReserveAsync($"x-{rival}", ("mix", 1)),
            _ => shop.OrderAsync($"X-{rival}", ("mix", 1)),
        });

        var won = answers.Select((answer, index) => (Kind: (index + 1) % 5, answer.Status))
            .Where(answer => answer.Status == HttpStatusCode.Created).ToList();
        var kits = won.Count(answer => answer.Kind > 1);
        var (first, second) = await shop.PromisedAsync("mix");
        first.ShouldBe((2 * kits) + won.Count(answer => answer.Kind == 1));
        second.ShouldBe(kits + won.Count(answer => answer.Kind == 0));
        first.ShouldBeLessThanOrEqualTo(20);
        second.ShouldBeLessThanOrEqualTo(12);
    }

    [Fact]
    public async Task A_cart_holds_its_kits_whole_or_not_at_all_and_a_repeat_changes_nothing()
    {
        await shop.StockAsync("cart", 7, 2);
        await shop.StockAsync("cart", 2, 9, "RTM");

        var tooMany = await shop.ReserveAsync("cart-1", ("cart", 4));
        var untouched = (await shop.PromisedAsync("cart"), await shop.PromisedAsync("cart", "RTM"));
        var fits = await shop.ReserveAsync("cart-2", ("cart", 3));
        var again = await shop.ReserveAsync("cart-2", ("cart", 3));

        tooMany.ShouldBeProblem(409, "InsufficientStock").ShouldPointAt("/lines/0");
        untouched.ShouldBe(((0, 0), (0, 0)));
        (fits.Status, again.Status).ShouldBe((HttpStatusCode.Created, HttpStatusCode.OK));
        (await shop.PromisedAsync("cart")).ShouldBe((4, 2));
        (await shop.PromisedAsync("cart", "RTM")).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_cart_that_is_given_back_gives_every_component_back()
    {
        await shop.StockAsync("gone", 4, 2);
        await shop.ReserveAsync("gone-1", ("gone", 2));
        var held = await shop.PromisedAsync("gone");

        await shop.Grid.SendAsync(HttpMethod.Delete, "/v1/channels/web/reservations/gone-1");

        held.ShouldBe((4, 2));
        (await shop.PromisedAsync("gone")).ShouldBe((0, 0));
    }

    [Fact]
    public async Task An_order_takes_its_carts_kits_as_they_were_reserved_and_gives_the_rest_back()
    {
        await shop.StockAsync("take", 6, 9);
        await shop.ReserveAsync("take-1", ("take", 3));
        await shop.DefineAsync("TAKE", ("TAKE-B", 9));

        var order = await shop.Grid.SubmitAsync(
            "T-1", $$"""{{KitShop.Order(("take", 2))[..^1]}},"reservation":"take-1"}""");

        order.Status.ShouldBe(HttpStatusCode.Created, order.Text);
        await shop.OrderAsync("T-2", ("take-a", 2));
        (await shop.PromisedAsync("take")).First.ShouldBe(6);
        var line = (await shop.Grid.GetAsync("/v1/channels/web/orders/T-1")).Body.GetProperty("lines")[0];
        line.GetProperty("line").GetProperty("kit").GetProperty("revision").GetInt32().ShouldBe(1);
    }
}
