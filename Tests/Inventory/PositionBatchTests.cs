using System.Diagnostics;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

public sealed class PositionBatchTests
{
    [Fact]
    public async Task Commands_of_a_batch_see_the_ones_before_them_and_are_answered_each()
    {
        var story = new PositionStory(5);
        var batch = new PositionBatch(story.State, PositionStory.Start);
        var (first, second) = (Decide(batch, story.Place("a", 4)), Decide(batch, story.Place("b", 4)));

        batch.Answer(AppendOutcome.Committed, batch.State.Levels, new(2));

        (await first).ShouldBe(new(PositionAnswer.Done, new(4), new(new(5), new(4), default), new(2)));
        (await second).Answer.ShouldBe(PositionAnswer.InsufficientStock);
        batch.Events.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(AppendOutcome.Conflict, PositionAnswer.NotWritten)]
    [InlineData(AppendOutcome.NotWritten, PositionAnswer.NotWritten)]
    [InlineData(AppendOutcome.Unknown, PositionAnswer.OutcomeUnknown)]
    public async Task Without_a_clear_commit_no_decision_counts(AppendOutcome outcome, PositionAnswer answer)
    {
        var story = new PositionStory(5);
        var batch = new PositionBatch(story.State, PositionStory.Start);
        var (held, refused) = (Decide(batch, story.Place("a", 4)), Decide(batch, story.Commit("none")));

        batch.Answer(outcome, story.State.Levels, new(1));

        (await held).ShouldBe(new(answer, Quantity.Zero, story.State.Levels, new(1)));
        (await refused).Answer.ShouldBe(answer);
    }

    [Fact]
    public async Task A_commit_that_nobody_waits_for_shares_the_record_of_the_next_command()
    {
        var story = new PositionStory(5);
        story.With(story.Place("a", 2));
        var batch = new PositionBatch(story.State, PositionStory.Start);

        batch.Decide(story.Commit("a"), null);
        var held = Decide(batch, story.Place("b", 1));
        batch.Answer(AppendOutcome.Committed, batch.State.Levels, new(4));

        batch.Events.Select(written => written.Type).ShouldBe(["inventory.committed.v1", "inventory.held.v1"]);
        (await held).Levels.ShouldBe(new(new(5), new(1), new(2)));
    }

    [Fact]
    public void A_note_about_a_hold_that_is_gone_asks_for_no_proof()
    {
        var story = new PositionStory(5);
        var batch = new PositionBatch(story.State, PositionStory.Start);

        batch.Decide(story.Commit("gone"), null);

        (batch.NeedsProof, batch.Events.Count).ShouldBe((false, 0));
    }

    [Fact]
    public void Holds_that_are_due_are_given_back_first()
    {
        var story = new PositionStory(5);
        story.With(story.Place("a", 5));

        var batch = new PositionBatch(story.State, PositionStory.Start.AddHours(1));

        batch.State.Levels.AvailableToPromise.Pieces.ShouldBe(5);
        batch.State.EarliestExpiry.ShouldBe(DateTimeOffset.MaxValue);
        batch.Events.Single().Type.ShouldBe("inventory.expired.v1");
    }

    [Fact]
    public async Task A_defect_is_told_to_everybody_in_the_batch()
    {
        var story = new PositionStory(5);
        var batch = new PositionBatch(story.State, PositionStory.Start);
        var held = Decide(batch, story.Place("a", 4));
        var answered = new TaskCompletionSource<PositionOutcome>();
        var defect = Should.Throw<UnreachableException>(() => batch.Decide(new Unheard(), answered));

        batch.Fail(defect);

        await Should.ThrowAsync<UnreachableException>(held);
        await Should.ThrowAsync<UnreachableException>(answered.Task);
    }

    private static Task<PositionOutcome> Decide(PositionBatch batch, PositionCommand command)
    {
        var answered = new TaskCompletionSource<PositionOutcome>();
        batch.Decide(command, answered);
        return answered.Task;
    }

    private sealed record Unheard() : PositionCommand(new CommandContext(new("c"), new("c"), null));
}
