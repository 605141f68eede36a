using System.Diagnostics;
using System.Globalization;
using OrderGrid.Hosting;
using OrderGrid.Load.Calls;
using OrderGrid.Load.Landscape;

namespace OrderGrid.Load.Bench;

/// <summary>
/// Calls to one grain that does nothing; where both builds are there, on the other runtime as well, in a process of
/// its own.
/// </summary>
internal sealed class CallPart(BenchStage stage)
{
    /// <summary>Names the other runtime's program; set by <c>./grid bench</c> where there is one.</summary>
    public const string OtherBuildVariable = "ORDERGRID_OTHER_LOAD_DLL";

    private const int InFlight = 512;
    private const double Wanted = 1_000_000;
    private const string Beginning = "calls to one grain, ";

    public async Task RunAsync()
    {
        var calls = await CallBench.CallsPerSecondAsync(InFlight, stage.Duration, stage.Clock);
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{Beginning}{InFlight} in flight: {calls:N0} calls/s on {GridRuntime.Name}"));
        if (GridRuntime.Name == "Embedded")
        {
            stage.Report.Judge("calls to one grain per second, Embedded", calls, Wanted);
        }

        if (Environment.GetEnvironmentVariable(OtherBuildVariable) is { Length: > 0 } other)
        {
            stage.Report.Say(await AskAsync(other));
        }
    }

    private async Task<string> AskAsync(string program)
    {
        var seconds = stage.Duration.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("dotnet", [program, "bench", "--only", "calls", "--seconds", seconds])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove(OtherBuildVariable);
        using var process = Process.Start(start) ?? throw new LoadException($"{program} could not be started.");
        var output = await process.StandardOutput.ReadToEndAsync(stage.Cancellation);
        await process.WaitForExitAsync(stage.Cancellation);
        return output.Split('\n').FirstOrDefault(line => line.StartsWith(Beginning, StringComparison.Ordinal))
            ?? $"{program} did not say how many calls it made: {output}";
    }
}
