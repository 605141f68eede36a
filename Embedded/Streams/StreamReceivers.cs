using Orleans.Streams;

namespace OrderGrid.Embedded;

/// <summary>An observer, without the type of its events.</summary>
internal interface IStreamReceiver
{
    Task ReceiveAsync(object item, StreamSequenceToken token);

    Task ReceiveErrorAsync(Exception failure);
}

/// <summary>The observers that an activation has attached to its subscriptions.</summary>
internal sealed class StreamReceivers
{
    private readonly Dictionary<Guid, IStreamReceiver> _receivers = [];

    public static StreamReceivers Of(Activation activation)
    {
        var receivers = activation.GetComponent<StreamReceivers>();
        if (receivers is null)
        {
            receivers = new StreamReceivers();
            activation.SetComponent(receivers);
        }

        return receivers;
    }

    /// <summary>Delivers in a turn of the activation. Nothing happens without an observer for it.</summary>
    public static Task DeliverAsync(Guid subscription, Func<IStreamReceiver, Task> deliver) =>
        Of(RuntimeContext.CurrentActivation!)._receivers.TryGetValue(subscription, out var receiver)
            ? deliver(receiver)
            : Task.CompletedTask;

    public void Attach(Guid subscription, IStreamReceiver receiver) => _receivers[subscription] = receiver;

    public void Detach(Guid subscription) => _receivers.Remove(subscription);
}

/// <summary>An observer of one type of events.</summary>
internal sealed class StreamReceiver<T>(IAsyncObserver<T> observer) : IStreamReceiver
{
    public Task ReceiveAsync(object item, StreamSequenceToken token) => observer.OnNextAsync((T)item, token);

    public Task ReceiveErrorAsync(Exception failure) => observer.OnErrorAsync(failure);
}
