using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace OrderGrid.Conventions;

/// <summary>Comments say why, today.</summary>
public static class CommentRules
{
    private static readonly Regex Reminder = new(@"\b(TODO|FIXME|HACK|XXX)\b", RegexOptions.CultureInvariant);

    private static readonly Regex IssueNumber = new(@"(\bissue\s+#?\d+|(?<![\w&])#\d{1,5}\b)", RegexOptions.IgnoreCase);

    private static readonly Regex Code = new(
        @"^\s*((var|return|if|await|public|private|internal|using|foreach|throw)\b.*[;{(]"
            + @"|[\w.<>\[\]]+\s+=\s+.*;|[\w.]+\(.*\);|[{}])\s*$",
        RegexOptions.CultureInvariant);

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("no reminders are left in comments", Comments(Reminder, "do it now, or track it and delete the comment."),
            new("Grains/A.cs", "// TODO: later"), new("Grains/A.cs", "// Later events win.")),
        new("comments name no issue numbers", Comments(IssueNumber, "an issue number ages: say the reason itself."),
            new("Grains/A.cs", "// See issue 12"), new("Grains/A.cs", "// The 12th retry is the last.")),
        new("no code is commented out", Comments(Code, "commented-out code: delete it, the history keeps it."),
            new("Grains/A.cs", "// var order = Load(key);"),
            new("Grains/A.cs", "// The order is loaded by key; it may be new.")),
    ];

    private static Func<SourceFile, IEnumerable<Violation>> Comments(Regex pattern, string advice) => file =>
        from trivia in file.Trivia()
        where trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
        from line in trivia.ToString().Split('\n')
        let text = line.Trim().TrimStart('/', '*').TrimEnd('/', '*')
        where pattern.IsMatch(text)
        select file.At(trivia, $"'{text.Trim()}': {advice}");
}
