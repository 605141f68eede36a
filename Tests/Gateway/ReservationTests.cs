using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

public sealed class ReservationTests(ReservationFixture fixture) : IClassFixture<ReservationFixture>
{
    private const int Rivals = 16;

    private readonly GatewayPeer _grid = fixture.Peer;

    [Fact]
    public async Task Of_many_reservations_of_the_last_piece_one_gets_it()
    {
        await _grid.StockAsync("LAST", 1);

        var answers = await Task.WhenAll(Enumerable.Range(1, Rivals).Select(rival =>
            PutAsync($"last-{rival}", Cart("last", 1))));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.Conflict).ShouldBe(Rivals - 1);
        (await AvailableAsync("last")).ShouldBe(0);
    }

    [Fact]
    public async Task A_line_splits_over_nodes_and_all_lines_are_reserved_or_none()
    {
        await _grid.StockAsync("SPLIT", 3);
        await _grid.StockAsync("SPLIT", 4, "RTM");

        var refused = await PutAsync("split-1", Cart(Line("split", 5), Line("split", 3)));
        var placed = await PutAsync("split-2", Cart("split", 5));

        // Both lines ask at the same time, so either may be the one that finds too little.
        refused.ShouldBeProblem(409, "InsufficientStock").Body.GetProperty("errors")[0].GetProperty("pointer")
            .GetString().ShouldBeOneOf("/lines/0", "/lines/1");
        placed.Status.ShouldBe(HttpStatusCode.Created, placed.Text);
        var nodes = placed.Body.GetProperty("lines")[0].GetProperty("allocations").EnumerateArray().ToList();
        nodes.Select(node => node.GetProperty("quantity").GetInt32()).ShouldBe([3, 2]);
        (await AvailableAsync("split")).ShouldBe(2);
    }

    [Fact]
    public async Task A_refused_id_stays_refused_though_stock_came_in()
    {
        var first = await PutAsync("gone-1", Cart("gone", 1));
        await _grid.StockAsync("GONE", 10);

        var again = await PutAsync("gone-1", Cart("gone", 1));
        var other = await PutAsync("gone-2", Cart("gone", 1));

        first.ShouldBeProblem(409, "InsufficientStock");
        again.ShouldBeProblem(409, "InsufficientStock");
        other.Status.ShouldBe(HttpStatusCode.Created);
        (await AvailableAsync("gone")).ShouldBe(9);
    }

    [Fact]
    public async Task A_repeated_id_has_its_first_answer_and_another_body_under_it_is_refused()
    {
        await _grid.StockAsync("SAME", 5);
        var first = await PutAsync("same-1", Cart("same", 2));

        var again = await PutAsync("same-1", Cart("same", 2));

        (again.Status, again.Headers["Idempotent-Replayed"]).ShouldBe((HttpStatusCode.OK, "true"));
        again.Text.ShouldBe(first.Text);
        (await PutAsync("same-1", Cart("same", 3))).ShouldBeProblem(422, "IdReusedWithOtherContent");
        (await AvailableAsync("same")).ShouldBe(3);
    }

    [Fact]
    public async Task A_release_delivered_twice_gives_stock_back_once()
    {
        await _grid.StockAsync("TWICE", 5);
        await PutAsync("twice-1", Cart("twice", 3));

        var released = await _grid.SendAsync(HttpMethod.Delete, Path("twice-1"));
        var again = await _grid.SendAsync(HttpMethod.Delete, Path("twice-1"));

        (released.Status, again.Status).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        again.Body.GetProperty("status").GetString().ShouldBe("Released");
        (await AvailableAsync("twice")).ShouldBe(5);
        (await OrderAsync("twice-1", "twice", 1, "twice-1")).ShouldBeProblem(409, "ReservationReleased");
    }

    [Fact]
    public async Task An_order_takes_its_reservations_stock_over_though_nothing_else_is_left()
    {
        await _grid.StockAsync("TAKE", 5);
        var hold = (await PutAsync("take-1", Cart("take", 5))).Body.GetProperty("lines")[0]
            .GetProperty("allocations")[0].GetProperty("hold").GetString();

        var order = await OrderAsync("take-1", "take", 5, "take-1");
        var again = await OrderAsync("take-1", "take", 5, "take-1");

        order.Status.ShouldBe(HttpStatusCode.Created, order.Text);
        order.Body.GetProperty("lines")[0].GetProperty("allocations")[0].GetProperty("hold").GetString().ShouldBe(hold);
        again.Status.ShouldBe(HttpStatusCode.OK);
        (await _grid.GetAsync(Path("take-1"))).Body.GetProperty("status").GetString().ShouldBe("Converted");
        (await _grid.SendAsync(HttpMethod.Delete, Path("take-1"))).ShouldBeProblem(409, "ReservationConverted");
    }

    [Fact]
    public async Task What_an_order_does_not_need_of_its_reservation_is_back_on_sale()
    {
        await _grid.StockAsync("PART", 10);
        await _grid.StockAsync("FREE", 10);
        await PutAsync("part-1", Cart(Line("part", 4), Line("free", 2)));

        var order = await OrderAsync("part-1", "part", 3, "part-1");

        order.Status.ShouldBe(HttpStatusCode.Created, order.Text);
        (await AvailableAsync("free")).ShouldBe(10, "no line of the order is for it");
        await _grid.WaitForEventAsync("PART@BER", "inventory.committed.v1");
        (await AvailableAsync("part")).ShouldBe(7, "the order has three of the four that were held");
    }

    [Fact]
    public async Task What_a_reservation_lacks_is_held_anew()
    {
        await _grid.StockAsync("MORE", 6);
        await PutAsync("more-1", Cart("more", 4));

        var tooMuch = await OrderAsync("more-1", "more", 7, "more-1");
        var order = await OrderAsync("more-2", "more", 6, "more-1");

        tooMuch.ShouldBeProblem(409, "InsufficientStock");
        order.Status.ShouldBe(HttpStatusCode.Created, order.Text);
        (await AvailableAsync("more")).ShouldBe(0);
    }

    [Fact]
    public async Task Of_many_orders_that_name_one_reservation_one_gets_it_and_the_others_leave_no_event()
    {
        await _grid.StockAsync("RACE", 1);
        await PutAsync("race-1", Cart("race", 1));

        var answers = await Task.WhenAll(Enumerable.Range(1, Rivals).Select(rival =>
            OrderAsync($"race-{rival}", "race", 1, "race-1")));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Where(answer => answer.Status != HttpStatusCode.Created)
            .ShouldAllBe(answer => answer.Code == "ReservationTaken");
        (await Task.WhenAll(Enumerable.Range(1, Rivals).Select(rival => EventsAsync($"shop/race-{rival}"))))
            .Count(events => events > 0).ShouldBe(1);
    }

    [Fact]
    public async Task An_extension_is_done_once_per_key_and_never_shortens()
    {
        await _grid.StockAsync("TIME", 1);
        var placed = await PutAsync("time-1", Cart("time", 1));

        var longer = await ExtendAsync("time-1", 1_200, "k1");
        var again = await ExtendAsync("time-1", 1_200, "k1");
        var shorter = await ExtendAsync("time-1", 1, "k2");

        Expiry(longer).ShouldBeGreaterThan(Expiry(placed));
        (Expiry(again), again.Headers["Idempotent-Replayed"]).ShouldBe((Expiry(longer), "true"));
        Expiry(shorter).ShouldBe(Expiry(longer));
        (await ExtendAsync("time-1", 1_300, "k1")).ShouldBeProblem(422, "IdReusedWithOtherContent");
        (await ExtendAsync("time-1", 1_801, "k3")).ShouldBeProblem(422, "ExpiryOutOfRange");
    }

    [Fact]
    public async Task An_order_that_names_an_expired_reservation_is_refused_and_the_stock_is_on_sale()
    {
        await _grid.StockAsync("LATE", 1);
        await PutAsync("late-1", Cart([Line("late", 1)], 1));
        await _grid.WaitForEventAsync("LATE@BER", "inventory.expired.v1");

        (await OrderAsync("late-1", "late", 1, "late-1")).ShouldBeProblem(409, "ReservationExpired");
        (await OrderAsync("late-2", "late", 1, null)).Status.ShouldBe(HttpStatusCode.Created);
        (await ExtendAsync("late-1", 60, "k1")).ShouldBeProblem(409, "ReservationExpired");
    }

    [Fact]
    public async Task A_channel_keeps_within_its_caps_and_gets_room_back()
    {
        await _grid.StockAsync("CAP", 100);
        (await PutAsync("a", Cart([Line("cap", 3)], 60), "small")).Status.ShouldBe(HttpStatusCode.Created);
        (await PutAsync("b", Cart([Line("cap", 3)], 60), "small")).ShouldBeProblem(429, "TooManyReservations");
        (await PutAsync("b", Cart([Line("cap", 2)], 60), "small")).Status.ShouldBe(HttpStatusCode.Created);
        (await PutAsync("c", Cart([Line("cap", 1)], 60), "small")).ShouldBeProblem(429, "TooManyReservations");
        (await PutAsync("a", Cart([Line("cap", 3)], 60), "small")).Status.ShouldBe(HttpStatusCode.OK, "a repeat");

        await _grid.SendAsync(HttpMethod.Delete, Path("b", "small"));

        (await PutAsync("c", Cart([Line("cap", 1)], 60), "small")).Status.ShouldBe(HttpStatusCode.Created);
        (await PutAsync("d", Cart([Line("cap", 1)], 61), "small")).ShouldBeProblem(422, "ExpiryOutOfRange");
    }

    private static string Path(string id, string channel = "shop") => $"/v1/channels/{channel}/reservations/{id}";

    private static string Line(string sku, long quantity) =>
        $$"""{"sku":"{{sku}}","unit":"EA","quantity":{{quantity}} }""";

    private static string Cart(string sku, long quantity) => Cart(Line(sku, quantity));

    private static string Cart(params string[] lines) => Cart(lines, 600);

    private static string Cart(string[] lines, int seconds) =>
        $$"""{"lines":[{{string.Join(',', lines)}}],"expiresInSeconds":{{seconds}} }""";

    private static DateTimeOffset Expiry(Answer answer) => answer.Body.GetProperty("expiresAt").GetDateTimeOffset();

    private Task<Answer> PutAsync(string id, string cart, string channel = "shop") =>
        _grid.PutAsync(Path(id, channel), cart);

    private Task<Answer> ExtendAsync(string id, int seconds, string key) => _grid.PostAsync(
        $"{Path(id)}/extend",
        "application/json",
        $$"""{"expiresInSeconds":{{seconds}} }""",
        ("Idempotency-Key", key));

    private Task<Answer> OrderAsync(string number, string sku, long quantity, string? reservation)
    {
        var body = Bodies.Order(Bodies.Line(1, sku, quantity));
        return _grid.PutAsync(
            $"/v1/channels/shop/orders/{number}",
            reservation is null ? body : $$"""{{body[..^1]}},"reservation":"{{reservation}}"}""");
    }

    private async Task<int> AvailableAsync(string sku) =>
        (await _grid.GetAsync($"/v1/channels/shop/availability?sku={sku}")).Body.GetProperty("items")[0]
            .GetProperty("availableToPromise").GetInt32();

    private async Task<int> EventsAsync(string order) =>
        (await _grid.Services.GetRequiredService<IJournal>().ReadStreamAsync(
            new(StreamCategory.Order, order), StreamVersion.None, 10, TestContext.Current.CancellationToken)).Count;
}
