using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Runtime;

[Collection(GridTests.Name)]
public sealed class StreamTests(GridUnderTest grid)
{
    private readonly string _key = Probe.NewKey("stream");

    private IReaderGrain Reader => grid.Client.GetGrain<IReaderGrain>(_key);

    private IAsyncStream<News> Stream =>
        grid.Client.GetStreamProvider(GridUnderTest.Streams).GetStream<News>(StreamId.Create("news", _key));

    [Fact]
    public async Task Events_arrive_in_the_order_they_were_published()
    {
        await Reader.Subscribe();

        await Publish(1, 20);

        (await Probe.NextAsync(_key, 20)).ShouldBe(Enumerable.Range(1, 20).Select(number => $"{number}"));
    }

    [Fact]
    public async Task An_event_wakes_a_subscriber_that_has_ended()
    {
        await Reader.Subscribe();
        await Publish(1, 1);
        await Probe.NextAsync(_key);
        await Reader.End();
        (await Probe.NextAsync($"{_key}/life")).ShouldBe("ended");

        await Publish(2, 1);

        (await Probe.NextAsync($"{_key}/life")).ShouldBe("resumed");
        (await Probe.NextAsync(_key)).ShouldBe("2");
    }

    [Fact]
    public async Task An_unsubscribed_grain_gets_no_more_events()
    {
        var witness = await SubscribeOutside();
        await Reader.Subscribe();
        await Publish(1, 1);
        await Task.WhenAll(Probe.NextAsync(_key), Probe.NextAsync($"{_key}/outside"));
        (await Reader.Subscriptions()).ShouldBe(1);
        await Reader.Unsubscribe();
        (await Reader.Subscriptions()).ShouldBe(0);

        await Publish(2, 1);

        (await Probe.NextAsync($"{_key}/outside")).ShouldBe("2");
        Probe.Unheard(_key).ShouldBe(0);
        await witness.UnsubscribeAsync();
    }

    [Fact]
    public async Task An_event_that_a_subscriber_failed_on_comes_again()
    {
        await Reader.Subscribe();
        await Publish(1, 1);
        await Probe.NextAsync(_key);
        await Reader.FailOnce();

        await Publish(2, 2);

        (await Probe.NextAsync(_key, 3)).ShouldBe(["failed 2", "2", "3"]);
    }

    [Fact]
    public async Task A_subscriber_outside_of_grains_gets_events()
    {
        var handle = await SubscribeOutside();

        await Publish(5, 1);

        (await Probe.NextAsync($"{_key}/outside")).ShouldBe("5");
        await handle.UnsubscribeAsync();
    }

    [Fact]
    public void An_unknown_provider_is_refused_by_name() =>
        Should.Throw<KeyNotFoundException>(() => grid.Client.GetStreamProvider("nowhere"))
            .Message.ShouldContain("nowhere");

    private Task<StreamSubscriptionHandle<News>> SubscribeOutside() => Stream.SubscribeAsync((news, _) =>
    {
        Probe.Say($"{_key}/outside", $"{news.Number}");
        return Task.CompletedTask;
    });

    private async Task Publish(int first, int count)
    {
        foreach (var number in Enumerable.Range(first, count))
        {
            await Stream.OnNextAsync(new News(number));
        }
    }
}
