namespace OrderGrid.Conventions;

/// <summary>Every rule that looks at one file at a time.</summary>
public static class HouseRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        .. LayoutRules.All, .. TypeRules.All, .. CodeRules.All, .. BannedCallRules.All, .. CommentRules.All,
        .. TestRules.All,
    ];

    public static Rule Named(string name) => All.Single(rule => rule.Name == name);

    public static IEnumerable<Violation> Check(Rule rule) => Repository.Files.SelectMany(rule.Check);
}
