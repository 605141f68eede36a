using OrderGrid.Inventory;
using Shouldly;

namespace OrderGrid.Tests.Inventory;

public sealed class VersionedMapTests
{
    // More changes than wait for each other.
    private const int Few = 20;

    private static VersionedMap<string, string> Empty => default;

    [Fact]
    public void A_change_leaves_the_version_before_it_as_it_was()
    {
        var first = Empty.Add("a", "1").Add("b", "2");
        var second = first.SetItem("a", "3").Remove("b").Add("c", "4");

        ShouldHold(first, ("a", "1"), ("b", "2"));
        ShouldHold(second, ("a", "3"), ("c", "4"));
        Empty.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Two_futures_of_one_version_do_not_know_of_each_other()
    {
        var common = Empty.Add("a", "1");
        var one = common.Add("b", "2");
        var other = common.SetItem("a", "9").Add("c", "3");

        ShouldHold(one, ("a", "1"), ("b", "2"));
        ShouldHold(other, ("a", "9"), ("c", "3"));
        ShouldHold(common, ("a", "1"));
    }

    [Fact]
    public void A_key_that_is_there_cannot_be_added_and_one_that_is_not_changes_nothing_when_removed()
    {
        var map = Empty.Add("a", "1");

        Should.Throw<ArgumentException>(() => map.Add("a", "2"));
        map.Remove("b").ShouldBe(map);
        Should.Throw<KeyNotFoundException>(() => map["b"]);
        map.GetValueOrDefault("b").ShouldBeNull();
    }

    [Fact]
    public void Versions_before_a_settled_one_are_let_go_of_and_later_ones_are_not()
    {
        var old = Changed(Empty.Add("b", "0"), Few);
        var settled = Changed(old, Few).SetItem("a", "2");
        var newest = settled.SetItem("a", "3");

        settled.Settle();

        Should.Throw<InvalidOperationException>(() => old["b"]);
        settled["b"].ShouldBe("0");
        settled["a"].ShouldBe("2");
        newest["a"].ShouldBe("3");
    }

    [Fact]
    public void What_a_long_history_took_is_given_back_when_it_is_settled()
    {
        var map = Changed(Empty, 2 * VersionedMap<string, string>.Kept);
        var before = map.Room;

        map.Settle();

        before.ShouldBeGreaterThanOrEqualTo(VersionedMap<string, string>.Kept);
        map.Room.ShouldBeLessThan(100);
    }

    [Fact]
    public void A_version_can_be_read_after_as_many_changes_as_are_kept_and_is_refused_when_it_is_too_old()
    {
        var start = Changed(Empty.Add("b", "0"), Few);
        var after = Changed(start, VersionedMap<string, string>.Kept);

        start["b"].ShouldBe("0");
        Changed(after, 2 * VersionedMap<string, string>.Kept)["b"].ShouldBe("0");
        Should.Throw<InvalidOperationException>(() => start["b"]);
    }

    [Fact]
    public void Random_changes_read_in_every_version_as_copies_do()
    {
        var dice = new Random(7);
        var versions = new List<(VersionedMap<string, string> Map, Dictionary<string, string> Copy)> { (Empty, []) };
        for (var change = 0; change < 400; change++)
        {
            var (map, copy) = versions[dice.Next(5) == 0 ? dice.Next(versions.Count) : ^1];
            var (key, value) = ($"k{dice.Next(20)}", $"v{change}");
            var next = new Dictionary<string, string>(copy);
            var removes = dice.Next(3) == 0 ? next.Remove(key) : (next[key] = value) is null;
            versions.Add((removes || !next.ContainsKey(key) ? map.Remove(key) : map.SetItem(key, value), next));
        }

        versions.ShouldAllBe(version => version.Map.Count == version.Copy.Count
            && version.Copy.All(entry => version.Map[entry.Key] == entry.Value)
            && version.Map.ToDictionary().Count == version.Copy.Count);
    }

    private static VersionedMap<string, string> Changed(VersionedMap<string, string> map, int times)
    {
        for (var time = 0; time < times; time++)
        {
            map = map.SetItem("a", "1");
        }

        return map;
    }

    private static void ShouldHold(
        VersionedMap<string, string> map, params (string Key, string Value)[] entries)
    {
        map.Count.ShouldBe(entries.Length);
        map.Select(entry => (entry.Key, entry.Value)).ShouldBe(entries, ignoreOrder: true);
        entries.ShouldAllBe(entry => map[entry.Key] == entry.Value);
    }
}
