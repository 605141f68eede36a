using OrderGrid.Delivery;
using OrderGrid.Journal;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Delivery.FeedSamples;

namespace OrderGrid.Tests.Delivery;

/// <summary>A lane's queue against a plain model: a feed, what is done of it, and crashes in between.</summary>
public sealed class LaneQueueModelTests
{
    private const int Subjects = 6;
    private const int Steps = 1_200;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly List<FeedEvent> _feed = [];
    private readonly Dictionary<StreamName, long> _done = [];
    private readonly List<LaneSubject> _inFlight = [];
    private LaneQueue _queue = new(FeedPosition.Start);
    private LaneState _kept = LaneState.New;
    private DateTimeOffset _now = Now;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_completes_first_subjects_stay_in_order_and_nothing_is_passed_over(int seed)
    {
        var random = new Random(seed);
        for (var step = 0; step < Steps; step++)
        {
            Step(random);
            CheckKept(_queue.State);
        }

        Crash();
        while (_queue.ReadThrough < At(_feed.Count) || _queue.Waiting > 0)
        {
            ReadOn(10);
            _now += Longest;
            _queue.Unpark(_now, all: true);
            TakeAll();
            Conclude(random, failures: 0);
        }

        _feed.ShouldAllBe(given => _done[given.Stream] >= given.Sequence.Value);
        _queue.State.ShouldBe(new(At(_feed.Count), _queue.State.Parked));
        _queue.State.Parked.ShouldBeEmpty();
    }

    private void Step(Random random)
    {
        _now += TimeSpan.FromSeconds(1);
        switch (random.Next(12))
        {
            case 0 or 1 or 2:
                var subject = random.Next(Subjects);
                var sequence = _feed.Count(given => given.Stream == Subject(subject)) + 1;
                _feed.Add(Event(subject, sequence, _feed.Count + 1));
                break;
            case 3 or 4:
                ReadOn(random.Next(1, 6));
                break;
            case 5:
                _queue.Unpark(_now, all: random.Next(4) == 0);
                break;
            case 6 or 7 or 8:
                TakeAll();
                Conclude(random, failures: 3);
                break;
            case 9:
                _kept = _queue.State;
                break;
            case 10 when random.Next(10) == 0:
                Crash();
                break;
            default:
                // A page that was overtaken comes in late.
                var from = random.Next(_feed.Count + 1);
                Offer(_feed.Take(from).TakeLast(3), Math.Min(from, Place(_queue.ReadThrough)));
                break;
        }
    }

    private static long Place(FeedPosition position) => position == FeedPosition.Start ? 0 : position.Sequence;

    private void ReadOn(int events)
    {
        var page = _feed.Skip((int)Place(_queue.ReadThrough)).Take(events).ToList();
        if (page.Count > 0)
        {
            Offer(page, page[^1].Place.Sequence);
        }
    }

    // The first event of a subject rests, and so does every third after it.
    private void Offer(IEnumerable<FeedEvent> events, long through) => _queue.Offer(
        events,
        through == 0 ? FeedPosition.Start : At(through),
        uncertain: true,
        given => given.Sequence.Value % 3 == 1 ? _now + Longest : null);

    private void TakeAll()
    {
        while (_inFlight.Count < 4 && _queue.TakeReady(_now) is { } subject)
        {
            _inFlight.ShouldAllBe(other => other.Stream != subject.Stream);
            _inFlight.Add(subject);
        }
    }

    private void Conclude(Random random, int failures)
    {
        if (_inFlight.Count == 0)
        {
            return;
        }

        var subject = _inFlight[random.Next(_inFlight.Count)];
        _inFlight.Remove(subject);
        if (random.Next(10) < failures)
        {
            _queue.Park(subject, Attempt(_now), _now.AddSeconds(random.Next(1, 50)), uncertain: false);
            return;
        }

        var head = subject.Head.Event;
        var done = _done.GetValueOrDefault(head.Stream);
        head.Sequence.Value.ShouldBeLessThanOrEqualTo(done + 1, "no event is passed over");
        _done[head.Stream] = Math.Max(done, head.Sequence.Value);
        _queue.Finish(subject);
    }

    private void Crash()
    {
        _inFlight.Clear();
        _queue = new(_kept.Cursor);
        foreach (var parked in _kept.Parked)
        {
            _queue.Restore(parked, _feed.Where(given => given.Stream == parked.Stream
                && given.Sequence >= parked.Next && given.Place.Position <= _kept.Cursor));
        }
    }

    private void CheckKept(LaneState state)
    {
        foreach (var given in _feed.Take((int)Place(state.Cursor)))
        {
            var parked = state.Parked.FirstOrDefault(subject => subject.Stream == given.Stream);
            var isSafe = _done.GetValueOrDefault(given.Stream) >= given.Sequence.Value
                || parked?.Next <= given.Sequence;
            isSafe.ShouldBeTrue($"{given.Id} lies before the cursor, neither done nor parked");
        }
    }
}
