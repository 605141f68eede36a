using System.Globalization;

namespace OrderGrid.Load.Bench;

/// <summary>How a goal is meant.</summary>
internal enum GoalKind
{
    /// <summary>The more, the better.</summary>
    AtLeast,

    /// <summary>The less, the better.</summary>
    AtMost,

    /// <summary>Neither more nor less.</summary>
    Exactly,
}

/// <summary>A goal, and what was reached.</summary>
internal sealed record BenchGoal(string Goal, GoalKind Kind, double Reached, double Wanted)
{
    /// <summary>True when it was reached; what is not a number never is.</summary>
    public bool IsReached => Kind switch
    {
        GoalKind.AtLeast => Reached >= Wanted,
        GoalKind.AtMost => Reached <= Wanted,
        GoalKind.Exactly => Reached.Equals(Wanted),
    };
}

/// <summary>Prints measurements as they come, and at the end each goal beside what was reached.</summary>
internal sealed class BenchReport(TextWriter output)
{
    private readonly List<BenchGoal> _goals = [];

    /// <summary>True when every goal was reached.</summary>
    public bool AllReached => _goals.TrueForAll(goal => goal.IsReached);

    /// <summary>One measurement, one line.</summary>
    public void Print(string what, string unit, Measurement measured) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-58} {measured.PerSecond,10:N0} {unit}/s  p50 {Text(measured, 0.5),8}  p99 {Text(measured, 0.99),8}  "
        + $"CPU µs each: process {measured.ClientMicroseconds:F1}, server {measured.ServerMicroseconds}"));

    /// <summary>A remark.</summary>
    public void Say(string line) => output.WriteLine(line);

    /// <summary>A goal that is a least, and what was reached.</summary>
    public void Judge(string goal, double reached, double wanted) =>
        _goals.Add(new(goal, GoalKind.AtLeast, reached, wanted));

    /// <summary>A goal that is a most, and what was reached.</summary>
    public void JudgeMost(string goal, double reached, double most) =>
        _goals.Add(new(goal, GoalKind.AtMost, reached, most));

    /// <summary>A number that must be hit, and what it was.</summary>
    public void JudgeExactly(string goal, double reached, double wanted) =>
        _goals.Add(new(goal, GoalKind.Exactly, reached, wanted));

    /// <summary>All goals.</summary>
    public void Conclude()
    {
        output.WriteLine();
        foreach (var goal in _goals)
        {
            var sign = goal.Kind switch
            {
                GoalKind.AtLeast => "≥",
                GoalKind.AtMost => "≤",
                GoalKind.Exactly => "=",
            };
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(goal.IsReached ? "reached" : "MISSED "),-8} {goal.Goal,-72} {goal.Reached,12:N2} "
                + $"(goal {sign} {goal.Wanted:N2})"));
        }
    }

    private static string Text(Measurement measured, double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{measured.Latencies.Percentile(share).TotalMilliseconds:F2} ms");
}
