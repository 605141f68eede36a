using Orleans.Runtime;
using Orleans.Streams;

namespace OrderGrid.Embedded;

/// <summary>Gives the streams of a hub under one name.</summary>
internal sealed class GridStreamProvider(string name, StreamHub hub) : IStreamProvider
{
    public string Name { get; } = name;

    public bool IsRewindable => false;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) =>
        new GridStream<T>(hub.Room(new StreamKey(Name, streamId)));
}

/// <summary>A stream seen by publishers and subscribers.</summary>
internal sealed class GridStream<T>(StreamRoom room) : IAsyncStream<T>
{
    public bool IsRewindable => false;

    public string ProviderName => room.Key.Provider;

    public StreamId StreamId => room.Key.Id;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        room.Publish(item);
        return Task.CompletedTask;
    }

    public Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        foreach (var item in batch)
        {
            room.Publish(item!);
        }

        return Task.CompletedTask;
    }

    public Task OnCompletedAsync() => throw new NotSupportedException("Streams have no end.");

    public Task OnErrorAsync(Exception ex) => throw new NotSupportedException("Publishers cannot report errors.");

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) =>
        SubscribeAsync(observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(
        IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null)
    {
        if (token is not null)
        {
            throw new ArgumentException("The stream keeps no past events to start from.", nameof(token));
        }

        var subscription = room.Subscribe(RuntimeContext.CurrentActivation?.GrainId);
        return new GridSubscriptionHandle<T>(room, subscription.Id).ResumeAsync(observer);
    }

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        var subscriptions = room.SubscriptionsOf(RuntimeContext.CurrentActivation?.GrainId);
        return Task.FromResult<IList<StreamSubscriptionHandle<T>>>(
            [.. subscriptions.Select(one => new GridSubscriptionHandle<T>(room, one.Id))]);
    }

    public bool Equals(IAsyncStream<T>? other) =>
        other is not null && StreamId == other.StreamId && ProviderName == other.ProviderName;

    public override bool Equals(object? obj) => obj is IAsyncStream<T> other && Equals(other);

    public override int GetHashCode() => StreamId.GetHashCode();

    public int CompareTo(IAsyncStream<T>? other) => other is null ? 1 : StreamId.CompareTo(other.StreamId);
}

/// <summary>A subscription in the hands of its subscriber.</summary>
internal sealed class GridSubscriptionHandle<T>(StreamRoom room, Guid id) : StreamSubscriptionHandle<T>
{
    public override StreamId StreamId => room.Key.Id;

    public override string ProviderName => room.Key.Provider;

    public override Guid HandleId { get; } = id;

    public override Task UnsubscribeAsync()
    {
        room.Unsubscribe(HandleId);
        if (RuntimeContext.CurrentActivation is { } activation)
        {
            StreamReceivers.Of(activation).Detach(HandleId);
        }

        return Task.CompletedTask;
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(
        IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = room.Find(HandleId)
            ?? throw new InvalidOperationException($"Subscription {HandleId} of stream {StreamId} has ended.");
        var receiver = new StreamReceiver<T>(observer);
        if (RuntimeContext.CurrentActivation is { } activation)
        {
            StreamReceivers.Of(activation).Attach(HandleId, receiver);
        }
        else
        {
            subscription.Outside = receiver;
        }

        return Task.FromResult<StreamSubscriptionHandle<T>>(this);
    }

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other is not null && HandleId == other.HandleId;
}
