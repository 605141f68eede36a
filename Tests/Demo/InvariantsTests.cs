using OrderGrid.Load.Audit;
using OrderGrid.Load.Demo;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Demo;

/// <summary>The demo's checks can fail: each finds what it is there to find, and nothing on a sound day.</summary>
public sealed class InvariantsTests
{
    private readonly SoundDay _day = new();

    [Fact]
    public void A_sound_day_breaks_nothing() =>
        Invariants.Check(_day.Evidence()).Where(verdict => !verdict.Kept).ShouldBeEmpty();

    [Fact]
    public void An_accepted_order_that_the_journal_does_not_know_is_found()
    {
        var evidence = _day.Evidence();
        ShouldFind("I1", evidence with { Exchanges = [.. evidence.Exchanges, SoundDay.Told("web/2")] }, "web/2");
    }

    [Fact]
    public void A_status_other_than_the_journals_is_found() => ShouldFind(
        "I1", _day.Evidence() with { Statuses = new Dictionary<string, string?> { ["web/1"] = "Held" } }, "Held");

    [Fact]
    public void An_order_that_nobody_was_promised_is_found() =>
        ShouldFind("I2", _day.Evidence() with { Exchanges = [] }, SoundDay.Order);

    [Fact]
    public void A_gap_in_a_stream_and_a_record_the_feed_missed_are_found()
    {
        var evidence = _day.Evidence() with { Table = new(2, 13, 12, ["gap"], ["missed"]) };
        ShouldFind("I3", evidence, "gap");
        ShouldFind("I11", evidence, "missed");
    }

    [Fact]
    public void A_repeat_that_was_refused_is_found()
    {
        var second = SoundDay.Told(repeated: true, code: "Malformed");
        ShouldFind("I5", _day.Evidence() with { Exchanges = [SoundDay.Told(), second] }, "Malformed");
    }

    [Fact]
    public void More_held_than_there_is_is_found() =>
        ShouldFind("I7", _day.Evidence(stock: SoundDay.Stock(held: 11)), SoundDay.Position);

    [Fact]
    public void A_shelf_that_differs_is_found() => ShouldFind(
        "I8", _day.Evidence() with { Shelves = new Dictionary<string, long> { ["MUG@BER"] = 7 } }, "the shelf 7");

    [Fact]
    public void A_hold_that_a_closed_order_still_has_is_found() =>
        ShouldFind("I9", _day.Evidence(stock: SoundDay.Stock().SkipLast(1)), "Committed");

    [Fact]
    public void An_order_closed_without_its_shipment_is_found() => ShouldFind(
        "I10", _day.Evidence(SoundDay.WholeWay().Where(happening => happening is not ShipmentDispatched)), "line 1");

    [Fact]
    public void A_document_made_twice_is_found()
    {
        var evidence = _day.Evidence();
        var doubled = SoundDay.Book("erp", new LedgerDocument("orders", SoundDay.Order, 2));
        ShouldFind("I12", evidence with { Ledgers = [doubled, .. evidence.Ledgers[1..]] }, "erp: 1 doubled");
    }

    [Fact]
    public void A_document_that_only_one_side_knows_is_found()
    {
        var evidence = _day.Evidence();
        ShouldFind("I12", evidence with { Ledgers = [evidence.Ledgers[0]] }, "only in the journal");
    }

    [Fact]
    public void An_order_that_got_stuck_is_found() =>
        ShouldFind("L1", _day.Evidence(SoundDay.WholeWay().SkipLast(2)), "Shipped");

    private static void ShouldFind(string invariant, Evidence evidence, string words) =>
        Invariants.Check(evidence).Where(verdict => verdict.Id == invariant).SelectMany(verdict => verdict.Broken)
            .ShouldContain(broken => broken.Contains(words, StringComparison.Ordinal));
}
