using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>All streams of a grid, with their subscriptions. It outlives silos that crash.</summary>
internal sealed class StreamHub(ITurnScheduler scheduler, ICallOrigin origin, int backlogLimit, ILogger log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamKey, StreamRoom> _rooms = [];

    private volatile bool _isStopped;

    public bool IsStopped => _isStopped;

    public ITurnScheduler Scheduler { get; } = scheduler;

    public ICallOrigin Origin { get; } = origin;

    public int BacklogLimit { get; } = backlogLimit;

    public ILogger Log { get; } = log;

    /// <summary>Ends all delivery; what has not been delivered is lost.</summary>
    public void Stop() => _isStopped = true;

    public StreamRoom Room(StreamKey key)
    {
        lock (_gate)
        {
            if (!_rooms.TryGetValue(key, out var room))
            {
                _rooms[key] = room = new StreamRoom(this, key);
            }

            return room;
        }
    }
}

/// <summary>A stream of a provider.</summary>
internal readonly record struct StreamKey(string Provider, StreamId Id);
