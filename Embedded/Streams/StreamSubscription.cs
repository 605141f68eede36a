using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams;

namespace OrderGrid.Embedded;

/// <summary>The events one subscriber has yet to get. They go out one by one; a failed one is tried again.</summary>
internal sealed partial class StreamSubscription(StreamRoom room, Guid id, GrainId? consumer)
{
    /// <summary>How long the delivery of one event is tried before the subscriber is told of an error.</summary>
    private static readonly TimeSpan LongestDelivery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly CallShape Delivery = new("stream delivery", interleaves: false, awaited: true);

    private readonly Lock _gate = new();
    private readonly Queue<(object Item, StreamSequenceToken Token)> _backlog = new();
    private ICallTarget? _target;
    private bool _isDelivering;

    public Guid Id { get; } = id;

    /// <summary>The subscribed grain; null for a subscriber outside of grains.</summary>
    public GrainId? Consumer { get; } = consumer;

    /// <summary>The observer of a subscriber outside of grains.</summary>
    public IStreamReceiver? Outside { get; set; }

    public void Queue(object item, StreamSequenceToken token)
    {
        lock (_gate)
        {
            if (_backlog.Count >= room.Hub.BacklogLimit)
            {
                LogDropped(room.Hub.Log, room.Key.Id, Id, token.SequenceNumber);
                return;
            }

            _backlog.Enqueue((item, token));
            if (_isDelivering)
            {
                return;
            }

            _isDelivering = true;
        }

        room.Hub.Scheduler.RunOutside(DeliverAllAsync);
    }

    private async Task DeliverAllAsync()
    {
        while (Next() is { } next)
        {
            await DeliverOneAsync(next.Item, next.Token);
        }
    }

    private (object Item, StreamSequenceToken Token)? Next()
    {
        // Asked before the gate is taken: publishers take the room's gate first.
        var isOver = room.Hub.IsStopped || room.Find(Id) is null;
        lock (_gate)
        {
            if (isOver)
            {
                _backlog.Clear();
            }

            if (_backlog.TryDequeue(out var next))
            {
                return next;
            }

            _isDelivering = false;
            return null;
        }
    }

    private async Task DeliverOneAsync(object item, StreamSequenceToken token)
    {
        var time = room.Hub.Scheduler.Time;
        var started = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await SendAsync(receiver => receiver.ReceiveAsync(item, token));
                return;
            }
            catch (Exception failure)
            {
                LogDeliveryFailed(room.Hub.Log, failure, room.Key.Id, Id);
                if (time.GetElapsedTime(started) + pause > LongestDelivery)
                {
                    await ReportAsync(failure);
                    return;
                }
            }

            await Task.Delay(pause, time);
            if (room.Hub.IsStopped || room.Find(Id) is null)
            {
                return;
            }
        }
    }

    private async Task ReportAsync(Exception failure)
    {
        try
        {
            await SendAsync(receiver => receiver.ReceiveErrorAsync(failure));
        }
        catch (Exception second)
        {
            LogDeliveryFailed(room.Hub.Log, second, room.Key.Id, Id);
        }
    }

    private Task SendAsync(Func<IStreamReceiver, Task> deliver)
    {
        if (Consumer is not { } grain)
        {
            return Outside is null ? Task.CompletedTask : deliver(Outside);
        }

        var call = new WorkCall(Delivery, _ => StreamReceivers.DeliverAsync(Id, deliver)) { TargetId = grain };
        room.Hub.Origin.Send(call, ref _target);
        return call.Answer;
    }

    [LoggerMessage(
        7030, LogLevel.Warning, "Event {Sequence} of stream {Stream} is dropped for {Subscription}: too slow")]
    private static partial void LogDropped(ILogger log, StreamId stream, Guid subscription, long sequence);

    [LoggerMessage(7031, LogLevel.Warning, "An event of stream {Stream} could not be delivered to {Subscription}")]
    private static partial void LogDeliveryFailed(ILogger log, Exception failure, StreamId stream, Guid subscription);
}
