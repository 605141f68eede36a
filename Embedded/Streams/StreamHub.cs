using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace OrderGrid.Embedded;

/// <summary>All streams of a grid, with their subscriptions. It outlives silos that crash.</summary>
internal sealed class StreamHub(ITurnScheduler scheduler, ICallOrigin origin, int backlogLimit, ILogger log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamKey, StreamRoom> _rooms = [];

    public ITurnScheduler Scheduler { get; } = scheduler;

    public ICallOrigin Origin { get; } = origin;

    public int BacklogLimit { get; } = backlogLimit;

    public ILogger Log { get; } = log;

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
