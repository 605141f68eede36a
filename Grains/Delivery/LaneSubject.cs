using System.Collections.Immutable;
using OrderGrid.Connectors;
using OrderGrid.Journal;

namespace OrderGrid.Delivery;

/// <summary>One subject's events in a lane: the head is worked on, the others wait behind it.</summary>
internal sealed class LaneSubject(StreamName stream)
{
    private ImmutableArray<DeliveryAttempt> _history = [];
    private LaneItem? _head;
    private Queue<LaneItem>? _followers;

    /// <summary>The subject's stream.</summary>
    public StreamName Stream => stream;

    /// <summary>The event worked on.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public LaneItem Head => _head ?? throw new InvalidOperationException($"{stream} has no event left.");

    /// <summary>True when nothing is left.</summary>
    public bool IsEmpty => _head is null;

    /// <summary>Its events, in order.</summary>
    public IEnumerable<LaneItem> Items => _head is null ? [] : [_head, .. _followers ?? []];

    /// <summary>True from the first failure until nothing of the subject is left.</summary>
    public bool IsParked { get; private set; }

    /// <summary>Failed attempts of the head.</summary>
    public int Failures { get; private set; }

    /// <summary>When the head may be tried again, UTC.</summary>
    public DateTimeOffset NextAttemptAt { get; private set; }

    /// <summary>The last attempts of the head.</summary>
    public ImmutableArray<DeliveryAttempt> History => _history;

    /// <summary>True when the partner must be asked before the head is sent.</summary>
    public bool IsUncertain => Head.Uncertain;

    /// <summary>An outcome the order does not have yet: it is reported again, the document is not sent again.</summary>
    public (PartnerDocument Document, PostOutcome Outcome)? Unreported { get; set; }

    /// <summary>Adds an event behind the others. Most subjects only ever have one in a lane.</summary>
    public void Add(LaneItem item)
    {
        if (_head is null)
        {
            _head = item;
        }
        else
        {
            (_followers ??= new()).Enqueue(item);
        }
    }

    /// <summary>Takes the head off; the next one follows.</summary>
    public LaneItem Take()
    {
        var head = Head;
        _head = _followers is not null && _followers.TryDequeue(out var next) ? next : null;
        return head;
    }

    /// <summary>Takes up what was kept.</summary>
    public void Resume(ParkedSubject parked)
    {
        IsParked = true;
        Failures = parked.Failures;
        NextAttemptAt = parked.NextAttemptAt;
        _history = parked.History;
    }

    /// <summary>What to keep.</summary>
    public ParkedSubject Keep()
    {
        var head = Head;
        return new(stream, head.Event.Sequence, Failures, NextAttemptAt, head.Uncertain, _history);
    }

    /// <summary>The head is gone; the next one starts afresh.</summary>
    public void HeadDone()
    {
        Failures = 0;
        NextAttemptAt = DateTimeOffset.MinValue;
        Unreported = null;
        _history = [];
    }

    /// <summary>
    /// The head waits. An attempt ahead of its time, because the partner came back, does not use up the schedule.
    /// </summary>
    public void HeadFailed(DeliveryAttempt attempt, DateTimeOffset until, bool uncertain)
    {
        IsParked = true;
        if (attempt.At >= NextAttemptAt)
        {
            Failures++;
            NextAttemptAt = until;
        }

        Head.Uncertain = uncertain;
        _history = _history.Length < LaneLimits.MaxHistory
            ? _history.Add(attempt)
            : _history.RemoveAt(0).Add(attempt);
    }
}

/// <summary>One event in a lane.</summary>
internal sealed class LaneItem(FeedEvent given, bool uncertain)
{
    /// <summary>The event.</summary>
    public FeedEvent Event => given;

    /// <summary>Its number in the lane's window; null when its subject is kept by name.</summary>
    public long? Place { get; init; }

    /// <summary>True when it may have been sent before.</summary>
    public bool Uncertain { get; set; } = uncertain;
}
