using System.Collections.Immutable;
using OrderGrid.Channels;
using OrderGrid.Gateway.Sourcing;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;
using OrderGrid.Sourcing;
using OrderGrid.Tests.Orders;
using OrderGrid.Tests.Sandbox;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Gateway;

/// <summary>Runs over a journal whose orders were accepted on several days.</summary>
public sealed class WhatIfRunTests
{
    private static readonly ImmutableArray<JournalEvent> Accepted =
    [
        .. OrderDecisions.Accept(OrderStory.Submit, OrderStory.Sourced, OrderStory.Now)
            .Select(happening => OrderEvents.Format.Write(happening, OrderStory.Context, OrderStory.Now)),
    ];

    private readonly StepClock _clock = new();
    private readonly VolatileJournal _journal;
    private int _orders;

    public WhatIfRunTests() => _journal = new(_clock);

    [Fact]
    public async Task Orders_of_the_days_asked_for_are_looked_at_and_no_others()
    {
        await AcceptAsync(300);
        _clock.Advance(TimeSpan.FromHours(25));
        await AcceptAsync(200);
        _clock.Advance(TimeSpan.FromHours(1));

        var (one, both) = (await RunAsync(days: 1), await RunAsync(days: 2));

        (one.Orders, one.FewerShipments, one.Truncated).ShouldBe((200, 200, false));
        (both.Orders, both.FewerShipments, both.Truncated).ShouldBe((500, 500, false));
        (await RunAsync(days: 0)).Orders.ShouldBe(0);
    }

    [Fact]
    public async Task Orders_beyond_the_most_of_a_run_make_its_figures_those_of_a_part()
    {
        await AcceptAsync(5);
        _clock.Advance(TimeSpan.FromDays(2));
        await AcceptAsync(WhatIfRun.MaxOrders);

        var (whole, part) = (await RunAsync(days: 1), await RunAsync(days: 3));

        (whole.Orders, whole.Truncated).ShouldBe((WhatIfRun.MaxOrders, false));
        (part.Orders, part.Truncated).ShouldBe((WhatIfRun.MaxOrders, true));
    }

    private async Task AcceptAsync(int orders)
    {
        for (var last = _orders + orders; _orders < last;)
        {
            var key = new OrderKey(OrderStory.Submit.Order.Channel, new($"{++_orders}"));
            (await _journal.AppendAsync(
                new(new(StreamCategory.Order, key.ToString()), StreamVersion.None, Accepted),
                TestContext.Current.CancellationToken)).ShouldBe(AppendOutcome.Committed);
        }
    }

    private Task<WhatIfAnswer> RunAsync(int days)
    {
        var listings = OrderStory.Submit.Lines.ToImmutableDictionary(
            line => line.ChannelSku,
            line => new Listing(line.Sku, ImmutableDictionary<UnitOfMeasure, int>.Empty));
        var channel = new ChannelConfiguration(
            "canonical", OrderStory.Submit.Currency, [OrderStory.Ber, OrderStory.Rtm], 24, listings);
        return new WhatIfRun(
            _journal, new(new(), OrderStory.Submit.Order.Channel, channel, NodeCatalogue.Empty), _clock)
            .RunAsync(_clock.GetUtcNow() - TimeSpan.FromDays(days), TestContext.Current.CancellationToken);
    }
}
