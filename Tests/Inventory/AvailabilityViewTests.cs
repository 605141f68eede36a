using OrderGrid.Inventory;
using OrderGrid.Journal;
using Shouldly;
using Xunit;
using static OrderGrid.Tests.Inventory.AvailabilityStory;

namespace OrderGrid.Tests.Inventory;

public sealed class AvailabilityViewTests
{
    private readonly AvailabilityStory _story = new();

    [Fact]
    public async Task A_position_is_read_from_where_its_stream_ends()
    {
        await _story.WriteAsync(Mug, 5, 6, 7);
        var view = await _story.ViewAsync();

        var mug = await FillAsync(view, Mug);
        var pen = await FillAsync(view, Pen);

        mug.ShouldBe(new(Mug, new(new(7), default, default), new(3)));
        pen.ShouldBe(new(Pen, default, StreamVersion.None));
    }

    [Fact]
    public async Task What_the_feed_shows_later_is_taken_for_positions_that_were_read()
    {
        var view = await _story.ViewAsync();
        await FillAsync(view, Mug);
        await _story.WriteAsync(Mug, 5);
        await _story.WriteAsync(Mug, 4, 3);
        await _story.WriteAsync(Pen, 9);

        await view.RefreshAsync(Ended);

        view.Find(Mug).ShouldNotBeNull().Version.Value.ShouldBe(3);
        view.Find(Mug)!.Levels.OnHand.Pieces.ShouldBe(3);
        view.Find(Pen).ShouldBeNull();
    }

    [Fact]
    public async Task What_happens_while_a_position_is_being_read_is_neither_missed_nor_set_back()
    {
        var view = await _story.ViewAsync();
        await _story.WriteAsync(Mug, 5);
        var late = new TaskCompletionSource();
        _story.Faults.Delay = (operation, moment) =>
            (operation, moment) == (JournalOperation.ReadHeads, FaultMoment.After) ? late.Task : Task.CompletedTask;

        var reading = FillAsync(view, Mug);
        await _story.WriteAsync(Mug, 4);
        await view.RefreshAsync(Ended);
        late.SetResult();

        (await reading).Version.Value.ShouldBe(2);
        view.Find(Mug)!.Version.Value.ShouldBe(2);
    }

    [Fact]
    public void A_version_never_goes_back()
    {
        var cache = new AvailabilityCache(10);
        cache.Hold(Mug).Fill(At(3));

        foreach (var version in (long[])[2, 4, 1, 4])
        {
            cache.Offer(At(version));
        }

        cache.Find(Mug).ShouldNotBeNull().Version.Value.ShouldBe(4);
    }

    [Fact]
    public void A_position_that_is_followed_again_is_not_answered_from_an_old_page()
    {
        var cache = new AvailabilityCache(10);
        var entry = cache.Hold(Mug);

        cache.Offer(At(19));
        cache.Find(Mug).ShouldBeNull();
        entry.Fill(At(21));

        cache.Find(Mug).ShouldNotBeNull().Version.Value.ShouldBe(21);
    }

    [Fact]
    public void Beyond_the_limit_a_position_that_nobody_asked_for_lately_makes_room()
    {
        var cache = new AvailabilityCache(3);
        var positions = Enumerable.Range(0, 5).Select(number => Mug with { Sku = new($"S{number}") }).ToArray();
        cache.Hold(positions[0]);
        cache.Hold(positions[1]);
        cache.Hold(positions[2]);
        cache.Find(positions[0]);

        cache.Hold(positions[3]);
        cache.Hold(positions[4]);

        positions.Select(cache.Follows).ShouldBe([true, false, false, true, true]);
    }

    [Fact]
    public async Task A_page_that_is_lost_is_read_again()
    {
        var view = await _story.ViewAsync();
        await FillAsync(view, Mug);
        await _story.WriteAsync(Mug, 5);
        _story.Faults.Unavailable = JournalOperation.ReadFeed;
        await Should.ThrowAsync<JournalUnavailableException>(() => view.RefreshAsync(Ended));
        _story.Faults.Unavailable = null;

        await view.RefreshAsync(Ended);

        view.Find(Mug)!.Version.Value.ShouldBe(1);
    }

    [Fact]
    public async Task Its_age_counts_from_the_last_look_at_the_feed()
    {
        var view = await _story.ViewAsync();
        _story.Advance(TimeSpan.FromSeconds(3));
        await view.RefreshAsync(Ended);
        _story.Advance(TimeSpan.FromSeconds(2));

        view.AsOf.ShouldBe(_story.GetUtcNow() - TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task While_somebody_holds_the_feed_back_it_is_as_of_when_that_began()
    {
        var began = _story.GetUtcNow();
        var open = new TaskCompletionSource();
        var story = new AvailabilityStory(commits: open.Task);
        var view = await story.ViewAsync();
        var writing = story.WriteAsync(Mug, 5);
        story.Advance(TimeSpan.FromSeconds(30));

        await view.RefreshAsync(Ended);

        view.AsOf.ShouldBe(began);
        view.ReadAt.ShouldBe(story.GetUtcNow());
        open.SetResult();
        await writing;
    }

    private static PositionAvailability At(long version) =>
        new(Mug, new(new(version), default, default), new(version));
}
