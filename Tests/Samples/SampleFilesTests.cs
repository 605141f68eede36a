using System.Runtime.CompilerServices;
using OrderGrid.Load.Samples;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Samples;

public sealed class SampleFilesTests
{
    private const int CommittedSeed = 1;

    [Fact]
    public void The_committed_samples_are_what_their_seed_generates()
    {
        var generated = new SampleFiles(CommittedSeed).Generate();
        var root = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "samples");
        var committed = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))
            .Where(path => path != "README.md");

        committed.ShouldBe(generated.Keys, ignoreOrder: true);
        foreach (var (path, text) in generated)
        {
            File.ReadAllText(Path.Combine(root, path)).ShouldBe(text, path);
        }
    }

    [Fact]
    public void Another_seed_is_another_day() =>
        new SampleFiles(2).Generate()["orders/webshop.ndjson"]
            .ShouldNotBe(new SampleFiles(CommittedSeed).Generate()["orders/webshop.ndjson"]);

    [Fact]
    public void Only_hot_items_run_short()
    {
        var day = new SampleDay(CommittedSeed);
        var stock = SampleStock.Opening(day.Demand())
            .GroupBy(row => row.Sku).ToDictionary(rows => rows.Key, rows => rows.Sum(row => row.OnHand));

        var scarce = day.Demand().Where(pair => stock[pair.Key] < pair.Value).Select(pair => pair.Key);

        scarce.ShouldBe(
            SampleItem.Catalog.Where(item => item.Hot).Select(item => item.Sku), ignoreOrder: true);
    }

    [Fact]
    public void Every_channel_has_every_kind_of_oddity() =>
        new SampleDay(CommittedSeed).Oddities
            .GroupBy(oddity => oddity.Kind)
            .ToDictionary(group => group.Key, group => group.Select(oddity => oddity.Channel).Distinct().Count())
            .ShouldBe(new Dictionary<string, int>
            {
                ["unknown-sku"] = 3, ["unknown-unit"] = 3, ["too-large"] = 3, ["repeat"] = 3, ["changed-repeat"] = 3,
            });

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
