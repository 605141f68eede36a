using System.Globalization;
using OrderGrid.Load.Journal;

namespace OrderGrid.Load.Bench;

/// <summary>Processor time from a moment on, of this process and of the database server.</summary>
/// <param name="server">Null when the server is on another machine.</param>
internal sealed class ProcessorMeter(ServerLoad? server)
{
    private readonly TimeSpan? _serverBefore = server?.Read();
    private readonly TimeSpan _clientBefore = Environment.CpuUsage.TotalTime;

    /// <summary>What was done since, with what it cost until now.</summary>
    public Measurement Measure(long done, TimeSpan elapsed, LatencyHistogram latencies) => new(
        done,
        elapsed,
        latencies,
        Environment.CpuUsage.TotalTime - _clientBefore,
        server is null ? null : server.Read() - _serverBefore);

    /// <summary>What each of so many operations has cost until now.</summary>
    public string Per(long done)
    {
        var measured = Measure(done, TimeSpan.Zero, new LatencyHistogram());
        return string.Create(
            CultureInfo.InvariantCulture,
            $"CPU µs each: process {measured.ClientMicroseconds:F1}, server {measured.ServerMicroseconds}");
    }
}
