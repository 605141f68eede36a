using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OrderGrid.Conventions;

/// <summary>Files, folders and lines.</summary>
public static class LayoutRules
{
    private const int MaxProductLines = 300;
    private const int MaxTestLines = 500;
    private const int MaxProgramLines = 60;
    private const int MaxReadmeLines = 120;
    private const int MaxColumns = 120;
    private const int MaxFolderDepth = 2;

    private static readonly string[] BannedFolders =
        ["Models", "Services", "Handlers", "Extensions", "Utils", "Utilities", "Helpers", "Common", "Misc", "Core"];

    /// <summary>Business capabilities, and after them the few technical ones.</summary>
    private static readonly string[] Capabilities =
    [
        "Orders", "Inventory", "Reconciliation", "Channels", "Sourcing", "Customers", "Pricing", "Returns", "Delivery",
        "Connectors", "Journal", "Identity", "Telemetry", "Hosting", "Clustering", "Streams", "Http", "Imports",
        "Operators", "Properties", "Kits",
        "wwwroot",
    ];

    private static readonly string[] Kinds = ["Attribute", "Exception", "Extensions"];

    private static readonly string[] CapabilityProjects = ["Grains.Abstractions", "Grains", "Silo", "Gateway"];

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("files are short", FileLength,
            new("Grains/Orders/Long.cs", Repeat("// because", MaxProductLines + 1)),
            new("Tests/Orders/Long.cs", Repeat("// because", MaxTestLines))),
        new("lines are at most 120 columns wide", LineWidth,
            new("Grains/Wide.cs", "// " + new string('x', MaxColumns)),
            new("Grains/Wide.cs", new string('x', MaxColumns))),
        new("folders are capabilities", FolderWords,
            new("Grains/Services/A.cs", ""), new("Grains/Orders/A.cs", "")),
        new("folders are at most two deep", FolderDepth,
            new("Grains/Connectors/Erp/Http/A.cs", ""), new("Grains/Connectors/Erp/A.cs", "")),
        new("a file holds one concept", OneConcept,
            new("Grains/A.cs", "public sealed class A; public sealed class B;"),
            new("Grains/A.cs", "interface IA; sealed class A; sealed record ARow; enum AState { X }")),
        new("a file is named after a type in it", FileName,
            new("Grains/Order.cs", "public sealed class Basket;"),
            new("Grains/Order.Log.cs", "public sealed record OrderPlaced;")),
        new("text files hold no machine paths", MachinePaths,
            new("docs/a.md", "see /ho" + "me/me/grid"), new("docs/a.md", "see docs/operations.md")),
    ];

    private static IEnumerable<Violation> FileLength(SourceFile file)
    {
        var limit = file switch
        {
            { Path: "README.md" } => MaxReadmeLines,
            { IsCSharp: false } => int.MaxValue,
            { Name: "Program.cs" } => MaxProgramLines,
            { IsTest: true } => MaxTestLines,
            _ => MaxProductLines,
        };
        if (file.Lines.Length > limit)
        {
            yield return file.At(limit, $"{file.Lines.Length} lines, at most {limit}: split it by concept.");
        }
    }

    private static IEnumerable<Violation> LineWidth(SourceFile file) =>
        file.Lines.Index()
            .Where(line => file.IsCSharp && line.Item.TrimEnd('\r').Length > MaxColumns)
            .Select(line => file.At(
                line.Index + 1, $"{line.Item.Length} columns, at most {MaxColumns}: break the line."));

    private static IEnumerable<Violation> FolderWords(SourceFile file)
    {
        foreach (var folder in file.IsCSharp ? file.Folders : [])
        {
            if (BannedFolders.Contains(folder))
            {
                yield return file.At(1, $"'{folder}' says nothing: name the folder after a capability.");
            }
        }

        if (file.IsCSharp && file.Folders.Length > 1 && CapabilityProjects.Contains(file.Folders[0])
            && !Capabilities.Contains(file.Folders[1]))
        {
            yield return file.At(1,
                $"'{file.Folders[1]}' is no capability of {nameof(LayoutRules)}: use one, or add the word there.");
        }
    }

    private static IEnumerable<Violation> FolderDepth(SourceFile file)
    {
        // A project inside a folder, such as Tests/Simulation, begins anew.
        var depth = file.Folders.Length - 1 - (file.IsUnder("Tests/Simulation") ? 1 : 0);
        if (file.IsCSharp && depth > MaxFolderDepth)
        {
            yield return file.At(1, $"{depth} folders below the project, at most {MaxFolderDepth}: move it up.");
        }
    }

    /// <summary>
    /// A public class may bring along what serves it: records, enums, interfaces, static and internal classes,
    /// exceptions, attributes and converters, and classes derived from a type of the same file. In tests, the grains
    /// and peers that a subject needs may share a file, but two suites may not.
    /// </summary>
    private static IEnumerable<Violation> OneConcept(SourceFile file) =>
        TopLevelTypes(file).OfType<ClassDeclarationSyntax>()
            .Where(type => type.Modifiers.Any(modifier => modifier.Text == "public")
                && !type.Modifiers.Any(modifier => modifier.Text == "static")
                && !Kinds.Append("Converter").Any(kind => Ends(type.Identifier.Text, kind))
                && !DerivesFromNeighbour(type, file)
                && (!file.IsTest || HoldsTests(type)))
            .DistinctBy(type => type.Identifier.Text)
            .Skip(1)
            .Select(type => file.At(
                type.Identifier, $"'{type.Identifier}' is a second class: give it a file of its own."));

    private static bool HoldsTests(ClassDeclarationSyntax type) =>
        type.Members.SelectMany(member => member.AttributeLists).SelectMany(list => list.Attributes)
            .Any(attribute => attribute.Name.ToString() is "Fact" or "Theory");

    private static bool DerivesFromNeighbour(ClassDeclarationSyntax type, SourceFile file) =>
        type.BaseList?.Types.Any(parent => TopLevelTypes(file).OfType<ClassDeclarationSyntax>()
            .Any(other => other.Identifier.Text == parent.Type.ToString().Split('<')[0])) == true;

    private static IEnumerable<Violation> FileName(SourceFile file)
    {
        var names = TopLevelTypes(file).Select(NameOf).ToList();
        var stem = Bare(file.Stem);
        stem = Ends(stem, "OfT") ? stem[..^"OfT".Length] : stem;
        // A file of several attributes, exceptions or extensions is named after what they are about.
        var kind = Array.Find(Kinds, word => Ends(stem.TrimEnd('s'), word.TrimEnd('s')));
        if (names.Count > 0 && file.Name != "Program.cs"
            && !names.Exists(name => Bare(name).StartsWith(stem.TrimEnd('s'), StringComparison.Ordinal)
                || kind is not null && Ends(name, kind)))
        {
            yield return file.At(1,
                $"no type here begins with '{stem}' ({string.Join(", ", names)}): rename the file or the type.");
        }
    }

    private static IEnumerable<Violation> MachinePaths(SourceFile file) =>
        file.Lines.Index()
            .Where(line => MachinePath.IsMatch(line.Item))
            .Select(line => file.At(line.Index + 1, "a path of one machine: begin at the repository's root."));

    private static Regex MachinePath { get; } =
        new(@"(?<![\w.])/(home|Users|root|work)/\w", RegexOptions.CultureInvariant);

    private static IEnumerable<MemberDeclarationSyntax> TopLevelTypes(SourceFile file) =>
        file.Nodes<MemberDeclarationSyntax>()
            .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
                && node.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax);

    private static bool Ends(string name, string suffix) => name.EndsWith(suffix, StringComparison.Ordinal);

    private static string NameOf(MemberDeclarationSyntax type) =>
        type is BaseTypeDeclarationSyntax named
            ? named.Identifier.Text
            : ((DelegateDeclarationSyntax)type).Identifier.Text;

    private static string Bare(string name) =>
        name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]) ? name[1..] : name;

    private static string Repeat(string line, int times) => string.Join('\n', Enumerable.Repeat(line, times));
}
