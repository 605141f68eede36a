using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrid.Reconciliation;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Reconciliation;

public sealed class NodeScheduleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ReconciliationSchedule Hourly =
        new(new("wms"), TimeSpan.FromHours(1), null, 3, UnreportedItems.Report);

    private static readonly ReconciliationSchedule Nightly =
        new(new("wms"), null, new(2, 30), 0, UnreportedItems.ZeroByApproval);

    private static readonly ReconciliationSummary Sum = new(
        9, 1, 2, 3, 7, ImmutableSortedDictionary<string, long>.Empty.Add("Unknown", 3), 1, 1, 1, 0);

    private static readonly NodeScheduleEvent[] Samples =
    [
        new ScheduleSet(Hourly, Noon, "ann", "every hour"),
        new RunStarted(new("BER:2", Noon, Noon.AddSeconds(1), Nightly, "now")),
        new RunEnded("BER:2", Noon.AddMinutes(1), RunEnd.GivenUp, Sum, "it answered 503"),
    ];

    [Fact]
    public void Every_kind_of_event_has_a_golden_sample() =>
        GoldenEvents.ShouldCover(Samples, NodeScheduleEvents.Format);

    [Fact]
    public void A_released_schema_never_changes() => GoldenEvents.ShouldMatch(Samples, NodeScheduleEvents.Format);

    [Fact]
    public void An_event_nobody_knows_is_a_defect() =>
        Should.Throw<UnreachableException>(() => NodeScheduleEvents.Evolve(NodeSchedule.None, new Unheard()));

    [Theory]
    [InlineData(0.0, null, 0, ScheduleAnswer.TimeOutOfRange, "it is shorter than a minute")]
    [InlineData(0.5, null, 0, ScheduleAnswer.TimeOutOfRange, "it is shorter than a minute")]
    [InlineData(1.5, null, 0, ScheduleAnswer.TimeOutOfRange, "it is no whole number of minutes")]
    [InlineData(1.0, null, 0, ScheduleAnswer.Done, "it is the shortest")]
    [InlineData(10_080.0, null, 0, ScheduleAnswer.Done, "it is the longest")]
    [InlineData(10_081.0, null, 0, ScheduleAnswer.TimeOutOfRange, "it is longer than a week")]
    [InlineData(60.0, "02:30", 0, ScheduleAnswer.TimeOutOfRange, "both are given")]
    [InlineData(null, null, 0, ScheduleAnswer.TimeOutOfRange, "none is given")]
    [InlineData(null, "02:30", 0, ScheduleAnswer.Done, "it is a time of day")]
    [InlineData(null, "02:30:01", 0, ScheduleAnswer.TimeOutOfRange, "seconds are not kept")]
    [InlineData(60.0, null, -1, ScheduleAnswer.ThresholdOutOfRange, "it is negative")]
    [InlineData(60.0, null, 1_000_000_001, ScheduleAnswer.ThresholdOutOfRange, "it is more than there can be")]
    public void A_schedule_is_checked(
        double? minutes, string? at, long threshold, ScheduleAnswer answer, string because)
    {
        var schedule = Hourly with
        {
            Every = minutes is { } every ? TimeSpan.FromMinutes(every) : null,
            At = at is null ? null : TimeOnly.Parse(at, System.Globalization.CultureInfo.InvariantCulture),
            Threshold = threshold,
        };

        NodeSchedule.None.Decide(Set(schedule), Noon).Answer.ShouldBe(answer, because);
    }

    [Fact]
    public void The_same_schedule_again_changes_nothing() =>
        Scheduled(Hourly).Decide(Set(Hourly), Noon.AddHours(1)).Event.ShouldBeNull();

    [Theory]
    [InlineData(0.99, null)]
    [InlineData(1, 1.0)]
    [InlineData(1.5, 1.0)]
    [InlineData(7.2, 7.0)]
    public void Missed_runs_are_made_up_for_by_one(double hoursLater, double? due)
    {
        var begun = Scheduled(Hourly).DecideDue("BER", Noon.AddHours(hoursLater))?.Due;

        begun.ShouldBe(due is { } hours ? Noon.AddHours(hours) : null);
    }

    [Fact]
    public void A_daily_run_is_due_at_its_time_of_day()
    {
        var state = Scheduled(Nightly);

        state.NextRun.ShouldBe(new DateTimeOffset(2026, 3, 2, 2, 30, 0, TimeSpan.Zero));
        state.DecideDue("BER", Noon.AddHours(14)).ShouldBeNull();
        state.DecideDue("BER", Noon.AddHours(62.5)).ShouldNotBeNull().Due
            .ShouldBe(new DateTimeOffset(2026, 3, 4, 2, 30, 0, TimeSpan.Zero));
    }

    [Fact]
    public void A_run_under_way_is_the_only_one()
    {
        var state = Started(Scheduled(Hourly), Noon.AddHours(1));

        state.DecideDue("BER", Noon.AddHours(5)).ShouldBeNull();
        state.DecideNow("BER", "another", Noon.AddHours(5)).Known.ShouldBe(state.Current);
    }

    [Fact]
    public void A_run_that_was_asked_for_is_not_begun_again_under_its_key()
    {
        var state = Scheduled(Hourly);
        var first = state.DecideNow("BER", "k", Noon).Begins.ShouldNotBeNull();
        state = Ended(NodeScheduleEvents.Evolve(state, new RunStarted(first)));

        state.DecideNow("BER", "k", Noon.AddMinutes(5)).Known.ShouldBe(first);
        state.DecideNow("BER", "other", Noon.AddMinutes(5)).Begins.ShouldNotBeNull().Name.ShouldNotBe(first.Name);
    }

    [Fact]
    public void Without_a_schedule_nothing_runs()
    {
        NodeSchedule.None.DecideDue("BER", Noon).ShouldBeNull();
        NodeSchedule.None.DecideNow("BER", "k", Noon).Answer.ShouldBe(ScheduleAnswer.NoSchedule);
    }

    [Fact]
    public void After_a_run_the_next_one_is_due_an_interval_later() =>
        Ended(Started(Scheduled(Hourly), Noon.AddHours(1))).NextRun.ShouldBe(Noon.AddHours(2));

    private static NodeSchedule Scheduled(ReconciliationSchedule schedule) => NodeScheduleEvents.Evolve(
        NodeSchedule.None, NodeSchedule.None.Decide(Set(schedule), Noon).Event.ShouldNotBeNull());

    private static NodeSchedule Started(NodeSchedule state, DateTimeOffset now) =>
        NodeScheduleEvents.Evolve(state, new RunStarted(state.DecideDue("BER", now).ShouldNotBeNull()));

    private static NodeSchedule Ended(NodeSchedule state) => NodeScheduleEvents.Evolve(
        state, new RunEnded(state.Current!.Name, Noon.AddHours(1), RunEnd.Completed, Sum, null));

    private static SetSchedule Set(ReconciliationSchedule schedule) =>
        new(new(new("c"), new("c"), null), schedule, "ann", "tests");

    private sealed record Unheard : NodeScheduleEvent;
}
