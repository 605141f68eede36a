using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OrderGrid.Conventions;

/// <summary>Tests are sentences that are true when green.</summary>
public static class TestRules
{
    private const int MaxTestLines = 20;

    private static readonly Regex Sentence =
        new("^[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+){2,}$", RegexOptions.CultureInvariant);

    private static readonly Regex Claim = new(
        "^(Expect|Verify|Must|Prove|Require|Check)|Should|Assert|Throws", RegexOptions.CultureInvariant);

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("test names are sentences", Named,
            new("Tests/A.cs", "class A { [Fact] public void TestCancel() { } }"),
            new("Tests/A.cs", "class A { [Fact] public void A_cancelled_order_gives_its_stock_back() { } }")),
        new("tests fit on a page", Short,
            new("Tests/A.cs", "class A { [Fact] void A_b_c() {" + new string('\n', MaxTestLines + 2) + "} }"),
            new("Tests/A.cs", "class A { [Fact] void A_b_c() {" + new string('\n', MaxTestLines) + "} }")),
        new("tests claim something", Claims,
            new("Tests/A.cs", "class A { [Fact] void A_b_c() { Run(); } }"),
            new("Tests/A.cs", "class A { [Fact] void A_b_c() => Run().ShouldBe(3); }")),
        new("tests are never switched off for good", Skipped,
            new("Tests/A.cs", "class A { [Fact(Skip = \"flaky\")] void A_b_c() { } }"),
            new("Tests/A.cs", "class A { [Fact] void A_b_c() => Assert.SkipUnless(Ready, \"no server\"); }")),
    ];

    private static IEnumerable<Violation> Named(SourceFile file) =>
        Tests(file).Where(test => !Sentence.IsMatch(test.Identifier.Text))
            .Select(test => file.At(
                test.Identifier, $"'{test.Identifier}' is no sentence: three or more words with underscores."));

    private static IEnumerable<Violation> Short(SourceFile file) =>
        from test in Tests(file)
        let body = (SyntaxNode?)test.Body ?? test.ExpressionBody
        where body is not null
        let lines = SourceFile.LinesOf(body) - (body is BlockSyntax ? 2 : 0)
        where lines > MaxTestLines
        select file.At(test.Identifier,
            $"'{test.Identifier}' has {lines} lines, at most {MaxTestLines}: move the setting up out of it.");

    private static IEnumerable<Violation> Claims(SourceFile file) =>
        Tests(file)
            .Where(test => !test.DescendantNodes().OfType<SimpleNameSyntax>()
                .Any(name => Claim.IsMatch(name.Identifier.Text)))
            .Select(test => file.At(test.Identifier, $"'{test.Identifier}' asserts nothing: say what must be true."));

    private static IEnumerable<Violation> Skipped(SourceFile file) =>
        file.Nodes<AttributeSyntax>()
            .Where(attribute => file.IsTest && attribute.Name.ToString() is "Fact" or "Theory")
            .Where(attribute => attribute.ArgumentList?.Arguments
                .Any(item => item.NameEquals?.Name.ToString() == "Skip") == true)
            .Select(attribute => file.At(attribute, "proves nothing: repair it, or skip it with SkipUnless."));

    private static IEnumerable<MethodDeclarationSyntax> Tests(SourceFile file) =>
        file.Nodes<MethodDeclarationSyntax>()
            .Where(method => file.IsTest && method.AttributeLists.SelectMany(list => list.Attributes)
                .Any(attribute => attribute.Name.ToString() is "Fact" or "Theory"));
}
