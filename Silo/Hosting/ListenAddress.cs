using System.Net;

namespace OrderGrid.Hosting;

/// <summary>An address to listen at. Port 0 takes a free one.</summary>
/// <param name="EndPoint">IP address and port.</param>
public sealed record ListenAddress(IPEndPoint EndPoint)
{
    /// <summary>Environment variable of the address that every process has.</summary>
    public const string Variable = "ORDERGRID_HTTP";

    /// <summary>Reads an address out of the environment.</summary>
    /// <exception cref="GridConfigurationException">It is not such an address.</exception>
    public static ListenAddress Read(string variable, string otherwise)
    {
        var text = Environment.GetEnvironmentVariable(variable);
        return Parse(string.IsNullOrWhiteSpace(text) ? otherwise : text);
    }

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
    public ListenAddress Check(string variable)
    {
        StartFailure.RequireFreePort(EndPoint.Address, EndPoint.Port, variable);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => $"http://{EndPoint}";
}
