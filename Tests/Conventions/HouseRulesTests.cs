using Shouldly;
using Xunit;

namespace OrderGrid.Conventions;

public sealed class HouseRulesTests
{
    public static TheoryData<string> Names => [.. HouseRules.All.Select(rule => rule.Name)];

    [Theory, MemberData(nameof(Names))]
    public void The_repository_keeps_the_rule(string name)
    {
        var rule = HouseRules.Named(name);

        var violations = HouseRules.Check(rule)
            .Where(violation => !Exemptions.All.Any(exemption => exemption.Covers(rule, violation)))
            .ToList();

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_rule_finds_its_bad_sample(string name)
    {
        var rule = HouseRules.Named(name);

        rule.Check(rule.Bad).ShouldNotBeEmpty();
    }

    [Theory, MemberData(nameof(Names))]
    public void The_rule_passes_its_good_sample(string name)
    {
        var rule = HouseRules.Named(name);

        rule.Check(rule.Good).ShouldBeEmpty();
    }

    [Fact]
    public void Rule_names_are_unique() =>
        HouseRules.All.Select(rule => rule.Name).ShouldBeUnique();

    [Fact]
    public void No_exemption_is_stale()
    {
        var stale = Exemptions.All.Where(exemption =>
            !HouseRules.All.Any(rule => HouseRules.Check(rule).Any(violation => exemption.Covers(rule, violation))));

        stale.ShouldBeEmpty("These exemptions match nothing any more: take them out of Exemptions.cs.");
    }

    [Fact]
    public void An_exemption_covers_only_its_own_breach()
    {
        var exemption = new Exemption("a rule", "Grains/A.cs", "'Send'", "because");
        var rule = new Rule("a rule", _ => [], new SourceFile("a", ""), new SourceFile("a", ""));

        exemption.Covers(rule, new Violation("Grains/A.cs", 3, "'Send' is long")).ShouldBeTrue();
        exemption.Covers(rule, new Violation("Grains/A.cs", 3, "'Receive' is long")).ShouldBeFalse();
        exemption.Covers(rule, new Violation("Grains/B.cs", 3, "'Send' is long")).ShouldBeFalse();
    }

    [Fact]
    public void Every_exemption_has_a_reason() =>
        Exemptions.All.ShouldAllBe(exemption => exemption.Reason.Length > 20);

    [Fact]
    public void The_repository_is_really_looked_at()
    {
        string[] projects =
            ["Embedded", "Gateway", "Grains", "Grains.Abstractions", "Sandbox", "Silo", "Tests", "load"];

        Repository.CSharp.Select(file => file.Folders[0]).Distinct().ShouldBe(projects, ignoreOrder: true);
    }
}
