using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Reconciliation;
using OrderGrid.Tests.Inventory;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Reconciliation;

/// <summary>20 on hand at noon, 6 promised; 2 ship at 13:00, 5 are received at 14:00.</summary>
public sealed class ReconciliationDecisionsTests
{
    private static readonly DateTimeOffset Noon = PositionStory.Start;

    [Theory]
    [InlineData(15.0, 23, 0, DriftCause.Unknown, "they agree")]
    [InlineData(12.5, 20, 0, DriftCause.Unknown, "they agree as of the report's time")]
    [InlineData(12.5, 18, -2, DriftCause.Echo, "the shipment after the report is in it already")]
    [InlineData(13.5, 23, 5, DriftCause.Echo, "the receipt after the report is in it already")]
    [InlineData(12.5, 23, 3, DriftCause.Echo, "everything after the report is in it already")]
    [InlineData(13.1, 20, 2, DriftCause.InFlightShipment, "the shipment just before the report is not in it yet")]
    [InlineData(15.0, 19, -4, DriftCause.InFlightShipment, "promised pieces have left and nobody said so yet")]
    [InlineData(15.0, 33, 10, DriftCause.MissedReceipt, "an expected receipt has arrived")]
    [InlineData(15.0, 30, 7, DriftCause.MissedReceipt, "a part of an overdue receipt has arrived")]
    [InlineData(15.0, 34, 11, DriftCause.Unknown, "more than any receipt brings")]
    [InlineData(15.0, 22, -1, DriftCause.Unknown, "nothing explains it")]
    public void A_difference_has_its_probable_cause(
        double hour, long onHand, long units, DriftCause cause, string because)
    {
        var found = ReconciliationDecisions.Compare(Day(), Report(Noon.AddHours(hour - 12), onHand));

        found.ShouldBe(new Comparison(units, cause), because);
    }

    [Fact]
    public void What_a_report_includes_for_certain_is_no_difference()
    {
        var report = Report(Noon.AddHours(0.5), 18) with { Included = [new("S1")] };

        ReconciliationDecisions.Compare(Day(), report).Units.ShouldBe(0);
    }

    [Fact]
    public void The_difference_is_what_booking_the_report_changes()
    {
        var (day, report) = (Day(), Report(Noon.AddHours(0.5), 17));
        var found = ReconciliationDecisions.Compare(day, report);
        var count = ReconciliationDecisions.Count(report, found.Cause, "run", new(new("c"), new("c"), null));

        var booked = StockDecisions.Decide(day, count, Noon.AddHours(4)).Events.OfType<StockCounted>().Single();

        booked.After.OnHand.Pieces.ShouldBe(day.Levels.OnHand.Pieces + found.Units);
    }

    [Fact]
    public void A_report_older_than_the_newest_count_says_nothing()
    {
        var found = ReconciliationDecisions.Compare(Day(), Report(Noon.AddHours(-1), 1));

        found.IsStale.ShouldBeTrue();
        found.Units.ShouldBe(0);
    }

    [Theory]
    [InlineData(3, DriftCause.Unknown, true)]
    [InlineData(-3, DriftCause.MissedReceipt, true)]
    [InlineData(4, DriftCause.Unknown, false)]
    [InlineData(0, DriftCause.Unknown, false)]
    [InlineData(-2, DriftCause.Echo, false)]
    [InlineData(-2, DriftCause.InFlightShipment, false)]
    public void Only_small_differences_that_stay_are_booked_at_once(long units, DriftCause cause, bool booked) =>
        ReconciliationDecisions.IsBookedAtOnce(new(units, cause), threshold: 3).ShouldBe(booked);

    [Theory]
    [InlineData(5, 3, 5, 60, true)]
    [InlineData(4, 3, 5, 60, true)]
    [InlineData(4, 3, 5, 1, false)]
    [InlineData(6, 3, 5, 60, false)]
    [InlineData(5, 7, 5, 60, false)]
    public void Channels_were_told_otherwise_unless_it_is_merely_news(
        long toldVersion, long told, long version, int secondsAgo, bool otherwise)
    {
        var key = new PositionKey(new("MUG"), new("BER"));
        var now = new PositionAvailability(key, Levels(7), new StreamVersion(version));
        var said = new PositionAvailability(key, Levels(told), new StreamVersion(toldVersion));

        ReconciliationDecisions.WasToldOtherwise(said, now, Noon.AddSeconds(-5), Noon.AddSeconds(-secondsAgo))
            .ShouldBe(otherwise);
    }

    private static StockLevels Levels(long onHand) => new PositionStory(onHand).State.Levels;

    private static ReportedStock Report(DateTimeOffset asOf, long onHand) => new(new("MUG"), onHand, asOf, null, []);

    private static Position Day()
    {
        var story = new PositionStory(20);
        story.With(story.Place("h", 6), story.Commit("h"), story.Expect("LATE", 10, 0));
        story.Now = Noon.AddHours(1);
        story.With(story.Ship("h", "S1", 2));
        story.Now = Noon.AddHours(2);
        return story.With(story.Receive("R1", 5)).State;
    }
}
