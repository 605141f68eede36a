using OrderGrid.Gateway.Hosting;
using OrderGrid.Journal;

namespace OrderGrid.Gateway.Http;

/// <summary>
/// Gives out the places for work in progress. No channel gets more than its share, so there is always room for
/// another; who waits for a place gets it in turn, channel by channel; and what would wait too long is refused before
/// anything is done, so what was taken in is finished.
/// </summary>
public sealed class Admission(GatewayOptions options, IJournalLoad journal, TimeProvider clock)
{
    private readonly AdmissionLimits _limits = options.Admission;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ChannelPlaces> _channels = new(StringComparer.Ordinal);
    private readonly Queue<ChannelPlaces> _turns = new();
    private int _inFlight;
    private int _waiting;

    /// <summary>Requests being worked on, and waiting.</summary>
    public (int InFlight, int Waiting) Now
    {
        get
        {
            lock (_lock)
            {
                return (_inFlight, _waiting);
            }
        }
    }

    /// <summary>Takes a place, or says why there is none.</summary>
    /// <param name="channel">Whose request it is.</param>
    /// <param name="percent">The channel's share; null for the usual one.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public ValueTask<AdmissionAnswer> EnterAsync(string channel, int? percent, CancellationToken cancellation)
    {
        if (journal.Load >= _limits.JournalLoad)
        {
            return new(new AdmissionAnswer(Busy("The journal has as much to write as it can.")));
        }

        lock (_lock)
        {
            var share = percent ?? _limits.ChannelPercent;
            var places = PlacesOf(channel);
            places.Limit = AdmissionLimits.Share(_limits.MaxInFlight, share);
            if (places.Waiting.Count == 0 && CanTake(places))
            {
                return new(Take(places));
            }

            var mayWait = _limits.MaxWaiting > 0 && _waiting < _limits.MaxWaiting
                && places.Waiting.Count < AdmissionLimits.Share(_limits.MaxWaiting, share);
            return mayWait ? new(WaitAsync(places, cancellation)) : new(Refuse(places));
        }
    }

    private static RequestFault Busy(string detail) =>
        new(Refusals.Overloaded, $"{detail} Nothing was done. Wait as Retry-After says.");

    private static AdmissionAnswer Refuse(ChannelPlaces places) => new(
        null,
        places.InFlight >= places.Limit
            ? new(
                Refusals.TooManyRequests,
                $"The channel has {places.Limit} requests under way, which is its share. Nothing was done.")
            : Busy("The grid has as much to do as it can."),
        places.Limit,
        places.Limit - places.InFlight);

    private bool CanTake(ChannelPlaces places) =>
        _inFlight < _limits.MaxInFlight && places.InFlight < places.Limit;

    private AdmissionAnswer Take(ChannelPlaces places)
    {
        _inFlight++;
        places.InFlight++;
        return new(new Place(this, places), places.Limit, places.Limit - places.InFlight);
    }

    private Task<AdmissionAnswer> WaitAsync(ChannelPlaces places, CancellationToken cancellation)
    {
        var waiter = places.Waiting.AddLast(
            new TaskCompletionSource<AdmissionAnswer>(TaskCreationOptions.RunContinuationsAsynchronously));
        _waiting++;
        if (!places.HasTurn)
        {
            places.HasTurn = true;
            _turns.Enqueue(places);
        }

        return AwaitAsync(places, waiter, cancellation);
    }

    private async Task<AdmissionAnswer> AwaitAsync(
        ChannelPlaces places,
        LinkedListNode<TaskCompletionSource<AdmissionAnswer>> waiter,
        CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(_limits.Patience, clock);
        await using var late = patience.Token.Register(() => Abandon(places, waiter));
        await using var gone = cancellation.Register(() => Abandon(places, waiter));
        return await waiter.Value.Task;
    }

    private void Abandon(ChannelPlaces places, LinkedListNode<TaskCompletionSource<AdmissionAnswer>> waiter)
    {
        lock (_lock)
        {
            if (waiter.List is null)
            {
                return;
            }

            places.Waiting.Remove(waiter);
            _waiting--;
            waiter.Value.SetResult(Refuse(places));
            Forget(places);
        }
    }

    private void Leave(ChannelPlaces left)
    {
        lock (_lock)
        {
            _inFlight--;
            left.InFlight--;
            Serve();
            Forget(left);
        }
    }

    // One place each, round and round, until the places or those who may take one are used up.
    private void Serve()
    {
        for (var passed = 0; passed < _turns.Count && _inFlight < _limits.MaxInFlight;)
        {
            var next = _turns.Dequeue();
            if (next.Waiting.First is { } first && CanTake(next))
            {
                next.Waiting.RemoveFirst();
                _waiting--;
                first.Value.SetResult(Take(next));
                passed = 0;
            }
            else
            {
                passed++;
            }

            next.HasTurn = next.Waiting.Count > 0;
            if (next.HasTurn)
            {
                _turns.Enqueue(next);
            }
            else
            {
                passed = 0;
            }
        }
    }

    private ChannelPlaces PlacesOf(string channel)
    {
        if (!_channels.TryGetValue(channel, out var places))
        {
            _channels.Add(channel, places = new(channel));
        }

        return places;
    }

    private void Forget(ChannelPlaces places)
    {
        if (places is { InFlight: 0, Waiting.Count: 0 })
        {
            _channels.Remove(places.Channel);
        }
    }

    private sealed class ChannelPlaces(string channel)
    {
        public string Channel => channel;

        public int Limit { get; set; }

        public int InFlight { get; set; }

        public LinkedList<TaskCompletionSource<AdmissionAnswer>> Waiting { get; } = [];

        public bool HasTurn { get; set; }
    }

    private sealed class Place(Admission admission, ChannelPlaces places) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                admission.Leave(places);
            }
        }
    }
}

/// <summary>A place, or why there is none.</summary>
/// <param name="Place">To be disposed of when the work is done; null when there was none.</param>
/// <param name="Refused">Why not; null when there was one.</param>
/// <param name="Limit">Places the channel may have at a time.</param>
/// <param name="Left">How many of them are free.</param>
public readonly record struct AdmissionAnswer(IDisposable? Place, RequestFault? Refused, int Limit, int Left)
{
    /// <summary>A refusal.</summary>
    public AdmissionAnswer(RequestFault refused) : this(null, refused, 0, 0) { }

    /// <summary>A place.</summary>
    public AdmissionAnswer(IDisposable place, int limit, int left) : this(place, null, limit, left) { }
}
