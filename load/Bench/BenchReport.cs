using System.Globalization;

namespace OrderGrid.Load.Bench;

/// <summary>Prints measurements as they come, and at the end each goal beside what was reached.</summary>
internal sealed class BenchReport(TextWriter output)
{
    private readonly List<(string Goal, double Reached, double Wanted)> _goals = [];

    /// <summary>True when every goal was reached.</summary>
    public bool AllReached => _goals.TrueForAll(goal => goal.Reached >= goal.Wanted);

    /// <summary>One measurement, one line.</summary>
    public void Print(string what, string unit, Measurement measured) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-58} {measured.PerSecond,10:N0} {unit}/s  p50 {Text(measured, 0.5),8}  p99 {Text(measured, 0.99),8}  "
        + $"CPU µs each: process {measured.ClientMicroseconds:F1}, server {measured.ServerMicroseconds}"));

    /// <summary>A remark.</summary>
    public void Say(string line) => output.WriteLine(line);

    /// <summary>A goal and what was reached.</summary>
    public void Judge(string goal, double reached, double wanted) => _goals.Add((goal, reached, wanted));

    /// <summary>All goals.</summary>
    public void Conclude()
    {
        output.WriteLine();
        foreach (var (goal, reached, wanted) in _goals)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(reached >= wanted ? "reached" : "MISSED "),-8} {goal,-72} {reached,12:N2} (goal {wanted:N2})"));
        }
    }

    private static string Text(Measurement measured, double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{measured.Latencies.Percentile(share).TotalMilliseconds:F2} ms");
}
