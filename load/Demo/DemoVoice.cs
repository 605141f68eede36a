using System.Globalization;
using Spectre.Console;

namespace OrderGrid.Load.Demo;

/// <summary>Tells what goes on, with the time since the day began.</summary>
internal sealed class DemoVoice(IAnsiConsole console, TimeProvider clock)
{
    private long _dayStarted;

    /// <summary>Time since the day began.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_dayStarted);

    /// <summary>The clock's reading at the start of the day.</summary>
    public long DayStarted => _dayStarted;

    /// <summary>Begins the day.</summary>
    public void BeginDay() => _dayStarted = clock.GetTimestamp();

    /// <summary>A line of progress.</summary>
    public void Say(string line) => console.WriteLine(Stamp(line));

    /// <summary>A line that should not be overlooked.</summary>
    public void Announce(string line) => console.MarkupLine($"[yellow]{Markup.Escape(Stamp($"▶ {line}"))}[/]");

    private string Stamp(string line) => _dayStarted == 0
        ? $"           {line}"
        : string.Create(CultureInfo.InvariantCulture, $"[{Elapsed.TotalSeconds,6:F1} s] {line}");
}
