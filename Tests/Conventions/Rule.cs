namespace OrderGrid.Conventions;

/// <summary>One rule of the house style that looks at one file at a time.</summary>
/// <param name="Name">A sentence that is true when the rule holds.</param>
/// <param name="Check">Finds what breaks the rule in one file.</param>
/// <param name="Bad">A file that breaks it: the rule's self-test.</param>
/// <param name="Good">A similar file that keeps it: the rule's other self-test.</param>
public sealed record Rule(
    string Name, Func<SourceFile, IEnumerable<Violation>> Check, SourceFile Bad, SourceFile Good);

/// <summary>A place that breaks a rule. The message says what to do.</summary>
public sealed record Violation(string Path, int Line, string Message)
{
    public override string ToString() => $"{Path}:{Line}: {Message}";
}

/// <summary>A known breach that is allowed.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Path">The file.</param>
/// <param name="Words">Words of the violation's message, so that only this breach is allowed.</param>
/// <param name="Reason">Why the rule does not fit here.</param>
public sealed record Exemption(string Rule, string Path, string Words, string Reason)
{
    public bool Covers(Rule rule, Violation violation) =>
        rule.Name == Rule && violation.Path == Path && violation.Message.Contains(Words, StringComparison.Ordinal);
}
