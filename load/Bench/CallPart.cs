using System.Globalization;
using OrderGrid.Hosting;
using OrderGrid.Load.Calls;

namespace OrderGrid.Load.Bench;

/// <summary>Calls to one grain that does nothing.</summary>
internal sealed class CallPart(BenchStage stage)
{
    private const int InFlight = 512;
    private const double Wanted = 1_000_000;

    public async Task RunAsync()
    {
        var calls = await CallBench.CallsPerSecondAsync(InFlight, stage.Duration, stage.Clock);
        stage.Report.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"calls to one grain, {InFlight} in flight: {calls:N0} calls/s on {GridRuntime.Name}"));
        if (GridRuntime.Name == "Embedded")
        {
            stage.Report.Judge("calls to one grain per second, Embedded", calls, Wanted);
        }
    }
}
