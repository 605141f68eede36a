#if ORLEANS
using System.Net;
using System.Net.Sockets;

namespace OrderGrid.Hosting;

/// <summary>Ports for a silo that nobody else connects to.</summary>
internal static class FreePorts
{
    /// <summary>A port of the loopback address that is free now.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
#endif
