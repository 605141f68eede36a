using System.CommandLine;
using Spectre.Console;

namespace OrderGrid.Load.Landscape;

/// <summary>
/// A command that starts a grid of its own: how it is told what to start, what it prints on and how it ends.
/// </summary>
internal abstract class LandscapeCommand(string name, string description) : Command(name, description)
{
    private const int CannotStart = 2;
    private const int Stopped = 130;
    private const int RedirectedWidth = 110;

    /// <summary>
    /// A terminal; a file or a pipe gets neither colours nor lines broken at a width that is not there.
    /// </summary>
    protected static IAnsiConsole MakeConsole()
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

    /// <summary>Runs with the programs that the environment names; answers the exit code.</summary>
    /// <param name="run">Answers 0 when everything was as it should be.</param>
    /// <param name="cancellation">Stops it.</param>
    protected async Task<int> RunAsync(Func<LandscapePrograms, Task<int>> run, CancellationToken cancellation)
    {
        try
        {
            return await run(LandscapePrograms.Read(Name));
        }
        catch (LoadException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return CannotStart;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"./grid {Name} was stopped; everything it started has ended.");
            return Stopped;
        }
    }
}
