using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
#if EMBEDDED
using OrderGrid.Embedded;
#else
using System.Net;
using System.Net.Sockets;
using Orleans.Hosting;
#endif

namespace OrderGrid.Load.Calls;

/// <summary>Measures calls to one grain on the runtime of this build, without storage or work in the grain.</summary>
public static class CallBench
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>Starts a node with nothing but the measured grain and gives the calls it answered per second.</summary>
    /// <param name="inFlight">Calls that wait for their answers at any time.</param>
    /// <param name="duration">The measured time, after a warm-up of two seconds.</param>
    /// <param name="time">The clock.</param>
    public static async Task<double> CallsPerSecondAsync(int inFlight, TimeSpan duration, TimeProvider time)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        AddRuntime(builder);
        using var host = builder.Build();
        await host.StartAsync();
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IPingGrain>("one");
        await RunAsync(grain, inFlight, WarmUp, time);
        var started = time.GetTimestamp();
        var done = await RunAsync(grain, inFlight, duration, time);
        var perSecond = done / time.GetElapsedTime(started).TotalSeconds;
        await host.StopAsync();
        return perSecond;
    }

    private static async Task<long> RunAsync(IPingGrain grain, int inFlight, TimeSpan duration, TimeProvider time)
    {
        using var end = new CancellationTokenSource(duration, time);
        var counts = await Task.WhenAll(
            Enumerable.Range(0, inFlight).Select(_ => Task.Run(() => CallAsync(grain, end.Token))));
        return counts.Sum();
    }

    private static async Task<long> CallAsync(IPingGrain grain, CancellationToken end)
    {
        var done = 0L;
        while (!end.IsCancellationRequested)
        {
            await grain.Add(1);
            done++;
        }

        return done;
    }

#if EMBEDDED
    private static void AddRuntime(HostApplicationBuilder builder) =>
        builder.Services.AddEmbeddedGrid(grid => grid.GrainAssemblies.Add(typeof(PingGrain).Assembly));
#else
    private static void AddRuntime(HostApplicationBuilder builder) =>
        builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePort(), FreePort()));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
#endif
}
