using System.Net;
using System.Net.Sockets;
using OrderGrid.Hosting;

namespace OrderGrid.Gateway.Hosting;

/// <summary>An address to listen at. Port 0 takes a free one.</summary>
/// <param name="EndPoint">IP address and port.</param>
public sealed record ListenAddress(IPEndPoint EndPoint)
{
    /// <summary>Parses <c>http://127.0.0.1:8080</c>; <c>localhost</c> is 127.0.0.1, <c>*</c> every address.</summary>
    /// <exception cref="GridConfigurationException">It is not such an address.</exception>
    public static ListenAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = text.Replace("//*", "//0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(plain, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
        {
            throw new GridConfigurationException($"'{text}' is not an address such as http://127.0.0.1:8080.");
        }

        return url.Host == "localhost"
            ? new(new IPEndPoint(IPAddress.Loopback, url.Port))
            : IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)
                ? new(new IPEndPoint(address, url.Port))
                : throw new GridConfigurationException($"'{text}' names a host; an IP address is expected.");
    }

    /// <summary>
    /// Tries the port before anything is started, so that a port in use is said in a line at once and not after the
    /// grains have come up.
    /// </summary>
    /// <exception cref="GridConfigurationException">Somebody else listens there, or this process may not.</exception>
    public void Check()
    {
        try
        {
            using var probe = new TcpListener(EndPoint);
            probe.Start();
        }
        catch (SocketException exception)
        {
            throw new GridConfigurationException(
                $"Cannot listen at http://{EndPoint}: {exception.Message}. Stop the other program or set another port.",
                exception);
        }
    }
}
