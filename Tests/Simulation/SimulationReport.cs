using System.Diagnostics;
using System.Globalization;

namespace OrderGrid.Simulated;

/// <summary>Runs seeds side by side and prints what they showed.</summary>
internal sealed class SimulationReport(TimeProvider clock, TextWriter output)
{
    /// <summary>What stands before the trace in the report of one seed.</summary>
    public const string TraceWord = "trace ";

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private int _passed;
    private int _failed;

    /// <summary>Runs seeds without a bug, or all with one; prints each that fails and how to repeat it.</summary>
    public void RunSeeds(ulong from, int count, PlantedBug bug)
    {
        var started = clock.GetTimestamp();
        var told = started;
        var done = 0;
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, index =>
        {
            var result = SeedRun.Execute(from + (ulong)index, bug);
            lock (_lock)
            {
                done++;
                Count(result, bug);
                if (clock.GetElapsedTime(told) > ProgressInterval)
                {
                    told = clock.GetTimestamp();
                    var seconds = clock.GetElapsedTime(started).TotalSeconds;
                    Print($"simulation: {done} of {count} seeds, {_failed} failed, {seconds:0} s");
                }
            }
        });
        Print($"simulation: {count} seeds in {clock.GetElapsedTime(started).TotalSeconds:0} s");
    }

    /// <summary>
    /// Runs seeds with a bug until an invariant that the bug breaks is said to be broken. Anything else that a seed
    /// shows, an exception above all, has not seen the bug.
    /// </summary>
    public void RunPlanted(PlantedBug bug, int most)
    {
        var wanted = BreaksAttribute.Of(bug);
        string? other = null;
        for (var seed = 1; seed <= most; seed++)
        {
            var found = SeedRun.Execute((ulong)seed, bug).Violations;
            if (found.FirstOrDefault(violation => wanted.Contains(InvariantOf(violation))) is { } caught)
            {
                _passed++;
                Print($"planted {bug}: caught by seed {seed}: {caught}");
                return;
            }

            other ??= found.Count > 0 ? $"seed {seed}: {found[0]}" : null;
        }

        _failed++;
        Print($"planted {bug}: NOT CAUGHT by {most} seeds, no {string.Join(" or ", wanted)}; first other: {other}");
    }

    /// <summary>I19: one seed is one run, also in another process, where strings hash to other numbers.</summary>
    public void RunTwice(ulong seed)
    {
        var here = SeedRun.Execute(seed, PlantedBug.None).Trace;
        var again = SeedRun.Execute(seed, PlantedBug.None).Trace;
        var elsewhere = RunElsewhere(seed);
        if (here == again && here == elsewhere)
        {
            _passed++;
            Print($"repeated seed {seed}: trace {here} three times, once in another process");
            return;
        }

        _failed++;
        Print($"repeated seed {seed}: I19 is broken: traces {here}, {again}, and {elsewhere} in another process");
    }

    /// <summary>Prints the sums; 0 when nothing failed.</summary>
    public int Conclude()
    {
        Print($"simulation: {_passed} passed, {_failed} failed");
        return _failed == 0 ? 0 : 1;
    }

    private static string InvariantOf(string violation) => violation.Split(':', 2)[0];

    private void Count(SeedResult result, PlantedBug bug)
    {
        if (result.Passed)
        {
            _passed++;
            return;
        }

        _failed++;
        Print($"seed {result.Seed} FAILED: {result.Parameters}");
        Print($"  {result.Summary}");
        foreach (var violation in result.Violations.Take(5))
        {
            Print($"  broken: {violation}");
        }

        var plant = bug == PlantedBug.None ? "" : $" --plant {bug}";
        Print($"  repeat it: ./grid simulate --seed {result.Seed}{plant}");
    }

    private static string RunElsewhere(ulong seed)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            [typeof(SimulationReport).Assembly.Location, "--seed", seed.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        var trace = lines.FirstOrDefault(line => line.Contains(TraceWord, StringComparison.Ordinal));
        return trace?.Trim()[TraceWord.Length..] ?? "none";
    }

    private void Print(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
