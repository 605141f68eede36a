using OrderGrid.Identity;
using OrderGrid.Inventory;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Inventory;

/// <summary>The ring of noted commits: each position gets its own, in order, as long as they are kept.</summary>
public sealed class NotedCommitsTests
{
    private readonly NotedCommits _notes = new();
    private NotedCommits.Chain _mugs;
    private NotedCommits.Chain _pots;

    [Fact]
    public void Each_position_takes_its_own_in_the_order_they_came()
    {
        Add(ref _mugs, "m1");
        Add(ref _pots, "p1");
        Add(ref _mugs, "m2");
        Add(ref _pots, "p2");
        Take(ref _mugs).ShouldBe("m1");
        Add(ref _mugs, "m3");

        All(ref _mugs).ShouldBe(["m2", "m3"]);
        All(ref _pots).ShouldBe(["p1", "p2"]);
        _mugs.Count.ShouldBe(0);
    }

    [Fact]
    public void Nothing_is_taken_twice_or_by_a_position_that_was_told_nothing()
    {
        Add(ref _mugs, "m1");
        var copy = _mugs;

        Take(ref _pots).ShouldBeNull();
        Take(ref _mugs).ShouldBe("m1");
        Take(ref copy).ShouldBeNull();
    }

    [Fact]
    public void What_is_overwritten_is_lost_and_its_position_begins_anew()
    {
        Add(ref _mugs, "old");
        Overwrite();
        Add(ref _mugs, "new");

        All(ref _mugs).ShouldBe(["new"]);
    }

    [Fact]
    public void A_position_whose_first_is_overwritten_takes_nothing_until_it_is_told_again()
    {
        Add(ref _mugs, "old");
        Overwrite();

        All(ref _mugs).ShouldBeEmpty();
        Add(ref _mugs, "new");
        All(ref _mugs).ShouldBe(["new"]);
    }

    [Fact]
    public void The_latest_of_all_positions_are_kept()
    {
        Add(ref _mugs, "m1");
        for (var count = 1; count < NotedCommits.Kept; count++)
        {
            Add(ref _pots, "p");
        }

        All(ref _mugs).ShouldBe(["m1"]);
        All(ref _pots).Length.ShouldBe(NotedCommits.Kept - 1);
    }

    private void Overwrite()
    {
        for (var count = 0; count < NotedCommits.Kept; count++)
        {
            Add(ref _pots, "p");
        }
    }

    private void Add(ref NotedCommits.Chain chain, string hold) =>
        _notes.Add(ref chain, new(new(new("c"), new("c"), null), new(hold)));

    private string? Take(ref NotedCommits.Chain chain) =>
        _notes.TryTake(ref chain, out var command) ? command.Hold.Value : null;

    private string[] All(ref NotedCommits.Chain chain)
    {
        var all = new List<string>();
        while (Take(ref chain) is { } hold)
        {
            all.Add(hold);
        }

        return [.. all];
    }
}
