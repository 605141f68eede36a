using System.Globalization;
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

public sealed class ImportMemoryTests
{
    private const int Many = PositionLimits.RememberedChanges + 200;

    private static readonly StreamName Name = new(StreamCategory.Position, "MUG@BER");
    private readonly PositionStory _story = new();

    [Fact]
    public void Rows_whose_answers_are_forgotten_are_not_applied_again()
    {
        AdjustStock[] rows = [.. Enumerable.Range(1, Many).Select(row => Row("night", row))];
        _story.With(rows);

        var repeated = rows.Select(_story.Do).ToList();

        repeated.ShouldAllBe(decision => decision.Answer == PositionAnswer.Done && decision.Events.IsEmpty);
        _story.State.Levels.OnHand.Pieces.ShouldBe(Many);
        repeated[0].Quantity.Pieces.ShouldBe(Many, "its own answer is forgotten; what is on hand now is not");
    }

    [Fact]
    public void A_row_that_was_never_applied_is_applied_though_all_others_were()
    {
        const int Lost = 70;
        _story.With([.. Enumerable.Range(1, Many).Where(row => row != Lost).Select(row => Row("night", row))]);

        _story.Do(Row("night", Lost)).Events.ShouldNotBeEmpty();

        _story.Do(Row("night", Lost)).Events.ShouldBeEmpty();
        _story.State.Levels.OnHand.Pieces.ShouldBe(Many);
    }

    [Fact]
    public void The_same_row_of_another_import_is_another_row()
    {
        _story.With([.. Enumerable.Range(1, Many).Select(row => Row("night", row))]);

        _story.Do(Row("day", 1)).Events.ShouldNotBeEmpty();
    }

    [Fact]
    public void Both_steps_of_a_transfer_are_remembered_apart()
    {
        var first = Row("night", 1);
        var arrived = first with { Context = first.Context.Step("arrived") };
        _story.With(first).With([.. Enumerable.Range(2, Many).Select(row => Row("night", row))]);

        _story.Do(arrived).Events.ShouldNotBeEmpty();
        _story.With([.. Enumerable.Range(2 + Many, Many).Select(row => Row("night", row))]);

        _story.Do(arrived).Events.ShouldBeEmpty();
    }

    [Fact]
    public void A_row_is_remembered_until_as_many_other_imports_as_the_limit_says_have_followed()
    {
        var applied = Enumerable.Range(1, PositionLimits.RememberedImports)
            .Aggregate(AppliedRows.None.With(new("first", 7)), (rows, one) => rows.With(new(Import(one), 1)));
        applied.Contains(new("first", 7)).ShouldBeTrue();

        applied = Enumerable.Range(1, 2 * PositionLimits.RememberedImports)
            .Aggregate(applied, (rows, one) => rows.With(new(Import(-one), 1)));

        applied.Contains(new("first", 7)).ShouldBeFalse("memory has a bound");
        (applied.Recent.Count + applied.Former.Count).ShouldBeLessThanOrEqualTo(2 * PositionLimits.RememberedImports);
    }

    [Fact]
    public void The_largest_import_with_rows_as_far_apart_as_can_be_is_remembered_whole()
    {
        const int Apart = 64;
        int[] rows = [.. Enumerable.Range(1, PositionLimits.RememberedBlocks).Select(row => row * Apart)];

        var applied = rows.Aggregate(AppliedRows.None.With(new("before", 1)), (all, row) => all.With(new("big", row)));

        rows.ShouldAllBe(row => applied.Contains(new("big", row)));
        rows.ShouldAllBe(row => !applied.Contains(new("big", row - 1)) && !applied.Contains(new("big", row + 1)));
        applied.Contains(new("before", 1)).ShouldBeTrue();
    }

    [Fact]
    public void A_snapshot_keeps_which_rows_were_applied()
    {
        _story.With([.. Enumerable.Range(1, Many).Select(row => Row("night", row))]);

        var snapshot = PositionEvents.Snapshots.Write(Name, new(Many), new(Many), _story.State);
        var kept = PositionEvents.Snapshots.Read(snapshot)!.Value.State;

        PositionDecisions.Decide(kept, Row("night", 1), _story.Now).Events.ShouldBeEmpty();
        PositionDecisions.Decide(kept, Row("night", Many + 1), _story.Now).Events.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_position_with_few_changes_keeps_nothing_more() =>
        new PositionStory().With(Row("night", 1), Row("night", 2)).State.Applied.ShouldBeNull();

    [Theory]
    [InlineData("stock:night:7", "stock:night", 7)]
    [InlineData("stock:a:5:7", "stock:a:5", 7)]
    [InlineData("stock:a:5:7:arrived", "stock:a:5 arrived", 7)]
    [InlineData("stock:a:arrived:7", "stock:a:arrived", 7)]
    public void A_command_id_tells_import_and_row(string id, string import, int row) =>
        ImportedRow.Of(new(id)).ShouldBe(new ImportedRow(import, row));

    [Theory]
    [InlineData("stock:night")]
    [InlineData("stock:night:07")]
    [InlineData("stock:night:0")]
    [InlineData("stock:night:")]
    [InlineData("stock:night:-7")]
    [InlineData("stock:night:99999999999")]
    [InlineData("ship:night:7")]
    public void Any_other_command_id_names_no_row(string id) => ImportedRow.Of(new(id)).ShouldBeNull();

    private static AdjustStock Row(string key, int row) => new(
        new(new(ImportedRow.Name(key, row)), new("correlation"), null), StockChange.Delta, 1, "receipt");

    private static string Import(int number) => number.ToString(CultureInfo.InvariantCulture);
}
