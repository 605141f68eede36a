using System.Diagnostics;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Kits;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Kits;

public sealed class KitCatalogueTests
{
    private static readonly KitEvent[] Samples =
        [new KitDefined("ada", "autumn", new("SET"), new(2, [new(new("MUG"), new(2)), new(new("PEN"), new(1))]))];

    [Fact]
    public void Every_kind_of_event_has_a_golden_sample() => GoldenEvents.ShouldCover(Samples, KitEvents.Format);

    [Fact]
    public void A_released_schema_never_changes() => GoldenEvents.ShouldMatch(Samples, KitEvents.Format);

    [Fact]
    public void An_event_nobody_knows_is_a_defect() =>
        Should.Throw<UnreachableException>(() => KitDecisions.Evolve(KitCatalogue.Empty, new Unheard()));

    [Theory]
    [InlineData("SET", "", DefineKitAnswer.BadComponents, null)]
    [InlineData("SET", "MUG:1 MUG:2", DefineKitAnswer.ComponentTwice, 1)]
    [InlineData("SET", "MUG:1 PEN:0", DefineKitAnswer.PerKitOutOfRange, 1)]
    [InlineData("SET", "MUG:10001", DefineKitAnswer.PerKitOutOfRange, 0)]
    [InlineData("SET", "MUG:1 SET:1", DefineKitAnswer.ContainsItself, 1)]
    [InlineData("SET", "MUG:1 BOX:1", DefineKitAnswer.NestedKit, 1)]
    [InlineData("CUP", "MUG:1", DefineKitAnswer.NestedKit, null)]
    [InlineData("SET", "MUG:10000", DefineKitAnswer.Done, null)]
    public void A_definition_is_taken_or_refused_with_the_component_at_fault(
        string sku, string components, DefineKitAnswer answer, int? at)
    {
        var state = After(KitCatalogue.Empty, Define("BOX", "CUP:2"));

        var (outcome, happening) = KitDecisions.Decide(state, Define(sku, components));

        (outcome.Answer, outcome.At).ShouldBe((answer, at));
        (happening is not null).ShouldBe(answer == DefineKitAnswer.Done);
    }

    [Fact]
    public void Fifty_components_are_as_many_as_a_kit_may_have()
    {
        var most = string.Join(' ', Enumerable.Range(1, KitLimits.MaxComponents).Select(number => $"C{number}:1"));

        Decide(most).Answer.ShouldBe(DefineKitAnswer.Done);
        Decide($"{most} ONE:1").Answer.ShouldBe(DefineKitAnswer.BadComponents);

        static DefineKitOutcome Decide(string components) =>
            KitDecisions.Decide(KitCatalogue.Empty, Define("SET", components)).Outcome;
    }

    [Fact]
    public void The_same_components_in_another_order_are_the_same_kit()
    {
        var state = After(KitCatalogue.Empty, Define("SET", "PEN:1 MUG:2"));

        var (outcome, happening) = KitDecisions.Decide(state, Define("SET", "MUG:2 PEN:1"));

        (outcome.Answer, outcome.Kit!.Revision).ShouldBe((DefineKitAnswer.Done, 1));
        happening.ShouldBeNull();
        outcome.Kit.Components.Select(component => component.Sku.Value).ShouldBe(["MUG", "PEN"]);
    }

    [Fact]
    public void Another_definition_is_another_revision_until_there_are_too_many()
    {
        var state = After(KitCatalogue.Empty, Define("SET", "MUG:1"), Define("SET", "MUG:2"));
        state.Kits[new("SET")].Kit.Revision.ShouldBe(2);

        var worn = new Kit(KitLimits.MaxRevisions, state.Kits[new("SET")].Kit.Components);
        state = KitDecisions.Evolve(state, new KitDefined("ada", "again", new("SET"), worn));

        KitDecisions.Decide(state, Define("SET", "MUG:3")).Outcome.Answer.ShouldBe(DefineKitAnswer.TooManyKits);
        KitDecisions.Decide(state, Define("SET", "MUG:2")).Outcome.Answer.ShouldBe(DefineKitAnswer.Done);
    }

    [Fact]
    public void A_grid_has_so_many_kits_and_no_more()
    {
        var full = After(KitCatalogue.Empty, Many(KitLimits.MaxKits));

        KitDecisions.Decide(full, Define("ONE", "MUG:1")).Outcome.Answer.ShouldBe(DefineKitAnswer.TooManyKits);
        KitDecisions.Decide(full, Define("K1", "MUG:2")).Outcome.Answer.ShouldBe(DefineKitAnswer.Done);
    }

    [Fact]
    public void News_tell_what_was_defined_since_page_by_page()
    {
        var state = After(KitCatalogue.Empty, [.. Many(KitLimits.MaxNews + 1), Define("K1", "PEN:1")]);

        var first = KitDecisions.News(state, StreamVersion.None);
        var second = KitDecisions.News(state, first.Through);
        var book = KitBook.Empty.With(first).With(second);

        (first.Kits.Length, first.HasMore).ShouldBe((KitLimits.MaxNews, true));
        second.Kits.ShouldHaveSingleItem().Sku.Value.ShouldBe("K1");
        (second.HasMore, book.Version).ShouldBe((false, state.Version));
        book.Find(new("K1"))!.Components[0].Sku.Value.ShouldBe("PEN");
        book.Find(new("K2"))!.Components[0].Sku.Value.ShouldBe("MUG");
        book.Find(new("MUG")).ShouldBeNull();
        KitDecisions.News(state, state.Version).Kits.ShouldBeEmpty();
    }

    private static DefineKit[] Many(int count) =>
        [.. Enumerable.Range(1, count).Select(number => Define($"K{number}", "MUG:1"))];

    private static KitCatalogue After(KitCatalogue state, params DefineKit[] commands) => commands.Aggregate(
        state, (known, command) => KitDecisions.Evolve(known, KitDecisions.Decide(known, command).Event!));

    private static DefineKit Define(string sku, string components) => new(
        new(new("command"), new("correlation"), null),
        "ada",
        "autumn",
        new(sku),
        [
            .. components.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(component => component.Split(':'))
                .Select(parts => new KitComponent(
                    new(parts[0]), new(long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)))),
        ]);

    private sealed record Unheard : KitEvent;
}
