using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace OrderGrid.Tests.Runtime;

[GenerateSerializer, Immutable, Alias("tests.news")]
public sealed record News([property: Id(0)] int Number);

public interface IReaderGrain : IGrainWithStringKey
{
    Task Subscribe();

    Task Unsubscribe();

    Task<int> Subscriptions();

    Task FailOnce();

    Task End();
}

/// <summary>Subscribes to the stream that has its key, and resumes in every activation.</summary>
public sealed class ReaderGrain : Grain, IReaderGrain
{
    private bool _fails;

    private IAsyncStream<News> Stream =>
        this.GetStreamProvider(GridUnderTest.Streams).GetStream<News>(StreamId.Create("news", Key));

    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var handle in await Stream.GetAllSubscriptionHandles())
        {
            await handle.ResumeAsync(OnNews);
            Probe.Say($"{Key}/life", "resumed");
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Probe.Say($"{Key}/life", "ended");
        return Task.CompletedTask;
    }

    public Task Subscribe() => Stream.SubscribeAsync(OnNews);

    public async Task Unsubscribe()
    {
        foreach (var handle in await Stream.GetAllSubscriptionHandles())
        {
            await handle.UnsubscribeAsync();
        }
    }

    public async Task<int> Subscriptions() => (await Stream.GetAllSubscriptionHandles()).Count;

    public Task FailOnce()
    {
        _fails = true;
        return Task.CompletedTask;
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private Task OnNews(News news, StreamSequenceToken? token)
    {
        if (_fails)
        {
            _fails = false;
            Probe.Say(Key, $"failed {news.Number}");
            throw new InvalidOperationException("could not read");
        }

        Probe.Say(Key, $"{news.Number}");
        return Task.CompletedTask;
    }
}
