using System.Net;

namespace OrderGrid.Hosting;

/// <summary>Where a process listens for HTTP.</summary>
public static class HttpAddress
{
    /// <summary>Environment variable of the address.</summary>
    public const string Variable = "ORDERGRID_HTTP";

    /// <summary>Reads the environment and checks that the port is free.</summary>
    /// <exception cref="GridConfigurationException">The address is no such thing, or its port is in use.</exception>
    public static string Read(string otherwise)
    {
        var text = Environment.GetEnvironmentVariable(Variable);
        text = string.IsNullOrWhiteSpace(text) ? otherwise : text;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
        {
            throw new GridConfigurationException($"{Variable} is '{text}'; an address like {otherwise} is expected.");
        }

        var address = uri.IsLoopback ? IPAddress.Loopback
            : IPAddress.TryParse(uri.Host, out var parsed) ? parsed
            : IPAddress.Any;
        StartFailure.RequireFreePort(address, uri.Port, Variable);
        return text;
    }
}
