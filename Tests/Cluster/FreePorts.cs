using System.Net;
using System.Net.Sockets;

namespace OrderGrid.Tests.Cluster;

/// <summary>Ports of this machine for processes that must be told theirs.</summary>
internal static class FreePorts
{
    /// <summary>So many different ones that are free now.</summary>
    public static IReadOnlyList<int> Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.ConvertAll(listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
