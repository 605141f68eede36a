using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OrderGrid.Conventions;

/// <summary>One text file with its path from the root, separated by slashes; parsed once when it is C#.</summary>
public sealed class SourceFile(string path, string text)
{
#if ORLEANS
    private const string Runtime = "ORLEANS";
#else
    private const string Runtime = "EMBEDDED";
#endif

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview, preprocessorSymbols: [Runtime]);

    private readonly Lazy<CompilationUnitSyntax> tree = new(() =>
        CSharpSyntaxTree.ParseText(path.EndsWith(".cs", StringComparison.Ordinal) ? text : "", Options)
            .GetCompilationUnitRoot());

    public string Path { get; } = path;

    public string Text { get; } = text;

    public string[] Lines { get; } = text.TrimEnd('\n').Split('\n');

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsTest => IsUnder("Tests");

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The file's name up to its first dot: <c>OrderGrain</c> of <c>OrderGrain.Log.cs</c>.</summary>
    public string Stem => Name.Split('.')[0];

    /// <summary>The folders of the path, the project's first.</summary>
    public string[] Folders => Path.Split('/')[..^1];

    public static SourceFile Read(string root, string path) =>
        new(path, System.IO.File.ReadAllText(System.IO.Path.Combine(root, path)));

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public IEnumerable<T> Nodes<T>() where T : SyntaxNode => tree.Value.DescendantNodes().OfType<T>();

    public IEnumerable<SyntaxTrivia> Trivia() => tree.Value.DescendantTrivia();

    public IEnumerable<T> Directives<T>() where T : DirectiveTriviaSyntax =>
        tree.Value.DescendantNodes(descendIntoTrivia: true).OfType<T>();

    public Violation At(int line, string message) => new(Path, line, message);

    public Violation At(SyntaxNode node, string message) => At(LineOf(node.GetLocation()), message);

    public Violation At(SyntaxToken token, string message) => At(LineOf(token.GetLocation()), message);

    public Violation At(SyntaxTrivia trivia, string message) => At(LineOf(trivia.GetLocation()), message);

    public static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static int LineOf(Location location) => location.GetLineSpan().StartLinePosition.Line + 1;
}
