using System.CommandLine;
using System.Globalization;

namespace OrderGrid.Simulated;

/// <summary>Runs seeds and planted bugs, and says for each failure the command that repeats it.</summary>
internal sealed class SimulateCommand : RootCommand
{
    private const int SeedsPerBug = 60;

    private static readonly Option<int> Seeds =
        new("--seeds") { Description = "How many seeds.", DefaultValueFactory = _ => 50 };

    private static readonly Option<ulong?> Seed = new("--seed") { Description = "One seed only, with its details." };

    private static readonly Option<ulong> From =
        new("--from") { Description = "First seed.", DefaultValueFactory = _ => 1 };

    private static readonly Option<PlantedBug> Plant = new("--plant") { Description = "Plant this bug." };

    private static readonly Option<bool> Plants =
        new("--plants") { Description = "Plant every bug, one after the other." };

    private static readonly Option<bool> Repeat = new("--repeat")
    {
        Description = "Run the first seed again here and in another process: all three must be the same run.",
    };

    public SimulateCommand() : base("Runs the grid under seeded faults in virtual time and judges what happened.")
    {
        Options.Add(Seeds);
        Options.Add(Seed);
        Options.Add(From);
        Options.Add(Plant);
        Options.Add(Plants);
        Options.Add(Repeat);
        SetAction(parsed =>
        {
            if (parsed.GetValue(Seed) is { } seed)
            {
                return RunOne(seed, parsed.GetValue(Plant));
            }

            var report = new SimulationReport(TimeProvider.System, Console.Out);
            if (parsed.GetValue(Plants))
            {
                foreach (var bug in Enum.GetValues<PlantedBug>().Where(bug => bug != PlantedBug.None))
                {
                    report.RunPlanted(bug, SeedsPerBug);
                }
            }

            if (parsed.GetValue(Repeat))
            {
                report.RunTwice(parsed.GetValue(From));
            }

            report.RunSeeds(parsed.GetValue(From), parsed.GetValue(Seeds), parsed.GetValue(Plant));
            return report.Conclude();
        });
    }

    private static int RunOne(ulong seed, PlantedBug bug)
    {
        var result = SeedRun.Execute(seed, bug);
        Console.WriteLine($"seed {seed}: {result.Parameters}");
        Console.WriteLine($"  {result.Summary}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {SimulationReport.TraceWord}{result.Trace}"));
        foreach (var violation in result.Violations)
        {
            Console.WriteLine($"  broken: {violation}");
        }

        foreach (var line in result.Dossier)
        {
            Console.WriteLine(line);
        }

        return result.Passed ? 0 : 1;
    }
}
