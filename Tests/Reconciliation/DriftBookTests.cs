using System.Diagnostics;
using OrderGrid.Inventory;
using OrderGrid.Reconciliation;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Reconciliation;

public sealed class DriftBookTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Sku Mug = new("MUG");

    private static readonly DriftEvent[] Samples =
    [
        new DriftDetected(new(Mug, 12, Noon, 7, [new("S-1", -2)]), 2, DriftCause.Echo, Noon, "night"),
        new DriftSettled(Mug, DriftStatus.Approved, "ann", "counted"),
    ];

    [Fact]
    public void Every_kind_of_event_has_a_golden_sample() => GoldenEvents.ShouldCover(Samples, DriftEvents.Format);

    [Fact]
    public void A_released_schema_never_changes() => GoldenEvents.ShouldMatch(Samples, DriftEvents.Format);

    [Fact]
    public void What_channels_were_told_is_left_out_when_they_were_told_nothing() => GoldenEvents.ShouldMatchVariant(
        DriftEvents.Format,
        ("told", new DriftDetected(new(Mug, 12, Noon, 7, []), 2, DriftCause.Unknown, Noon, "night")
        {
            Told = new(new(9), new(41), new(8)),
        }));

    [Fact]
    public void An_event_nobody_knows_is_a_defect() =>
        Should.Throw<UnreachableException>(() => DriftEvents.Evolve(DriftBook.Empty, new Unheard()));

    [Fact]
    public void A_drift_is_noted_once_and_keeps_the_time_it_was_seen_first()
    {
        var book = Noted(DriftBook.Empty, Note(3, Noon));

        book.Decide(Note(3, Noon.AddHours(1)), "again").ShouldBeNull();
        var grown = book.Decide(Note(5, Noon.AddHours(2)), "again").ShouldBeOfType<DriftDetected>();

        grown.Units.ShouldBe(5);
        grown.Since.ShouldBe(Noon);
    }

    [Fact]
    public void A_report_in_accord_ends_a_drift()
    {
        var book = Noted(Noted(DriftBook.Empty, Note(3, Noon)), Note(0, Noon.AddHours(1)));

        book.Drifts.ShouldBeEmpty();
        book.Decide(Note(0, Noon.AddHours(2)), "again").ShouldBeNull();
    }

    [Theory]
    [InlineData(DriftStatus.Dismissed, false)]
    [InlineData(DriftStatus.Approved, true)]
    public void The_same_drift_comes_back_after_an_approval_only(DriftStatus status, bool comesBack)
    {
        var book = DriftEvents.Evolve(
            Noted(DriftBook.Empty, Note(3, Noon)), new DriftSettled(Mug, status, "ann", "looked"));

        (book.Decide(Note(3, Noon.AddHours(1)), "again") is DriftDetected).ShouldBe(comesBack);
    }

    [Fact]
    public void A_drift_is_noted_with_the_very_report_that_is_about_to_be_booked()
    {
        var book = Noted(DriftBook.Empty, Note(3, Noon));
        var booking = Note(3, Noon.AddHours(1)) with { Step = DriftStep.Book };

        var noted = book.Decide(booking, "again").ShouldBeOfType<DriftDetected>();

        noted.Reported.AsOf.ShouldBe(Noon.AddHours(1));
        noted.Since.ShouldBe(Noon);
        DriftEvents.Evolve(book, noted).Decide(booking, "again").ShouldBeNull();
    }

    [Fact]
    public void A_booked_drift_is_over_and_only_that_of_the_booked_report()
    {
        var book = Noted(DriftBook.Empty, Note(3, Noon) with { Step = DriftStep.Book });

        book.Decide(Note(3, Noon.AddHours(1)) with { Step = DriftStep.Booked }, "run").ShouldBeNull();
        var over = book.Decide(Note(3, Noon) with { Step = DriftStep.Booked }, "run");

        over.ShouldBe(new DriftSettled(Mug, DriftStatus.Compensated, null, null));
        DriftEvents.Evolve(book, over!).Drifts.ShouldBeEmpty();
    }

    [Fact]
    public void A_dismissed_drift_is_not_noted_to_be_booked()
    {
        var book = DriftEvents.Evolve(
            Noted(DriftBook.Empty, Note(3, Noon)), new DriftSettled(Mug, DriftStatus.Dismissed, "ann", "looked"));

        book.Decide(Note(3, Noon.AddHours(1)) with { Step = DriftStep.Book }, "again").ShouldBeNull();
    }

    private static DriftNote Note(long units, DateTimeOffset asOf) =>
        new(new(Mug, 10 + units, asOf, null, []), units, DriftCause.Unknown);

    private static DriftBook Noted(DriftBook book, DriftNote note) =>
        DriftEvents.Evolve(book, book.Decide(note, "run").ShouldNotBeNull());

    private sealed record Unheard : DriftEvent;
}
