using Orleans.Providers.Streams.Common;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>One stream: it numbers events and queues them for every subscription.</summary>
internal sealed class StreamRoom(StreamHub hub, StreamKey key)
{
    private readonly Lock _gate = new();
    private readonly List<StreamSubscription> _subscriptions = [];
    private long _sequence;

    public StreamHub Hub { get; } = hub;

    public StreamKey Key { get; } = key;

    public void Publish(object item)
    {
        lock (_gate)
        {
            var token = new EventSequenceTokenV2(++_sequence);
            foreach (var subscription in _subscriptions)
            {
                subscription.Queue(item, token);
            }
        }
    }

    public StreamSubscription Subscribe(GrainId? consumer)
    {
        var subscription = new StreamSubscription(this, Hub.Scheduler.NewGuid(), consumer);
        lock (_gate)
        {
            _subscriptions.Add(subscription);
        }

        return subscription;
    }

    public StreamSubscription? Find(Guid id)
    {
        lock (_gate)
        {
            return _subscriptions.Find(one => one.Id == id);
        }
    }

    public StreamSubscription[] SubscriptionsOf(GrainId? consumer)
    {
        lock (_gate)
        {
            return [.. _subscriptions.Where(one => one.Consumer == consumer)];
        }
    }

    public void Unsubscribe(Guid id)
    {
        lock (_gate)
        {
            _subscriptions.RemoveAll(one => one.Id == id);
        }
    }
}
