using System.CommandLine;
using OrderGrid.Load.Landscape;

namespace OrderGrid.Load.Demo;

/// <summary><c>demo</c>: a day of orders against real processes, with an outage and a crash in the middle.</summary>
internal sealed class DemoCommand : LandscapeCommand
{
    private static readonly Option<int?> Seed = new("--seed")
    {
        Description = "Draws another day from this seed; without it the shipped samples are sent.",
    };

    private static readonly Option<double> Speed = new("--speed")
    {
        Description = "Sends the day this many times as fast, 0.2 to 10.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> Keep = new("--keep")
    {
        Description = "Leaves grid and sandbox running at the end, until Ctrl-C, to look around.",
    };

    private static readonly Option<string> Samples = new("--samples")
    {
        Description = "Folder of the samples.",
        DefaultValueFactory = _ => "samples",
    };

    private static readonly Option<string> Folder = new("--out")
    {
        Description = "Folder for the report and the logs.",
        DefaultValueFactory = _ => Path.Combine(".data", "demo-report"),
    };

    public DemoCommand() : base("demo", "Sends a day of orders through a grid of its own, breaks things, and checks.")
    {
        Options.Add(Seed);
        Options.Add(Speed);
        Options.Add(Keep);
        Options.Add(Samples);
        Options.Add(Folder);
        SetAction((parsed, cancellation) => RunAsync(
            programs => new DemoRun(Read(parsed, programs), MakeConsole(), TimeProvider.System).RunAsync(cancellation),
            cancellation));
    }

    private static DemoSettings Read(ParseResult parsed, LandscapePrograms programs)
    {
        var speed = parsed.GetValue(Speed);
        return speed is < 0.2 or > 10
            ? throw new LoadException("--speed is 0.2 to 10.")
            : new(
                parsed.GetValue(Seed),
                speed,
                parsed.GetValue(Keep),
                parsed.GetValue(Samples)!,
                Path.GetFullPath(parsed.GetValue(Folder)!),
                programs);
    }
}
