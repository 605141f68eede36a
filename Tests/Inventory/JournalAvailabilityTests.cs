using Microsoft.Extensions.Logging.Abstractions;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Inventory.AvailabilityStory;
#if EMBEDDED
using OrderGrid.Embedded;
#endif

namespace OrderGrid.Tests.Inventory;

public sealed class JournalAvailabilityTests : IDisposable
{
    private readonly AvailabilityStory _story = new();
    private readonly JournalAvailability _availability;

    public JournalAvailabilityTests() => _availability = Create(_story.Journal, _story);

    [Fact]
    public async Task Positions_are_answered_in_the_order_they_were_asked_for()
    {
        await _story.WriteAsync(Mug, 5);
        await _story.WriteAsync(Pen, 7, 8);

        var reading = await _availability.ReadAsync([Pen, Mug, Pen], Ended);

        reading.Positions.Select(position => position.Version.Value).ShouldBe([2, 1, 2]);
        reading.AsOf.ShouldBe(_story.GetUtcNow());
    }

    [Fact]
    public async Task What_was_read_is_known_at_once_and_what_was_not_is_not()
    {
        await _availability.ReadAsync([Mug], Ended);

        _availability.TryGet(Mug, out var mug).ShouldBeTrue();
        _availability.TryGet(Pen, out _).ShouldBeFalse();
        mug!.Position.ShouldBe(Mug);
    }

    [Fact]
    public async Task When_the_feed_was_not_read_for_too_long_nothing_is_answered()
    {
        await _availability.ReadAsync([Mug], Ended);

        _story.Advance(TimeSpan.FromSeconds(5));
        await _availability.ReadAsync([Mug], Ended);
        _story.Advance(TimeSpan.FromTicks(1));

        _availability.TryGet(Mug, out _).ShouldBeFalse();
        await Should.ThrowAsync<JournalUnavailableException>(() => _availability.ReadAsync([Mug], Ended).AsTask());
    }

    [Fact]
    public async Task A_journal_that_is_away_at_the_first_question_is_asked_again_at_the_next()
    {
        _story.Faults.Unavailable = JournalOperation.ReadHeads;
        await Should.ThrowAsync<JournalUnavailableException>(() => _availability.ReadAsync([Mug], Ended).AsTask());
        _story.Faults.Unavailable = null;

        (await _availability.ReadAsync([Mug], Ended)).Positions.ShouldHaveSingleItem();
    }

#if EMBEDDED
    [Fact]
    public void While_nobody_asks_nothing_is_read_and_the_next_question_is_answered_as_things_are_then()
    {
        var simulation = new Simulation(1);
        var reads = 0;
        var story = new AvailabilityStory(simulation.Time);
        story.Faults.Delay = (operation, _) =>
            operation == JournalOperation.ReadFeed ? Task.FromResult(reads++) : Task.CompletedTask;
        using var availability = Create(story.Journal, simulation.Time);

        simulation.Run(async () =>
        {
            _ = availability.RunAsync(Ended);
            await availability.ReadAsync([Mug], Ended);
            await Task.Delay(TimeSpan.FromMinutes(2), simulation.Time);
            var before = reads;
            await story.WriteAsync(Mug, 5);
            await Task.Delay(TimeSpan.FromHours(1), simulation.Time);

            before.ShouldBeGreaterThan(100);
            reads.ShouldBe(before);
            (await availability.ReadAsync([Mug], Ended)).Positions.Single().Version.Value.ShouldBe(1);
        });
    }

    [Fact]
    public void A_change_is_shown_within_a_second()
    {
        var simulation = new Simulation(1);
        var story = new AvailabilityStory(simulation.Time);
        using var availability = Create(story.Journal, simulation.Time);

        simulation.Run(async () =>
        {
            _ = availability.RunAsync(Ended);
            await availability.ReadAsync([Mug], Ended);
            await story.WriteAsync(Mug, 5);
            await Task.Delay(TimeSpan.FromSeconds(1), simulation.Time);

            availability.TryGet(Mug, out var mug).ShouldBeTrue();
            mug!.Version.Value.ShouldBe(1);
        });
    }

    [Fact]
    public void What_was_answered_late_is_not_gone_back_from_when_all_was_forgotten_meanwhile()
    {
        var simulation = new Simulation(1);
        var story = new AvailabilityStory(simulation.Time);
        using var availability = Create(story.Journal, simulation.Time);
        var slow = new TaskCompletionSource();

        simulation.Run(async () =>
        {
            _ = availability.RunAsync(Ended);
            await availability.ReadAsync([Pen], Ended);
            var late = story.Slowly(slow.Task, () => availability.ReadAsync([Mug], Ended).AsTask());
            await Task.Delay(TimeSpan.FromMinutes(2), simulation.Time);
            var early = await availability.ReadAsync([Mug], Ended);
            await story.WriteAsync(Mug, 5);
            slow.SetResult();

            early.Positions[0].Version.Value.ShouldBe(0);
            (await late).Positions.Single().Version.Value.ShouldBe(1);
            (await availability.ReadAsync([Mug], Ended)).Positions.Single().Version.Value.ShouldBe(1);
        });
    }
#endif

    public void Dispose() => _availability.Dispose();

    private static JournalAvailability Create(IJournal journal, TimeProvider clock) =>
        new(journal, null!, clock, new(), NullLogger<JournalAvailability>.Instance);
}
