using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OrderGrid.Conventions;

/// <summary>Calls that would make a run depend on the wall clock, on chance or on a foreign thread.</summary>
public static class BannedCallRules
{
    private static readonly Dictionary<string, string> Members = new(StringComparer.Ordinal)
    {
        ["DateTime.UtcNow"] = "ask the TimeProvider",
        ["DateTime.Now"] = "ask the TimeProvider",
        ["DateTime.Today"] = "ask the TimeProvider",
        ["DateTimeOffset.UtcNow"] = "ask the TimeProvider",
        ["DateTimeOffset.Now"] = "ask the TimeProvider",
        ["Stopwatch.StartNew"] = "use TimeProvider.GetTimestamp and GetElapsedTime",
        ["Stopwatch.GetTimestamp"] = "use TimeProvider.GetTimestamp and GetElapsedTime",
        ["Stopwatch.GetElapsedTime"] = "use TimeProvider.GetTimestamp and GetElapsedTime",
        ["Environment.TickCount"] = "ask the TimeProvider",
        ["Environment.TickCount64"] = "ask the TimeProvider",
        ["Guid.NewGuid"] = "take the id from the caller or the injected source",
        ["Guid.CreateVersion7"] = "take the id from the caller or the injected source",
        ["Random.Shared"] = "take a seeded Random",
        ["Thread.Sleep"] = "await the event, or a delay of the TimeProvider",
    };

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("time and chance are injected", Banned,
            new("Grains/A.cs", "class A { object M() => System.DateTime.UtcNow; }"),
            new("Grains/A.cs", "class A { object M(TimeProvider time) => time.GetUtcNow(); }")),
        new("random sources are seeded", Unseeded,
            new("Grains/A.cs", "class A { Random R = new Random(); }"),
            new("Grains/A.cs", "class A { Random R = new Random(42); }")),
        new("delays name their time provider", Delay,
            new("Grains/A.cs", "class A { Task M(CancellationToken stop) => Task.Delay(5, stop); }"),
            new("Grains/A.cs", "class A { Task M(TimeProvider time) => Task.Delay(TimeSpan.FromSeconds(5), time); }")),
        new("grain code does not block", Blocking,
            new("Grains/A.cs", "class A { int M(Task<int> t) => t.Result; }"),
            new("Grains/A.cs", "class A { async Task<int> M(Task<int> t) => await t; }")),
        new("grain code stays on its scheduler", Leaving,
            new("Grains/A.cs", "class A { Task M() => Task.Run(M); }"),
            new("Grains/A.cs", "class A { Task M(Task t) => t.ConfigureAwait(true); }")),
    ];

    private static IEnumerable<Violation> Banned(SourceFile file) =>
        from access in file.Nodes<MemberAccessExpressionSyntax>()
        let name = $"{access.Expression.ToString().Split('.')[^1]}.{access.Name.Identifier}"
        where Members.ContainsKey(name)
        select file.At(access, $"{name} is banned: {Members[name]}.");

    private static IEnumerable<Violation> Unseeded(SourceFile file) =>
        file.Nodes<ObjectCreationExpressionSyntax>()
            .Where(made => made.Type.ToString() == "Random" && made.ArgumentList is null or { Arguments.Count: 0 })
            .Select(made => file.At(made, "new Random() cannot be replayed: pass a seed."));

    private static IEnumerable<Violation> Delay(SourceFile file) =>
        from call in file.Nodes<InvocationExpressionSyntax>()
        where call.Expression.ToString() is "Task.Delay" or "System.Threading.Tasks.Task.Delay"
        let arguments = call.ArgumentList.Arguments
        let endless = arguments.ToString().Contains("Infinite", StringComparison.Ordinal)
        where !endless && !(arguments.Count > 1 && NamesClock(arguments[1].ToString()))
        select file.At(call, "Task.Delay waits by the wall clock: pass a TimeProvider.");

    private static bool NamesClock(string argument) =>
        argument.Contains("time", StringComparison.OrdinalIgnoreCase)
        || argument.Contains("clock", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Violation> Blocking(SourceFile file) =>
        from access in file.Nodes<MemberAccessExpressionSyntax>()
        where IsGrainCode(file)
        let name = access.Name.Identifier.Text
        let called = access.Parent is InvocationExpressionSyntax
        where name is "GetResult" && called
            || name is "Wait" && access.Parent is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 }
            || name is "Result" && !called
        select file.At(access, $".{name} blocks the turn: await it.");

    private static IEnumerable<Violation> Leaving(SourceFile file) =>
        from call in file.Nodes<InvocationExpressionSyntax>()
        // The journal's writer runs beside the grains and must not take their turns.
        where IsGrainCode(file) && !file.IsUnder("Grains/Journal")
        let name = call.Expression.ToString()
        where name.EndsWith("Task.Run", StringComparison.Ordinal)
            || name.EndsWith(".ConfigureAwait", StringComparison.Ordinal)
                && call.ArgumentList.Arguments.ToString().Contains("false", StringComparison.Ordinal)
        select file.At(call, "the continuation leaves the activation's turns: await plainly.");

    private static bool IsGrainCode(SourceFile file) => file.IsUnder("Grains") || file.IsUnder("Grains.Abstractions");
}
