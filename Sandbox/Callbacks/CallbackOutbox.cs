namespace OrderGrid.Sandbox.Callbacks;

/// <summary>
/// What a partner system still has to tell the grid. Nothing leaves it without a 2xx. Not safe for concurrent use:
/// the partner system guards it.
/// </summary>
public sealed class CallbackOutbox(CallbackBackoff backoff)
{
    private readonly PriorityQueue<Callback, (DateTimeOffset Due, long Arrival)> _ready = new();
    private readonly Dictionary<string, Queue<Callback>> _waiting = [];
    private readonly Dictionary<(string EventId, int Copy), int> _failures = [];
    private readonly HashSet<(string EventId, int Copy)> _withdrawn = [];
    private long _arrivals;

    /// <summary>Callbacks that are not delivered yet, those being sent right now included.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Sendings that failed.</summary>
    public int Failures { get; private set; }

    /// <summary>When the next callback can be sent; null when there is none to send.</summary>
    public DateTimeOffset? NextDue => _ready.TryPeek(out _, out var priority) ? priority.Due : null;

    /// <summary>Takes a callback in.</summary>
    public void Enqueue(Callback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Outstanding++;
        if (!callback.Ordered)
        {
            Ready(callback, callback.Due);
            return;
        }

        if (_waiting.TryGetValue(callback.Subject, out var followers))
        {
            followers.Enqueue(callback);
            return;
        }

        _waiting[callback.Subject] = new Queue<Callback>();
        Ready(callback, callback.Due);
    }

    /// <summary>Hands out up to <paramref name="limit"/> callbacks that are due; each must be reported back.</summary>
    public IReadOnlyList<Callback> TakeDue(DateTimeOffset now, int limit)
    {
        var due = new List<Callback>();
        while (due.Count < limit && NextDue <= now)
        {
            var callback = _ready.Dequeue();
            if (_withdrawn.Remove((callback.EventId, callback.Copy)))
            {
                Finish(callback, now);
                continue;
            }

            due.Add(callback);
        }

        return due;
    }

    /// <summary>The callback got its 2xx.</summary>
    public void Delivered(Callback callback, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _failures.Remove((callback.EventId, callback.Copy));
        Finish(callback, now);
    }

    /// <summary>The callback did not get a 2xx; it is sent again after the backoff.</summary>
    public void Failed(Callback callback, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Failures++;
        var key = (callback.EventId, callback.Copy);
        _failures[key] = _failures.GetValueOrDefault(key) + 1;
        Ready(callback, now + backoff.After(_failures[key]));
    }

    /// <summary>Takes a callback out that was not handed out yet.</summary>
    public void Withdraw(Callback callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _withdrawn.Add((callback.EventId, callback.Copy));
    }

    private void Ready(Callback callback, DateTimeOffset due) => _ready.Enqueue(callback, (due, _arrivals++));

    private void Finish(Callback callback, DateTimeOffset now)
    {
        Outstanding--;
        if (!callback.Ordered || !_waiting.TryGetValue(callback.Subject, out var followers))
        {
            return;
        }

        if (followers.TryDequeue(out var next))
        {
            Ready(next, next.Due > now ? next.Due : now);
        }
        else
        {
            _waiting.Remove(callback.Subject);
        }
    }
}
