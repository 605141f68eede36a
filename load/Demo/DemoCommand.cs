using System.CommandLine;
using OrderGrid.Hosting;
using OrderGrid.Load.Landscape;
using Spectre.Console;

namespace OrderGrid.Load.Demo;

/// <summary><c>demo</c>: a day of orders against real processes, with an outage and a crash in the middle.</summary>
internal sealed class DemoCommand : Command
{
    private const string GatewayVariable = "ORDERGRID_GATEWAY_DLL";
    private const string SandboxVariable = "ORDERGRID_SANDBOX_DLL";
    private const int CannotStart = 2;
    private const int Stopped = 130;
    private const int RedirectedWidth = 110;

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
        SetAction((parsed, cancellation) => RunAsync(Read(parsed), cancellation));
    }

    private static DemoSettings? Read(ParseResult parsed)
    {
        var postgres = Variable(GridNodeOptions.PostgresVariable);
        var gateway = Variable(GatewayVariable);
        var sandbox = Variable(SandboxVariable);
        var speed = parsed.GetValue(Speed);
        if (postgres is null || gateway is null || sandbox is null)
        {
            return null;
        }

        if (speed is < 0.2 or > 10)
        {
            Console.Error.WriteLine("--speed is 0.2 to 10.");
            return null;
        }

        return new(
            parsed.GetValue(Seed),
            speed,
            parsed.GetValue(Keep),
            parsed.GetValue(Samples)!,
            Path.GetFullPath(parsed.GetValue(Folder)!),
            new(postgres, gateway, sandbox));
    }

    private static string? Variable(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        if (string.IsNullOrWhiteSpace(value))
        {
            Console.Error.WriteLine($"{name} is not set. Run ./grid demo, which sets up everything the demo needs.");
            return null;
        }

        return value;
    }

    // A file or a pipe gets neither colours nor lines broken at the width of a terminal that is not there.
    private static IAnsiConsole MakeConsole()
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        var plain = new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors };
        var console = AnsiConsole.Create(plain);
        console.Profile.Width = RedirectedWidth;
        return console;
    }

    private static async Task<int> RunAsync(DemoSettings? settings, CancellationToken cancellation)
    {
        if (settings is null)
        {
            return CannotStart;
        }

        try
        {
            return await new DemoRun(settings, MakeConsole(), TimeProvider.System).RunAsync(cancellation);
        }
        catch (LoadException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return CannotStart;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("The demo was stopped; everything it started has ended.");
            return Stopped;
        }
    }
}
