using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OrderGrid.Conventions;

/// <summary>Names and shapes of types.</summary>
public static class TypeRules
{
    private static readonly string[] BannedSuffixes =
        ["Manager", "Helper", "Helpers", "Util", "Utils", "Common", "Impl", "Data", "Info"];

    private static readonly string[] RoleSuffixes = ["Service", "Handler", "Processor"];

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("type names say what the type is", BannedSuffix,
            new("Grains/A.cs", "public sealed class OrderManager;"),
            new("Grains/A.cs", "public sealed class OrderBook;")),
        new("a role suffix comes from the base type", RoleSuffix,
            new("Grains/A.cs", "public sealed class OrderService;"),
            new("Grains/A.cs", "public sealed class RetryHandler : DelegatingHandler;")),
        new("classes are sealed", Sealed,
            new("Grains/A.cs", "public record Order(int Number);"),
            new("Grains/A.cs", "abstract record Order { public sealed record Placed : Order; } static class C;")),
        new("options and the journal contract are documented", Documented,
            new("Grains/A.cs", "public sealed class LaneOptions { public int Size { get; init; } }"),
            new("Grains/A.cs", """
                /// <summary>Limits of a lane.</summary>
                public sealed record LaneOptions
                {
                    /// <summary>Most calls in flight, 1 to 64.</summary>
                    public int Size { get; init; }
                }
                """)),
    ];

    private static IEnumerable<Violation> BannedSuffix(SourceFile file) =>
        from type in file.Nodes<BaseTypeDeclarationSyntax>()
        from suffix in BannedSuffixes
        where type.Identifier.Text.EndsWith(suffix, StringComparison.Ordinal)
        select file.At(type.Identifier, $"'{type.Identifier}' ends in {suffix}: name what it is in the business.");

    private static IEnumerable<Violation> RoleSuffix(SourceFile file) =>
        from type in file.Nodes<BaseTypeDeclarationSyntax>()
        from suffix in RoleSuffixes
        where type.Identifier.Text.EndsWith(suffix, StringComparison.Ordinal)
        let bases = type.BaseList?.Types.Select(parent => parent.Type.ToString().Split('<')[0]) ?? []
        where !bases.Any(parent => parent.EndsWith(suffix, StringComparison.Ordinal))
        select file.At(type.Identifier,
            $"'{type.Identifier}' ends in {suffix}: name what it does, or derive it from such a type.");

    private static IEnumerable<Violation> Sealed(SourceFile file) =>
        file.Nodes<TypeDeclarationSyntax>()
            .Where(type => type is ClassDeclarationSyntax || type.IsKind(SyntaxKind.RecordDeclaration))
            .Where(type => !type.Modifiers.Any(modifier =>
                modifier.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.AbstractKeyword or SyntaxKind.StaticKeyword))
            // A part of a partial class need not repeat the word.
            .Where(type => !type.Modifiers.Any(SyntaxKind.PartialKeyword) || !SealedElsewhere(type.Identifier.Text))
            .Select(type => file.At(
                type.Identifier, $"'{type.Identifier}' can be derived from: make it sealed or abstract."));

    private static bool IsJournalContract(SourceFile file) =>
        file.Path is "Grains/Journal/IJournal.cs" or "Grains/Journal/Feed.cs";

    private static bool SealedElsewhere(string name) => SealedParts.Value.Contains(name);

    private static Lazy<HashSet<string>> SealedParts { get; } = new(() => Repository.CSharp
        .SelectMany(file => file.Nodes<TypeDeclarationSyntax>())
        .Where(type => type.Modifiers.Any(SyntaxKind.PartialKeyword) && type.Modifiers.Any(modifier =>
            modifier.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword))
        .Select(type => type.Identifier.Text)
        .ToHashSet(StringComparer.Ordinal));

    private static IEnumerable<Violation> Documented(SourceFile file) =>
        from type in file.Nodes<TypeDeclarationSyntax>()
        where !file.IsTest && type.Modifiers.Any(SyntaxKind.PublicKeyword)
            && (type.Identifier.Text.EndsWith("Options", StringComparison.Ordinal) || IsJournalContract(file))
        from member in type.Members.Prepend<MemberDeclarationSyntax>(type)
        where member == type || type is InterfaceDeclarationSyntax || member.Modifiers.Any(SyntaxKind.PublicKeyword)
        where !member.GetLeadingTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia))
        select file.At(member, "no XML comment: say unit, range, default and what null means.");
}
