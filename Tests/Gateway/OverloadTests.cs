using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OrderGrid.Channels;
using OrderGrid.Gateway.Hosting;
using OrderGrid.Gateway.Orders;
using OrderGrid.Journal;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

public sealed class OverloadTests
{
    private static readonly AdmissionLimits Small = new()
    {
        MaxInFlight = 8,
        MaxWaiting = 4,
        ItemPercent = 100,
        Patience = TimeSpan.FromSeconds(30),
    };

    [Fact]
    public async Task At_ten_times_its_share_a_channel_is_turned_away_and_what_was_taken_in_is_finished()
    {
        await using var grid = await StartAsync(Small);
        var rush = new Rush(grid);
        rush.Begin();

        rush.Send("web", 80);
        var refused = await rush.UntilAnsweredAsync(74);
        var (inFlight, waiting) = rush.Now;
        var all = await rush.EndAsync();

        refused.Count.ShouldBe(74);
        refused.ShouldAllBe(answer => answer.Status == HttpStatusCode.TooManyRequests);
        Rush.ShouldBeTurnedAway(refused[0], 429, "TooManyRequests");
        (inFlight, waiting).ShouldBe((4, 2));
        Rush.With(all, HttpStatusCode.Created).Count.ShouldBe(6);
        (await rush.UntilEmptyAsync()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task While_one_channel_is_turned_away_another_is_served()
    {
        await using var grid = await StartAsync(Small);
        var rush = new Rush(grid);
        rush.Begin();
        rush.Send("web", 20);
        await rush.UntilAnsweredAsync(14);

        rush.Send("b2b", 4);
        rush.Send("web", 1);
        var turnedAway = await rush.UntilAnsweredAsync(15);
        var all = await rush.EndAsync();

        turnedAway.ShouldAllBe(answer => answer.Status == HttpStatusCode.TooManyRequests);
        Rush.With(all, HttpStatusCode.Created).Count.ShouldBe(10);
    }

    [Fact]
    public async Task A_request_that_was_turned_away_leaves_nothing_behind()
    {
        await using var grid = await StartAsync(Small with { MaxWaiting = 0 });
        var rush = new Rush(grid);
        rush.Begin();
        rush.Send("web", 4);
        rush.Send("web", 4);
        await rush.UntilAnsweredAsync(4);
        var all = await rush.EndAsync();

        var found = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(number => grid.GetAsync($"/v1/channels/web/orders/R-{number}")));

        Rush.With(all, HttpStatusCode.Created).Count.ShouldBe(4);
        Rush.With(found, HttpStatusCode.OK).Count.ShouldBe(4);
        Rush.With(found, HttpStatusCode.NotFound).Count.ShouldBe(4);
    }

    [Fact]
    public async Task Whoever_waits_longer_than_the_patience_is_turned_away()
    {
        await using var grid = await StartAsync(Small with { Patience = TimeSpan.FromMilliseconds(1) });
        var rush = new Rush(grid);
        rush.Begin();

        rush.Send("web", 6);
        var late = await rush.UntilAnsweredAsync(2);
        await rush.EndAsync();

        late.ShouldAllBe(answer => answer.Status == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_rush_for_one_item_leaves_places_for_others()
    {
        await using var grid = await StartAsync(new() { MaxInFlight = 8, ItemPercent = 50 });
        var rush = new Rush(grid);
        rush.Begin();

        rush.Send("web", 3);
        var refused = await rush.UntilAnsweredAsync(1);
        rush.Send("web", 1, "lamp");
        rush.Send("b2b", 3);
        await rush.UntilAnsweredAsync(2);
        var all = await rush.EndAsync();

        Rush.ShouldBeTurnedAway(refused[0], 503, "ItemBusy");
        Rush.With(all, HttpStatusCode.Created).Count.ShouldBe(5);
        Rush.With(all, HttpStatusCode.ServiceUnavailable).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Orders_of_a_kit_count_for_its_components()
    {
        await using var grid = await StartAsync(new() { MaxInFlight = 8, ItemPercent = 50 });
        (await grid.CallAdminAsync(
            HttpMethod.Put, "/v1/kits/RARE", """{"components":[{"sku":"MUG","perKit":1}]}""",
            ("X-Actor", "tester"), ("X-Reason", "tests"))).Status.ShouldBe(HttpStatusCode.OK);
        (await grid.GetAsync("/v1/channels/web/availability?sku=rare")).Status.ShouldBe(HttpStatusCode.OK);
        var rush = new Rush(grid);
        rush.Begin();

        rush.Send("web", 2, "rare");
        rush.Send("web", 1, "lamp");
        rush.Send("web", 1);
        rush.Send("web", 1, "rare");
        var refused = await rush.UntilAnsweredAsync(2);
        var all = await rush.EndAsync();

        refused.ShouldAllBe(answer => answer.Text.Contains("ItemBusy"));
        Rush.With(all, HttpStatusCode.Created).Count.ShouldBe(3);
    }

    [Fact]
    public async Task While_the_kits_are_not_known_the_items_that_lines_name_are_counted()
    {
        await using var grid = await GatewayPeer.StartAsync();
        await grid.ConfigureAsync("web", Bodies.Channel);
        grid.Journal.Away = true;
        var items = grid.Services.GetRequiredService<BusyItems>();
        var address = new Address("A", "S 1", "B", null, "1", "DE");
        var line = new ChannelOrderLine(1, new("rare"), new("EA"), new(1), new(1m, new("EUR")));

        var (places, refused) = await items.TakeAsync(new("web"), new(new("C-1"), new("EUR"), address, [line]));
        var taken = items.Count;
        places!.Dispose();

        refused.ShouldBeNull();
        (taken, items.Count).ShouldBe((2, 0));
    }

    [Fact]
    public async Task A_channel_may_be_given_another_share()
    {
        await using var grid = await StartAsync(Small with { MaxWaiting = 0 });
        var body = Bodies.Channel.Replace("\"shipWithinHours\":24", "\"inFlightPercent\":25", StringComparison.Ordinal);
        (await grid.ConfigureAsync("web", body)).Status.ShouldBe(HttpStatusCode.OK);
        var rush = new Rush(grid);
        rush.Begin();

        rush.Send("web", 5);
        var refused = await rush.UntilAnsweredAsync(3);
        var all = await rush.EndAsync();

        refused[0].Headers["RateLimit-Policy"].ShouldContain("\"in-flight\";q=2;qu=\"concurrent-requests\"");
        refused[0].Headers["RateLimit"].ShouldContain("\"in-flight\";r=0");
        Rush.With(all, HttpStatusCode.Created).Count.ShouldBe(2);
    }

    [Fact]
    public async Task While_the_journal_has_all_it_can_write_nothing_is_taken_in_and_reads_go_on()
    {
        await using var grid = await StartAsync(Small, new SteadyLoad(0.75));

        var refused = await grid.SubmitAsync("L-1");
        var read = await grid.GetAsync("/v1/channels/web/availability?sku=mug");

        Rush.ShouldBeTurnedAway(refused, 503, "Overloaded");
        read.Status.ShouldBe(HttpStatusCode.OK);
        (await grid.GetAsync("/v1/channels/web/orders/L-1")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Below_that_load_work_is_taken_in()
    {
        await using var grid = await StartAsync(Small, new SteadyLoad(0.74));

        (await grid.SubmitAsync("L-2")).Status.ShouldBe(HttpStatusCode.Created);
    }

    private static async Task<GatewayPeer> StartAsync(AdmissionLimits limits, IJournalLoad? load = null)
    {
        var grid = await GatewayPeer.StartAsync(
            admission: limits,
            adjust: services =>
            {
                if (load is not null)
                {
                    services.AddSingleton(load);
                }
            });
        (await grid.ConfigureAsync("web", Bodies.Channel)).Status.ShouldBe(HttpStatusCode.OK);
        (await grid.ConfigureAsync("b2b", Bodies.Channel)).Status.ShouldBe(HttpStatusCode.OK);
        await grid.StockAsync("MUG", 100);
        await grid.StockAsync("LAMP", 100);
        return grid;
    }

    private sealed record SteadyLoad(double Load) : IJournalLoad;
}
