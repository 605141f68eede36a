using System.Collections.Immutable;
using OrderGrid.Load.Audit;
using OrderGrid.Orders;
using OrderGrid.Tests.Demo;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Load;

/// <summary>The audit of a sale can fail: each check finds what it is there to find, and nothing else does.</summary>
public sealed class SaleAuditTests
{
    private readonly SoundSale _sale = new();
    private readonly SaleEvidence _evidence;

    public SaleAuditTests() => _evidence = _sale.Evidence();

    [Fact]
    public void A_sound_sale_breaks_nothing() =>
        SaleAudit.Check(_evidence).Where(verdict => !verdict.Kept).ShouldBeEmpty();

    [Fact]
    public void An_order_answered_201_that_the_journal_does_not_know_is_found() =>
        ShouldFind("I1", WithAnswer("web/3", Told.Accepted), "web/3 is not in the journal");

    [Fact]
    public void An_order_answered_201_whose_acceptance_is_missing_is_found()
    {
        _sale.Happen("web/3", SoundSale.Accepted(pieces: 1)[0]);

        ShouldFind("I1", WithAnswer("web/3", Told.Accepted), "web/3 is in the journal and not accepted");
    }

    [Fact]
    public void An_order_accepted_twice_is_found()
    {
        _sale.Happen(SoundSale.Winner, new OrderAccepted(DateTimeOffset.UnixEpoch));

        ShouldFind("I1", _evidence, "accepted 2 times");
    }

    [Fact]
    public void An_event_of_a_refused_order_is_found()
    {
        _sale.Happen(SoundSale.Loser, SoundSale.Accepted(pieces: 1)[0]);

        ShouldFind("I2", _evidence, SoundSale.Loser);
    }

    [Fact]
    public void An_order_that_nobody_sent_is_found()
    {
        _sale.Happen("web/9", SoundSale.Accepted(pieces: 1)[0]);

        ShouldFind("I2", _evidence, "web/9");
    }

    [Fact]
    public void An_order_without_an_answer_may_be_in_the_journal_or_not()
    {
        var evidence = WithAnswer("web/8", Told.Nothing) with
        {
            Answers = new Dictionary<string, Told> { [SoundSale.Winner] = Told.Nothing, ["web/8"] = Told.Nothing },
        };

        Find(evidence).Where(broken => broken.Id is "I2").ShouldBeEmpty();
    }

    [Fact]
    public void A_gap_and_a_record_the_feed_missed_are_found()
    {
        var evidence = _evidence with { Table = new(2, 8, 7, ["gap"], ["missed"]) };

        ShouldFind("I3", evidence, "gap");
        ShouldFind("I11", evidence, "missed");
    }

    [Fact]
    public void A_position_that_holds_more_than_there_is_is_found()
    {
        _sale.Happen("CUP@BER", SoundSale.Stocked(1), SoundSale.Held(2, of: 1));

        ShouldFind("I7", _evidence, "CUP@BER: 1 on hand");
    }

    [Fact]
    public void Orders_that_have_more_than_there_was_are_found_though_the_position_says_nothing()
    {
        _sale.Happen("web/3", SoundSale.Accepted(pieces: 1));

        ShouldFind("I7", WithAnswer("web/3", Told.Accepted), "MUG@BER: 3 sold of 2");
    }

    [Fact]
    public void Stock_that_came_from_nowhere_is_found()
    {
        _sale.Happen(SoundSale.Position, SoundSale.Stocked(5));

        ShouldFind("I8", _evidence, "MUG@BER: 5 on hand, 2 at the start");
    }

    [Fact]
    public void A_committed_hold_without_an_order_is_found()
    {
        _sale.Happen("CUP@BER", SoundSale.Stocked(1), SoundSale.Held(1, of: 1), SoundSale.Committed(1, of: 1));

        ShouldFind("I9", _evidence, "CUP@BER: 1 committed, 0 in orders");
    }

    [Fact]
    public void A_piece_left_over_in_a_sold_out_sale_is_found()
    {
        var evidence = _evidence with { Stock = new Dictionary<string, long> { [SoundSale.Position] = 3 } };

        ShouldFind("I8", evidence, "MUG@BER: 2 of 3 sold");
    }

    [Fact]
    public void An_order_booked_twice_is_found() =>
        ShouldFind("I12", WithBook(new LedgerDocument("orders", SoundSale.Winner, 2)), "web/1 is booked 2 times");

    [Fact]
    public void An_order_that_is_not_booked_is_found() => ShouldFind("L1", WithBook(), "web/1 is not booked");

    [Fact]
    public void A_booking_without_an_order_is_found() => ShouldFind(
        "L1", WithBook(new("orders", SoundSale.Winner, 1), new("orders", "web/7", 1)), "web/7 is booked");

    [Fact]
    public void A_channel_let_in_beyond_its_rate_is_found() =>
        ShouldFind("I18", _evidence with { Greedy = new("greedy", LetIn: 11, Allowed: 10) }, "11 of 10");

    [Fact]
    public void A_check_that_looked_at_nothing_has_not_passed() => SaleAudit.Check(WithBook())
        .Single(verdict => verdict.Promise.Contains("booked no order twice", StringComparison.Ordinal))
        .Kept.ShouldBeFalse();

    private SaleEvidence WithAnswer(string order, Told told) => _evidence with
    {
        Answers = _evidence.Answers.ToImmutableDictionary().Add(order, told),
    };

    private SaleEvidence WithBook(params LedgerDocument[] documents) =>
        _evidence with { Erp = SoundDay.Book("erp", documents) };

    private static IEnumerable<(string Id, string Broken)> Find(SaleEvidence evidence) => SaleAudit.Check(evidence)
        .SelectMany(verdict => verdict.Broken.Select(broken => (verdict.Id, broken)));

    private static void ShouldFind(string invariant, SaleEvidence evidence, string words) => Find(evidence)
        .ShouldContain(found => found.Id == invariant && found.Broken.Contains(words, StringComparison.Ordinal));
}
