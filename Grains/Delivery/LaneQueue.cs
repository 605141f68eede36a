using System.Collections.Immutable;
using OrderGrid.Journal;

namespace OrderGrid.Delivery;

/// <summary>
/// What a lane has read and not yet done: in order per subject, subjects side by side, and the position up to which
/// everything is done or parked. Plain memory, used by one turn at a time.
/// </summary>
internal sealed class LaneQueue
{
    private readonly Dictionary<StreamName, LaneSubject> _subjects = [];
    private readonly NumberedQueue<Place> _window = new();
    private readonly Queue<LaneSubject> _ready = new();
    private readonly RestingEvents _resting = new();
    private readonly List<LaneSubject> _parked = [];
    private readonly Dictionary<StreamName, ParkedSubject> _expected = [];
    private FeedPosition _before;
    private FeedPosition _latest;

    /// <summary>Starts where a kept state ended.</summary>
    public LaneQueue(FeedPosition cursor)
    {
        _latest = cursor;
        ReadThrough = cursor;
    }

    /// <summary>The position read up to.</summary>
    public FeedPosition ReadThrough { get; private set; }

    /// <summary>Events read and not yet done.</summary>
    public int Waiting { get; private set; }

    /// <summary>Subjects that wait for a retry.</summary>
    public int Parked => _parked.Count;

    /// <summary>What to keep.</summary>
    public LaneState State
    {
        get
        {
            while (_window.Count > 0 && _window[_window.First].Done)
            {
                _window.RemoveFirst();
            }

            var cursor = _window.Count > 0 ? _window[_window.First].Before : ReadThrough;
            var parked = _subjects.Values.Where(subject => subject.IsParked).Select(subject => subject.Keep());
            return new(cursor, [.. parked, .. _expected.Values]);
        }
    }

    /// <summary>Counts what happened to events: the state need not be kept again while it stays the same.</summary>
    public long Changes { get; private set; }

    /// <summary>
    /// Takes in events that lie behind <see cref="ReadThrough"/>; earlier ones are passed over, and a stretch that
    /// ends before it, because another one overtook it, changes nothing.
    /// </summary>
    /// <param name="events">In feed order.</param>
    /// <param name="through">The position they reach up to.</param>
    /// <param name="uncertain">True when an earlier activation may have sent them.</param>
    /// <param name="restUntil">
    /// When one that rests may first be tried, UTC, never earlier than one before it; null for one that does not.
    /// </param>
    public void Offer(
        IEnumerable<FeedEvent> events,
        FeedPosition through,
        bool uncertain,
        Func<FeedEvent, DateTimeOffset?>? restUntil = null)
    {
        if (through <= ReadThrough)
        {
            return;
        }

        Changes++;
        foreach (var given in events.Where(given => given.Place.Position > ReadThrough))
        {
            Add(given, uncertain, restUntil?.Invoke(given));
        }

        _latest = through;
        ReadThrough = through;
    }

    /// <summary>
    /// Brings back a parked subject with the events of it that lie before the cursor. Each may have been sent after
    /// the state was kept, so the partner is asked first.
    /// </summary>
    public void Restore(ParkedSubject parked, IEnumerable<FeedEvent> events)
    {
        var subject = new LaneSubject(parked.Stream);
        subject.Resume(parked);
        foreach (var given in events)
        {
            subject.Add(new(given, uncertain: true));
            Waiting++;
        }

        if (!subject.IsEmpty)
        {
            _subjects.Add(parked.Stream, subject);
            _parked.Add(subject);
        }
        else
        {
            // Its next event lies behind the cursor, and so may earlier ones that are done.
            _expected.Add(parked.Stream, parked);
        }
    }

    /// <summary>The next subject whose head may be tried, or null. It is the caller's until finished.</summary>
    public LaneSubject? TakeReady(DateTimeOffset now = default)
    {
        // One joins the end for each that leaves, so that neither those that rest nor the others wait for ever.
        if (_resting.TakeDue(now) is { } rested)
        {
            OpenReady(rested.Event.Stream, rested);
        }

        return _ready.TryDequeue(out var subject) ? subject : null;
    }

    /// <summary>Makes every parked subject ready that is due.</summary>
    /// <param name="now">UTC.</param>
    /// <param name="all">True when the partner has come back: none needs to wait any longer.</param>
    public void Unpark(DateTimeOffset now, bool all)
    {
        for (var index = _parked.Count - 1; index >= 0; index--)
        {
            if (all || _parked[index].NextAttemptAt <= now)
            {
                _ready.Enqueue(_parked[index]);
                _parked.RemoveAt(index);
            }
        }
    }

    /// <summary>Gives a subject back untried: the gate was closed.</summary>
    public void PutBack(LaneSubject subject) => _ready.Enqueue(subject);

    /// <summary>The subject's head is done or given up; its followers are next.</summary>
    public void Finish(LaneSubject subject)
    {
        Changes++;
        var item = subject.Take();
        Leave(item);
        Waiting--;
        subject.HeadDone();
        if (!subject.IsEmpty)
        {
            _ready.Enqueue(subject);
        }
        else
        {
            _subjects.Remove(subject.Stream);
        }
    }

    /// <summary>The subject's head failed: it waits, and its followers behind it.</summary>
    public void Park(LaneSubject subject, DeliveryAttempt attempt, DateTimeOffset until, bool uncertain)
    {
        Changes++;
        subject.HeadFailed(attempt, until, uncertain);
        foreach (var item in subject.Items)
        {
            Leave(item);
        }

        _parked.Add(subject);
    }

    private void Add(FeedEvent given, bool uncertain, DateTimeOffset? restUntil)
    {
        var place = given.Place.Position;
        if (_expected.TryGetValue(given.Stream, out var expected) && given.Sequence < expected.Next)
        {
            return;
        }

        if (place > _latest)
        {
            _before = _latest;
            _latest = place;
        }

        Waiting++;
        if (!_subjects.TryGetValue(given.Stream, out var subject))
        {
            var rested = _resting.Take(given.Stream);
            if (rested is null && expected is null && restUntil is { } until)
            {
                _resting.Add(new(given, uncertain) { Place = _window.Add(new(_before)) }, until);
                return;
            }

            subject = expected is null ? OpenReady(given.Stream, rested) : OpenParked(given.Stream, expected);
        }

        // A parked subject is kept by name, so its events need no place in the window.
        subject.Add(new(given, uncertain) { Place = subject.IsParked ? null : _window.Add(new(_before)) });
    }

    private LaneSubject Open(StreamName stream)
    {
        var subject = new LaneSubject(stream);
        _subjects.Add(stream, subject);
        return subject;
    }

    // What follows an event that rests ends its rest: there is more to do about the subject than could be saved.
    private LaneSubject OpenReady(StreamName stream, LaneItem? rested)
    {
        var subject = Open(stream);
        if (rested is not null)
        {
            subject.Add(rested);
        }

        _ready.Enqueue(subject);
        return subject;
    }

    private LaneSubject OpenParked(StreamName stream, ParkedSubject expected)
    {
        var subject = Open(stream);
        _expected.Remove(stream);
        subject.Resume(expected);
        _parked.Add(subject);
        return subject;
    }

    private void Leave(LaneItem item)
    {
        if (item.Place is { } place && place >= _window.First)
        {
            _window[place].Done = true;
        }
    }

    // A place in the window: where a cursor may stand while the event there is not done, given up or kept by name.
    private record struct Place(FeedPosition Before)
    {
        public bool Done { get; set; }
    }
}
