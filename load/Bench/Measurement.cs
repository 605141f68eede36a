using System.Globalization;

namespace OrderGrid.Load.Bench;

/// <summary>What a closed loop of clients achieved.</summary>
/// <param name="Done">Operations in the measured time.</param>
/// <param name="Elapsed">The measured time.</param>
/// <param name="Latencies">How long they took.</param>
/// <param name="ClientProcessor">Processor time of this process.</param>
/// <param name="ServerLoad">Processor time of the database server; null when it is on another machine.</param>
internal sealed record Measurement(
    long Done, TimeSpan Elapsed, LatencyHistogram Latencies, TimeSpan ClientProcessor, TimeSpan? ServerLoad)
{
    public double PerSecond => Done / Elapsed.TotalSeconds;

    public double ClientMicroseconds => ClientProcessor.TotalMicroseconds / Done;

    public string ServerMicroseconds => ServerLoad is { } server
        ? (server.TotalMicroseconds / Done).ToString("F1", CultureInfo.InvariantCulture)
        : "n/a";
}
