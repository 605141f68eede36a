using OrderGrid.Inventory;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>What a position decides about counts, receipts, damage, transfers and limits.</summary>
public sealed class StockDecisionsTests
{
    private const long TooMany = Quantity.MaxPieces + 1;

    private static readonly Dictionary<string, (Func<PositionStory, PositionCommand> Command, PositionAnswer Answer)>
        Refused = new(StringComparer.Ordinal)
        {
            ["a count below nothing"] = (s => s.Count(-1, s.Now), PositionAnswer.QuantityOutOfRange),
            ["a count of too much, too early"] =
                (s => s.Count(TooMany, s.Now.AddDays(9)), PositionAnswer.QuantityOutOfRange),
            ["a count with too much included"] =
                (s => s.Count(1, s.Now, new IncludedChange("S", long.MinValue)), PositionAnswer.QuantityOutOfRange),
            ["a count that names too many"] = (
                s => s.Count(1, s.Now, [.. Enumerable.Repeat(new IncludedChange("S"), StockLimits.Included + 1)]),
                PositionAnswer.QuantityOutOfRange),
            ["a count beyond the clock's tolerance"] = (
                s => s.Count(1, s.Now + StockLimits.ClockTolerance + TimeSpan.FromTicks(1)),
                PositionAnswer.TimeOutOfRange),
            ["a count behind a newer one"] = (s => s.Count(1, PositionStory.Start), PositionAnswer.StaleStock),
            ["a count with a lower number"] =
                (s => s.Count(1, s.Now) with { Sequence = 6 }, PositionAnswer.StaleStock),
            ["a level on another level"] = (s => s.Set(1) with { Expected = 5 }, PositionAnswer.StaleStock),
            ["a receipt of too much"] = (s => s.Receive("R1", Quantity.MaxPieces), PositionAnswer.QuantityOutOfRange),
            ["a receipt of nothing"] = (s => s.Receive("R1", 0), PositionAnswer.QuantityOutOfRange),
            ["an announcement below nothing"] = (s => s.Expect("R99", -1, 1), PositionAnswer.QuantityOutOfRange),
            ["moving a receipt nobody expects"] = (s => s.Expect("R99", null, 3), PositionAnswer.UnknownReceipt),
            ["calling off what nobody expects"] = (s => s.Expect("R99", 0, null), PositionAnswer.UnknownReceipt),
            ["a receipt without a time"] = (s => s.Expect("R99", 3, null), PositionAnswer.TimeOutOfRange),
            ["one receipt too many"] = (s => s.Expect("R99", 3, 3), PositionAnswer.TooManyTerms),
            ["more than a buyer may have, and than there is"] =
                (s => s.Place("b", 999) with { Buyer = new("anna") }, PositionAnswer.BuyerCapReached),
            ["damage of more than there is"] = (s => s.Damage(101), PositionAnswer.QuantityOutOfRange),
            ["damage of nothing"] = (s => s.Damage(0), PositionAnswer.QuantityOutOfRange),
            ["damage that wraps around"] = (s => s.Damage(long.MaxValue), PositionAnswer.QuantityOutOfRange),
            ["repair of more than is damaged"] = (s => s.Damage(-1), PositionAnswer.QuantityOutOfRange),
            ["safety below nothing"] = (s => s.Safety(-1), PositionAnswer.QuantityOutOfRange),
            ["a reservation below nothing"] = (s => s.Allot("shop", -1), PositionAnswer.QuantityOutOfRange),
            ["a horizon of no days"] = (s => s.Limit(new(new(1), 0)), PositionAnswer.QuantityOutOfRange),
            ["a window too long"] = (
                s => s.Limit(cap: new(new(1), StockLimits.WindowHours + 1)), PositionAnswer.QuantityOutOfRange),
            ["a transfer of more than there is"] = (s => s.Transfer("T", 101), PositionAnswer.QuantityOutOfRange),
            ["a transfer of promised pieces"] = (s => s.Transfer("T", 91), PositionAnswer.BelowHolds),
            ["an arrival of what never left"] =
                (s => s.Transfer("T", 1, arrived: true), PositionAnswer.QuantityOutOfRange),
        };

    internal static IEnumerable<PositionAnswer> Answers => Refused.Values.Select(row => row.Answer);

    public static TheoryData<string> Rows => new(Refused.Keys);

    // Counted 100 as number 7, ten seconds ago; 10 of them held; as many receipts expected as can be.
    private static PositionStory Known()
    {
        var story = new PositionStory(1);
        story.Now += TimeSpan.FromMinutes(1);
        story.With(
            story.Count(100, story.Now.AddSeconds(-10)) with { Sequence = 7 },
            story.Place("h", 10),
            story.Limit(cap: new(new(2), null)));
        return story.With(
            [.. Enumerable.Range(1, StockLimits.Receipts).Select(number => story.Expect($"R{number}", 5, 2))]);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_refusal_is_the_first_that_applies_and_leaves_no_event(string row)
    {
        var story = Known();

        var decision = story.Decide(Refused[row].Command(story));

        decision.Answer.ShouldBe(Refused[row].Answer);
        decision.Events.ShouldBeEmpty();
    }

    [Fact]
    public void A_repeated_command_adds_no_event_and_gets_the_first_answer()
    {
        var story = Known();
        PositionCommand[] commands =
        [
            story.Count(90, story.Now), story.Expect("R2", 6, 3), story.Receive("R2", 5), story.Damage(2),
            story.Safety(3), story.Allot("shop", 4), story.Limit(cap: new(new(1), 1)), story.Transfer("T", 1),
            story.Set(80) with { Expected = 94 },
        ];
        foreach (var command in commands)
        {
            var first = story.Do(command);
            first.Answer.ShouldBe(PositionAnswer.Done, command.ToString());
            var second = story.Do(command);
            (second.Answer, second.Quantity, second.Events.Length).ShouldBe((first.Answer, first.Quantity, 0));
        }
    }

    [Fact]
    public void A_command_id_with_other_content_is_refused()
    {
        var story = Known();
        var first = story.Receive("R1", 5);
        story.With(first);

        story.Do(first with { Pieces = 6 }).Answer.ShouldBe(PositionAnswer.IdReusedWithOtherContent);
        story.Do(story.Set(5) with { Context = first.Context }).Answer
            .ShouldBe(PositionAnswer.IdReusedWithOtherContent);
        story.Do(story.Damage(5) with { Context = first.Context }).Answer
            .ShouldBe(PositionAnswer.IdReusedWithOtherContent);
    }

    [Fact]
    public void A_receipt_moves_arrives_in_parts_and_is_forgotten()
    {
        var story = new PositionStory().Told(s => s.Expect("R", 5, 2), s => s.Expect("R", null, 4));
        story.State.Terms!.Receipts.Single().ShouldBe(new(new("R"), new(5), PositionStory.Start.AddDays(4)));

        story.With(story.Receive("R", 2));
        story.State.Levels.Aside!.Incoming.Pieces.ShouldBe(3);
        story.With(story.Expect("R", 0, null));

        story.State.Terms.ShouldBeNull();
        story.State.Levels.ShouldBe(new(new(2), default, default));
    }

    [Fact]
    public void A_position_keeps_only_so_many_receipts_and_reservations()
    {
        var story = new PositionStory();
        story.With([.. Enumerable.Range(0, StockLimits.Receipts).Select(one => story.Expect($"R{one}", 1, 1))]);
        story.With([.. Enumerable.Range(0, StockLimits.Allotments).Select(one => story.Allot($"c{one}", 1))]);

        story.Do(story.Expect("one-more", 1, 1)).Answer.ShouldBe(PositionAnswer.TooManyTerms);
        story.Do(story.Allot("one-more", 1)).Answer.ShouldBe(PositionAnswer.TooManyTerms);
        story.Do(story.Expect("R0", 2, 2)).Answer.ShouldBe(PositionAnswer.Done);
        story.Do(story.Allot("c0", 2)).Answer.ShouldBe(PositionAnswer.Done);
    }

    [Fact]
    public void Damage_beyond_what_is_free_is_true_all_the_same_and_told_as_a_shortfall()
    {
        var story = new PositionStory(5);
        story.With(story.Place("h", 4));

        var damaged = story.Do(story.Damage(3));

        damaged.Events.OfType<ShortfallChanged>().Single().Short.Pieces.ShouldBe(2);
        story.Do(story.Place("i", 1)).Answer.ShouldBe(PositionAnswer.InsufficientStock);
        story.Do(story.Receive("R", 2)).Events.OfType<ShortfallChanged>().Single().Short.ShouldBe(Quantity.Zero);
    }

    [Fact]
    public void While_pieces_are_short_a_change_for_the_better_is_taken()
    {
        var story = new PositionStory(5);
        story.With(story.Place("h", 5), story.Count(1, story.Now));

        story.Do(story.Change(-1)).Answer.ShouldBe(PositionAnswer.BelowHolds);
        story.Do(story.Change(2)).Answer.ShouldBe(PositionAnswer.Done);
        story.Do(story.Set(4)).Answer.ShouldBe(PositionAnswer.Done);
        story.State.Levels.Short.Pieces.ShouldBe(1);
    }

    [Fact]
    public void A_transfer_is_on_the_way_until_it_arrives()
    {
        var story = new PositionStory(5).Told(s => s.Transfer("T", 3));
        story.State.Levels.OnHand.Pieces.ShouldBe(2);
        story.State.Levels.Aside!.Leaving.Pieces.ShouldBe(3);

        story.With(story.Transfer("T", 3, arrived: true));

        story.State.Levels.ShouldBe(new(new(2), default, default));
    }

    [Fact]
    public void What_has_left_has_left_even_when_the_books_did_not_know_it_was_there()
    {
        var story = new PositionStory(5);
        story.With(story.Place("h", 5), story.Commit("h"), story.Count(2, story.Now), story.Ship("h", "S", 5));

        story.State.Levels.ShouldBe(default);
        story.Events.OfType<StockAdjusted>().Last().Amount.ShouldBe(3);
    }

    [Fact]
    public void Whatever_comes_in_whatever_order_books_and_terms_agree()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var story = new PositionStory(20);
            var random = new Random(seed);
            for (var step = 0; step < 150; step++)
            {
                story.Now += TimeSpan.FromSeconds(random.Next(30));
                var command = Draw(story, random, step);
                var first = story.Do(command);
                story.Do(command).Events.IsEmpty.ShouldBeTrue($"seed {seed}, step {step}: {command}");
                first.Quantity.ShouldBeLessThanOrEqualTo(new Quantity(Quantity.MaxPieces));
            }

            var folded = story.Events.Aggregate(Position.Empty, PositionEvolution.Evolve);
            folded.Levels.ShouldBe(story.State.Levels);
        }
    }

    private static PositionCommand Draw(PositionStory story, Random random, int step)
    {
        var (id, pieces) = ($"{random.Next(12)}", random.Next(1, 9));
        return random.Next(14) switch
        {
            0 => story.Count(random.Next(40), story.Now.AddSeconds(-random.Next(40))),
            1 => story.Expect($"R{random.Next(4)}", pieces, random.Next(9)),
            2 => story.Receive($"R{random.Next(4)}", pieces),
            3 => story.Damage(random.Next(-3, 4)),
            4 => story.Safety(random.Next(4)),
            5 => story.Allot(random.Next(2) == 0 ? "shop" : "market", random.Next(5), random.Next(2) == 0),
            6 => story.Limit(new(new(random.Next(9)), null), null, new(new(20), 1)),
            7 => story.Transfer($"T{step}", pieces),
            8 => story.Change(pieces - 3),
            9 => story.Commit(id),
            10 => story.Release(id),
            11 => story.Ship(id, $"S{step}", random.Next(1, 4)),
            _ => story.Place(id, pieces, partial: true) with
            {
                ExpiresAt = story.Now.AddMinutes(1),
                Backorder = random.Next(2) == 0,
                Buyer = new($"b{random.Next(3)}"),
                Holder = new(new(random.Next(2) == 0 ? "shop" : "market"), new("1"), null),
            },
        };
    }
}
