using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OrderGrid.Conventions;

/// <summary>Methods, switches and errors.</summary>
public static class CodeRules
{
    private const int MaxMethodLines = 60;
    private const int MaxParameters = 5;

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("methods are at most 60 lines long", MethodLength,
            new("Grains/A.cs", "sealed class A { void Send() {" + new string('\n', MaxMethodLines) + "} }"),
            new("Grains/A.cs", "sealed class A { void Send() {" + new string('\n', MaxMethodLines - 1) + "} }")),
        new("methods take at most 5 parameters", Parameters,
            new("Grains/A.cs", "sealed class A { void Send(int a, int b, int c, int d, int e, int f) { } }"),
            new("Grains/A.cs", "sealed record A(int A, int B, int C, int D, int E, int F);")),
        new("a switch over an enum names every value", EnumSwitch,
            new("Grains/A.cs", "enum Kind { X } class A { int M(Kind k) => k switch { Kind.X => 1, _ => 2 }; }"),
            new("Grains/A.cs", "enum Kind { X } class A { int M(Kind k) => k switch { Kind.X => 1 }; }")),
        new("nothing catches everything silently", CatchAll,
            new("Grains/A.cs", "class A { void M() { try { M(); } catch (Exception e) { count++; } } }"),
            new("Grains/A.cs", "class A { void M() { try { M(); } catch (Exception e) { Log.Failed(e); } } }")),
        new("pragmas give their reason", PragmaReason,
            new("Grains/A.cs", "#pragma warning disable CA1000\n"),
            new("Grains/A.cs", "#pragma warning disable CA1000 // The factory reads better on the type itself.\n")),
        new("suppressions give their reason", SuppressionReason,
            new("Grains/A.cs", "[SuppressMessage(\"Design\", \"CA1000\")] sealed class A;"),
            new("Grains/A.cs", "[SuppressMessage(\"Design\", \"CA1000\", Justification = \"Reads well.\")] class A;")),
    ];

    private static IEnumerable<Violation> MethodLength(SourceFile file) =>
        file.Nodes<SyntaxNode>()
            .Where(node =>
                node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax)
            .Select(node => (Node: node, Lines: SourceFile.LinesOf(node)))
            .Where(item => item.Lines > MaxMethodLines)
            .Select(item => file.At(
                item.Node, $"{item.Lines} lines, at most {MaxMethodLines}: split {NameOf(item.Node)} by step."));

    private static IEnumerable<Violation> Parameters(SourceFile file) =>
        file.Nodes<ParameterListSyntax>()
            .Where(list => list.Parameters.Count > MaxParameters)
            // Records are messages, and a source-generated log takes one parameter per field.
            .Where(list => list.Parent is not RecordDeclarationSyntax && !IsLog(list.Parent))
            .Select(list => file.At(list,
                $"{list.Parameters.Count} parameters, at most {MaxParameters}: give {NameOf(list.Parent!)} a record."));

    private static bool IsLog(SyntaxNode? node) =>
        node is MethodDeclarationSyntax method
        && method.AttributeLists.ToString().Contains("LoggerMessage", StringComparison.Ordinal);

    private static IEnumerable<Violation> EnumSwitch(SourceFile file)
    {
        var local = NamesOfEnums(file).ToHashSet(StringComparer.Ordinal);
        const string Message = "a discard arm hides a missing name: list every value of the enum.";
        var arms = file.Nodes<SwitchExpressionSyntax>()
            .Where(item => item.Arms.Any(arm => IsEnumName(arm.Pattern, local)))
            .SelectMany(item => item.Arms.Where(arm => arm.Pattern is DiscardPatternSyntax && arm.WhenClause is null))
            .Select(arm => file.At(arm, Message));
        var labels = file.Nodes<SwitchStatementSyntax>()
            .Select(item => item.Sections.SelectMany(section => section.Labels).ToList())
            .Where(labels => labels.OfType<CaseSwitchLabelSyntax>().Any(label => IsEnumName(label.Value, local)))
            .SelectMany(labels => labels.OfType<DefaultSwitchLabelSyntax>())
            .Select(label => file.At(label, Message));
        return arms.Concat(labels);
    }

    private static bool IsEnumName(SyntaxNode? node, HashSet<string> local) => node switch
    {
        ConstantPatternSyntax constant => IsEnumName(constant.Expression, local),
        BinaryPatternSyntax either => IsEnumName(either.Left, local) && IsEnumName(either.Right, local),
        MemberAccessExpressionSyntax { Expression: var type } =>
            type.ToString().Split('.')[^1] is var name && (local.Contains(name) || Enums.Value.Contains(name)),
        _ => false,
    };

    private static Lazy<HashSet<string>> Enums { get; } =
        new(() => Repository.CSharp.SelectMany(NamesOfEnums).ToHashSet(StringComparer.Ordinal));

    private static IEnumerable<string> NamesOfEnums(SourceFile file) =>
        file.Nodes<EnumDeclarationSyntax>().Select(type => type.Identifier.Text);

    private static IEnumerable<Violation> CatchAll(SourceFile file) =>
        file.Nodes<CatchClauseSyntax>()
            .Where(clause => clause.Filter is null
                && (clause.Declaration?.Type.ToString() ?? "Exception") is "Exception" or "System.Exception")
            .Where(clause => !clause.Block.DescendantNodes()
                .Any(node => Speaks(node, clause.Declaration?.Identifier.Text)))
            .Select(clause => file.At(
                clause, "catches everything and says nothing: name the exception, or log and count it."));

    // Thrown again, or handed to somebody: a log, the caller's task, a list of failures.
    private static bool Speaks(SyntaxNode node, string? exception) =>
        node is ThrowStatementSyntax or ThrowExpressionSyntax
        || node is IdentifierNameSyntax name && name.Identifier.Text == exception;

    private static IEnumerable<Violation> PragmaReason(SourceFile file) =>
        file.Directives<PragmaWarningDirectiveTriviaSyntax>()
            .Where(pragma => pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword))
            .Where(pragma => Reason(pragma.ToFullString()).Length < 15)
            .Select(pragma => file.At(pragma, "a pragma without a reason: add it as a comment on the same line."));

    private static IEnumerable<Violation> SuppressionReason(SourceFile file) =>
        file.Nodes<AttributeSyntax>()
            .Where(attribute => attribute.Name.ToString() is "SuppressMessage" or "UnconditionalSuppressMessage")
            .Where(attribute => !attribute.ToString().Contains("Justification", StringComparison.Ordinal))
            .Select(attribute => file.At(attribute, "a suppression without a Justification: say why."));

    private static string Reason(string pragma) =>
        pragma.Split("//") is [_, var reason, ..] ? reason.Trim() : "";

    private static string NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => $"'{method.Identifier}'",
        LocalFunctionStatementSyntax function => $"'{function.Identifier}'",
        ConstructorDeclarationSyntax constructor => $"'{constructor.Identifier}'",
        TypeDeclarationSyntax type => $"'{type.Identifier}'",
        _ => "it",
    };
}
