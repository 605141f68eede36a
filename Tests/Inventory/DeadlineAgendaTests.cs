using OrderGrid.Inventory;
using OrderGrid.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

public sealed class DeadlineAgendaTests
{
    private static readonly DateTimeOffset Due = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Over = Due + PositionLimits.DeadlineBucket + DeadlineSweep.Grace;
    private static readonly JournalDeadline Deadline = new(Due, new(StreamCategory.Position, "MUG@BER"));

    private readonly DeadlineAgenda _agenda = new();

    [Fact]
    public void Who_is_read_is_called_once_at_once()
    {
        _agenda.Take(Deadline, Due);
        _agenda.Take(Deadline, Due);

        Called(Due).ShouldBeTrue();
        Called(Due.AddDays(1)).ShouldBeFalse("it has not answered yet");
    }

    [Fact]
    public void Who_has_something_due_in_the_bucket_is_called_at_that_very_time()
    {
        Answer(Due.AddSeconds(7), at: Due);

        Called(Due.AddSeconds(7) - TimeSpan.FromTicks(1)).ShouldBeFalse();
        Called(Due.AddSeconds(7)).ShouldBeTrue();
    }

    [Fact]
    public void Who_has_nothing_due_in_the_bucket_is_called_when_the_bucket_is_over_and_then_done()
    {
        Answer(DateTimeOffset.MaxValue, at: Due);
        Called(Over - TimeSpan.FromTicks(1)).ShouldBeFalse();
        _agenda.Done.ShouldBeEmpty("a hold may still be placed into this bucket");
        Called(Over).ShouldBeTrue();

        _agenda.Answered(Deadline, DateTimeOffset.MaxValue, Over);

        _agenda.Done.ShouldBe([Deadline]);
        _agenda.Known.ShouldBe(0);
    }

    [Fact]
    public void Who_does_not_answer_or_is_late_itself_is_called_again_soon()
    {
        Answer(Due, at: Due.AddSeconds(1));
        Called(Due.AddSeconds(2)).ShouldBeTrue();

        _agenda.Failed(Deadline, Due.AddSeconds(2));

        Called(Due.AddSeconds(2)).ShouldBeFalse();
        Called(Due.AddSeconds(3)).ShouldBeTrue();
    }

    [Fact]
    public void A_bucket_is_announced_once_and_again_only_when_it_was_forgotten()
    {
        var buckets = new DeadlineBuckets();
        buckets.Unannounced([Due.AddSeconds(3), Due.AddSeconds(9), Due.AddSeconds(10)]).ShouldBe(
            [Due, Due.AddSeconds(10)]);
        buckets.Add([Due, Due.AddSeconds(10)]);

        buckets.Unannounced([Due.AddSeconds(5)]).ShouldBeEmpty();
        buckets.Add([.. Enumerable.Range(2, 7).Select(bucket => Due.AddSeconds(10 * bucket))]);
        buckets.Unannounced([Due.AddSeconds(5), Due.AddSeconds(12)]).ShouldBe([Due]);
    }

    private void Answer(DateTimeOffset earliest, DateTimeOffset at)
    {
        _agenda.Take(Deadline, at);
        Called(at).ShouldBeTrue();
        _agenda.Answered(Deadline, earliest, at);
    }

    private bool Called(DateTimeOffset at) => _agenda.TryNext(at, out _);
}
