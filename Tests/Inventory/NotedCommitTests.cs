#if EMBEDDED
using OrderGrid.Identity;
using OrderGrid.Inventory;
using OrderGrid.Journal;
using OrderGrid.Orders;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>Commits that a position was told of: they cost no record of their own until somebody makes sure.</summary>
public sealed class NotedCommitTests
{
    private static readonly PositionKey Mug = new(new("MUG"), new("BER"));
    private static readonly CommandContext Context = new(new("c"), new("c"), null);

    private readonly PositionGrid _grid = new(Mug);

    public NotedCommitTests()
    {
        _grid.Simulation.Run(() => _grid.Position.Adjust(new(Context, StockChange.Set, 10, "count")));
        Hold("first");
        Note("first");
    }

    [Fact]
    public async Task A_noted_commit_goes_along_with_the_next_record()
    {
        (await LastEventsAsync()).ShouldBe(["first held"]);

        Hold("second");

        (await LastEventsAsync()).ShouldBe(["first committed", "second held"]);
    }

    [Fact]
    public async Task A_commit_that_is_asked_for_again_leaves_what_was_noted_where_it_is()
    {
        Hold("second");
        Note("second");
        var before = await ReadAsync();

        var again = Commit("first");

        again.ShouldSatisfyAllConditions(
            () => again.Answer.ShouldBe(PositionAnswer.Done),
            () => again.Quantity.ShouldBe(new(1)),
            () => again.Levels.Committed.ShouldBe(new(1)));
        (await ReadAsync()).Count.ShouldBe(before.Count);

        Commit("second").Answer.ShouldBe(PositionAnswer.Done);
        (await LastEventsAsync()).ShouldBe(["second committed"]);
    }

    [Fact]
    public void A_commit_of_another_quantity_is_no_repetition()
    {
        Commit("first").Answer.ShouldBe(PositionAnswer.Done);

        Commit("first", new(2)).Answer.ShouldBe(PositionAnswer.IdReusedWithOtherContent);
    }

    private void Hold(string hold) => _grid.Simulation.Run(() => _grid.Position.Hold(new(
        Context,
        new(hold),
        new(1),
        AllowPartial: false,
        _grid.Simulation.Time.GetUtcNow().AddMinutes(5),
        Holder.Of(new OrderKey(new("shop"), new("order")))))).Answer.ShouldBe(PositionAnswer.Done);

    private void Note(string hold) => _grid.Simulation.Run(async () =>
    {
        await _grid.Position.NoteAccepted(new(Context, new(hold)));
        return true;
    });

    private PositionOutcome Commit(string hold, Quantity? quantity = null) =>
        _grid.Simulation.Run(() => _grid.Position.Commit(new(Context, new(hold), quantity)));

    private Task<IReadOnlyList<JournalRecord>> ReadAsync() =>
        _grid.ReadAsync(new(StreamCategory.Position, Mug.ToString()));

    private async Task<string[]> LastEventsAsync() => [.. (await ReadAsync())[^1].Events
        .Select(PositionEvents.Format.Read)
        .Select(happened => happened switch
        {
            HoldCommitted committed => $"{committed.Hold} committed",
            StockHeld held => $"{held.Hold} held",
            _ => happened.ToString()!,
        })];
}
#endif
