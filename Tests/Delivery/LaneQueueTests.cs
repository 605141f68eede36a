using OrderGrid.Delivery;
using OrderGrid.Journal;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Delivery.FeedSamples;

namespace OrderGrid.Tests.Delivery;

public sealed class LaneQueueTests
{
    private static readonly DateTimeOffset Later = Now.AddMinutes(1);

    [Fact]
    public void The_cursor_stops_before_what_is_not_done()
    {
        var queue = Queue(Event(1, 1, 10), Event(2, 1, 20), Event(3, 1, 30));
        var (first, second, third) = (Take(queue), Take(queue), Take(queue));

        queue.Finish(third);
        queue.State.Cursor.ShouldBe(FeedPosition.Start);
        queue.Finish(first);
        queue.State.Cursor.ShouldBe(At(10));
        queue.Finish(second);
        queue.State.Cursor.ShouldBe(At(30));
    }

    [Fact]
    public void Events_of_one_record_are_passed_together()
    {
        var queue = Queue(Event(1, 1, 10), Event(2, 1, 20), Event(2, 2, 20));
        queue.Finish(Take(queue));
        queue.Finish(Take(queue));

        queue.State.Cursor.ShouldBe(At(10));
        queue.Finish(Take(queue));
        queue.State.Cursor.ShouldBe(At(20));
    }

    [Fact]
    public void A_parked_subject_is_kept_by_name_and_its_followers_wait_behind_it()
    {
        var queue = Queue(Event(1, 1, 10), Event(1, 2, 20), Event(2, 1, 30));
        queue.Park(Take(queue), Attempt(), Later, uncertain: true);
        queue.Finish(Take(queue));

        queue.TakeReady().ShouldBeNull();
        queue.State.Cursor.ShouldBe(At(30));
        var parked = queue.State.Parked.Single();
        (parked.Stream, parked.Next.Value, parked.Failures, parked.Uncertain).ShouldBe((Subject(1), 1, 1, true));

        queue.Offer([Event(1, 3, 40)], At(40), uncertain: false);
        queue.TakeReady().ShouldBeNull();
        queue.State.Cursor.ShouldBe(At(40));
    }

    [Fact]
    public void A_parked_subject_is_ready_when_it_is_due_or_the_partner_is_back()
    {
        var queue = Queue(Event(1, 1, 10), Event(2, 1, 20));
        queue.Park(Take(queue), Attempt(), Later, uncertain: false);
        queue.Park(Take(queue), Attempt(), Later.AddHours(1), uncertain: false);

        queue.Unpark(Later.AddTicks(-1), all: false);
        queue.TakeReady().ShouldBeNull();
        queue.Unpark(Later, all: false);
        queue.TakeReady()!.Stream.ShouldBe(Subject(1));
        queue.TakeReady().ShouldBeNull();
        queue.Unpark(Later, all: true);
        queue.TakeReady()!.Stream.ShouldBe(Subject(2));
    }

    [Fact]
    public void An_attempt_ahead_of_its_time_does_not_use_up_the_schedule()
    {
        var queue = Queue(Event(1, 1, 10));
        queue.Park(Take(queue), Attempt(), Later, uncertain: false);
        queue.Unpark(Now, all: true);

        queue.Park(Take(queue), Attempt(Now.AddSeconds(1)), Later.AddHours(1), uncertain: false);

        var parked = queue.State.Parked.Single();
        (parked.Failures, parked.NextAttemptAt, parked.History.Length).ShouldBe((1, Later, 2));
    }

    [Fact]
    public void The_history_keeps_the_last_attempts()
    {
        var queue = Queue(Event(1, 1, 10));
        for (var attempt = 0; attempt <= LaneLimits.MaxHistory; attempt++)
        {
            queue.Park(Take(queue), Attempt(Now.AddHours(attempt)), Now.AddHours(attempt), uncertain: false);
            queue.Unpark(Now.AddHours(attempt), all: false);
        }

        var history = queue.State.Parked.Single().History;
        history.Length.ShouldBe(LaneLimits.MaxHistory);
        history[0].At.ShouldBe(Now.AddHours(1));
    }

    [Fact]
    public void What_was_read_before_is_passed_over()
    {
        var queue = Queue(Event(1, 1, 10), Event(1, 2, 20));

        queue.Offer([Event(1, 2, 20), Event(1, 3, 30)], At(30), uncertain: false);
        queue.Offer([Event(1, 2, 20)], At(20), uncertain: false);

        queue.ReadThrough.ShouldBe(At(30));
        queue.Waiting.ShouldBe(3);
    }

    [Fact]
    public void A_restored_subject_waits_on_and_asks_before_it_sends()
    {
        var queue = new LaneQueue(At(20));
        queue.Restore(Kept(next: 2), [Event(1, 2, 15)]);

        queue.TakeReady().ShouldBeNull();
        queue.Unpark(Later, all: false);
        var subject = Take(queue);
        subject.IsUncertain.ShouldBeTrue();
        subject.Failures.ShouldBe(3);
    }

    [Fact]
    public void A_restored_subject_that_was_ahead_of_the_cursor_does_nothing_twice()
    {
        var queue = new LaneQueue(At(20));
        queue.Restore(Kept(next: 3), []);

        queue.Offer([Event(1, 1, 30), Event(1, 2, 40), Event(1, 3, 50)], At(50), uncertain: true);

        queue.Waiting.ShouldBe(1);
        queue.TakeReady().ShouldBeNull();
        queue.State.Parked.Single().Failures.ShouldBe(3);
    }

    [Fact]
    public void An_event_that_rests_keeps_no_other_waiting()
    {
        var queue = new LaneQueue(FeedPosition.Start);
        queue.Offer([Event(1, 1, 10)], At(10), uncertain: false, _ => Later);
        queue.Offer([Event(2, 1, 20)], At(20), uncertain: false);

        queue.TakeReady(Later.AddMilliseconds(-1))!.Stream.ShouldBe(Subject(2));
        queue.TakeReady(Later.AddMilliseconds(-1)).ShouldBeNull();
        queue.State.Cursor.ShouldBe(FeedPosition.Start);
        queue.TakeReady(Later)!.Stream.ShouldBe(Subject(1));
    }

    [Fact]
    public void What_follows_an_event_that_rests_ends_its_rest_and_waits_behind_it()
    {
        var queue = new LaneQueue(FeedPosition.Start);
        queue.Offer([Event(1, 1, 10), Event(2, 1, 20)], At(20), uncertain: false, _ => Later);
        queue.Offer([Event(2, 2, 30)], At(30), uncertain: false);

        var subject = Take(queue);
        queue.TakeReady().ShouldBeNull();
        subject.Items.Select(item => item.Event.Id).ShouldBe([Event(2, 1, 20).Id, Event(2, 2, 30).Id]);
        queue.Finish(subject);
        queue.Finish(Take(queue));
        (queue.Waiting, queue.State.Cursor).ShouldBe((1, FeedPosition.Start));
        queue.Finish(queue.TakeReady(Later).ShouldNotBeNull());
        (queue.Waiting, queue.State.Cursor).ShouldBe((0, At(30)));
    }

    [Fact]
    public void One_whose_rest_is_over_is_not_passed_over_by_others_that_keep_coming()
    {
        var queue = new LaneQueue(FeedPosition.Start);
        queue.Offer([Event(0, 1, 1)], At(1), uncertain: false, _ => Now);
        queue.Offer([Event(1, 1, 2), Event(2, 1, 3)], At(3), uncertain: false);

        var taken = new List<StreamName>();
        for (var number = 3; number < 10; number++)
        {
            queue.Offer([Event(number, 1, number + 1)], At(number + 1), uncertain: false);
            taken.Add(queue.TakeReady(Now).ShouldNotBeNull().Stream);
        }

        taken.ShouldContain(Subject(0));
    }

    [Fact]
    public void What_was_restored_and_has_not_come_again_is_kept_by_name_as_before()
    {
        var queue = new LaneQueue(At(20));
        queue.Restore(Kept(next: 3), []);

        queue.Offer([Event(2, 1, 30)], At(30), uncertain: true);

        var kept = queue.State.Parked.Single();
        (kept.Stream, kept.Next.Value, kept.Failures).ShouldBe((Subject(1), 3, 3));
    }

    private static ParkedSubject Kept(long next) => new(Subject(1), new(next), 3, Later, false, [Attempt()]);

    private static LaneQueue Queue(params FeedEvent[] events)
    {
        var queue = new LaneQueue(FeedPosition.Start);
        queue.Offer(events, events[^1].Place.Position, uncertain: false);
        return queue;
    }

    private static LaneSubject Take(LaneQueue queue) => queue.TakeReady().ShouldNotBeNull();
}
