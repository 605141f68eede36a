#if EMBEDDED
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace OrderGrid.Tests.Embedded;

/// <summary>
/// Runs this test program a second time to print the trace of a seed, which shows that nothing of a run depends on
/// the process.
/// </summary>
internal static class OtherProcess
{
    private const string SeedVariable = "ORDERGRID_PRINT_TRACE_OF";

    public static Process Start(ulong seed)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) 
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(OtherProcess).Assembly.Location);
        }

        start.Environment[SeedVariable] = seed.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }

    // The entry point belongs to the test framework, so the second process is caught before it.
#pragma warning disable CA2255 // The module is this test program itself, not a library.
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void PrintTraceIfAsked()
    {
        if (ulong.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var seed))
        {
            Console.WriteLine(SimulationTests.RunMixed(seed).Simulation.Trace);
            Environment.Exit(0);
        }
    }
}
#endif
