using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

public sealed class PositionMemoryTests
{
    private static readonly Holder Cart = Holder.Of(new ReservationKey(new("shop"), new("r")));
    private static readonly StreamName Name = new(StreamCategory.Position, "MUG@BER");

    [Fact]
    public void Finished_holds_are_remembered_up_to_the_limit()
    {
        var story = Finished(PositionLimits.RememberedHolds);
        story.Do(story.Release("h0")).Answer.ShouldBe(PositionAnswer.Done);

        story.With(story.Place("last", 1), story.Release("last"));

        story.Do(story.Release("h0")).Answer.ShouldBe(PositionAnswer.UnknownHold);
        story.Do(story.Release("h1")).Answer.ShouldBe(PositionAnswer.Done);
        story.State.Holds.Count.ShouldBe(PositionLimits.RememberedHolds);
    }

    [Fact]
    public void Open_holds_are_never_forgotten()
    {
        var story = new PositionStory(100);
        story.With(story.Place("open", 1));
        Finish(story, PositionLimits.RememberedHolds + 1);

        story.Do(story.Commit("open")).Answer.ShouldBe(PositionAnswer.Done);
    }

    [Fact]
    public void Stock_changes_are_remembered_up_to_the_limit()
    {
        var story = new PositionStory();
        var changes = Enumerable.Range(0, PositionLimits.RememberedChanges + 1).Select(_ => story.Change(1)).ToArray();
        story.With(changes);

        story.State.Changes.Count.ShouldBe(PositionLimits.RememberedChanges);
        story.Do(changes[1]).Events.ShouldBeEmpty();
        story.Do(changes[0]).Events.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_snapshot_of_a_big_state_reads_back_as_it_was()
    {
        var story = Finished(2_000);
        story.With(story.Place("c", 9), story.Commit("c"), story.Ship("c", "S1", 2), story.Place("p", 1));

        var snapshot = PositionEvents.Snapshots.Write(Name, new(7), new(7), story.State);
        var (state, lastRecord) = PositionEvents.Snapshots.Read(snapshot).ShouldNotBeNull();

        lastRecord.Value.ShouldBe(7);
        ShouldBeSame(state, story.State);
    }

    [Fact]
    public void A_snapshot_keeps_everything_that_is_particular_about_a_hold()
    {
        var holds = default(VersionedMap<HoldId, Hold>)
            .Add(new("plain"), Some(HoldPhase.Pending))
            .Add(new("cart"), Some(HoldPhase.Expired) with { Holder = Cart })
            .Add(new("all"), Some(HoldPhase.Committed) with
            {
                Shipments = ImmutableDictionary<ShipmentId, Quantity>.Empty.Add(new("s"), new(2)),
                Terms = new(new(new("buyer"), PositionStory.Start), new(3), PositionStory.Start.AddDays(1)),
                Wait = new(7, new(new(3), PositionStory.Start.AddDays(2)) { Revision = 4 }),
                Resumed = true,
            });
        var state = Position.Empty with { Holds = holds };

        var kept = PositionEvents.Snapshots.Read(PositionEvents.Snapshots.Write(Name, new(1), new(1), state))!.Value;

        ShouldBeSame(kept.State, state);
    }

    [Theory]
    [InlineData("Pending", "Waiting")]
    [InlineData("[", "{")]
    [InlineData(",5,", ",-5,")]
    public void A_snapshot_with_a_damaged_hold_is_ignored(string written, string damaged)
    {
        var holds = default(VersionedMap<HoldId, Hold>).Add(new("h"), Some(HoldPhase.Pending));
        var state = Position.Empty with { Holds = holds };
        var good = PositionEvents.Snapshots.Write(Name, new(1), new(1), state);
        var text = Encoding.UTF8.GetString(good.State.Span);

        text.ShouldContain(written);
        PositionEvents.Snapshots.Read(good with { State = Encoding.UTF8.GetBytes(text.Replace(written, damaged)) })
            .ShouldBeNull();
    }

    [Fact]
    public void The_fold_of_a_snapshot_and_the_rest_is_the_fold_of_all()
    {
        var story = Finished(300);
        story.With(story.Place("c", 9), story.Commit("c"), story.Ship("c", "S1", 2));
        var half = story.Events.Take(400).Aggregate(Position.Empty, PositionEvolution.Evolve);

        var kept = PositionEvents.Snapshots.Read(PositionEvents.Snapshots.Write(Name, new(400), new(400), half))!.Value;
        var folded = story.Events.Skip(400).Aggregate(kept.State, PositionEvolution.Evolve);

        ShouldBeSame(folded, story.State);
    }

    [Fact]
    public void A_snapshot_of_another_schema_or_a_damaged_one_is_ignored()
    {
        var good = PositionEvents.Snapshots.Write(Name, new(1), new(1), new PositionStory(5).State);

        PositionEvents.Snapshots.Read(good with { Schema = good.Schema + 1 }).ShouldBeNull();
        PositionEvents.Snapshots.Read(good with { State = good.State[..^5] }).ShouldBeNull();
    }

    private static Hold Some(HoldPhase phase) => new(
        Holder.Of(new OrderKey(new("shop"), new("1"))),
        new(6),
        new(5),
        new(4),
        new(3),
        phase,
        PositionStory.Start.AddTicks(1),
        ImmutableDictionary<ShipmentId, Quantity>.Empty);

    private static PositionStory Finished(int holds)
    {
        var story = new PositionStory(100);
        Finish(story, holds);
        return story;
    }

    private static void Finish(PositionStory story, int holds)
    {
        for (var hold = 0; hold < holds; hold++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"h{hold}");
            story.With(story.Place(id, 1), story.Release(id));
        }
    }

    private static void ShouldBeSame(Position state, Position expected)
    {
        state.Levels.ShouldBe(expected.Levels);
        state.EarliestExpiry.ShouldBe(expected.EarliestExpiry);
        state.FinishedCount.ShouldBe(expected.FinishedCount);
        state.Finished.ShouldBe(expected.Finished);
        state.ChangeOrder.ShouldBe(expected.ChangeOrder);
        state.Changes.OrderBy(change => change.Key.Value, StringComparer.Ordinal)
            .ShouldBe(expected.Changes.OrderBy(change => change.Key.Value, StringComparer.Ordinal));
        state.Holds.Keys.ShouldBe(expected.Holds.Keys, ignoreOrder: true);
        foreach (var (id, hold) in state.Holds)
        {
            var other = expected.Holds[id];
            hold.Shipments.ShouldBe(other.Shipments, ignoreOrder: true);
            (hold with { Shipments = other.Shipments }).ShouldBe(other);
        }
    }
}
