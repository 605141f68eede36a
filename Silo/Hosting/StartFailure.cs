using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using OrderGrid.Journal;

namespace OrderGrid.Hosting;

/// <summary>Turns what can go wrong at a start into one line that says what to do.</summary>
public static class StartFailure
{
    /// <summary>The line; null when the error is not one of operation and its trace is worth seeing.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        GridConfigurationException or SchemaRefusedException or OptionsValidationException => exception.Message,
        AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
            "A port is in use. End the process that has it, or choose others with the ORDERGRID_… variables.",
        AggregateException several => several.InnerExceptions.Select(Explain).FirstOrDefault(line => line is not null),
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };

    /// <summary>Checks that a port can be had, before anything else is started.</summary>
    /// <param name="address">Where it will be listened on.</param>
    /// <param name="port">The port; 0 takes a free one and is always well.</param>
    /// <param name="variable">The environment variable that sets it.</param>
    /// <exception cref="GridConfigurationException">Another process has it.</exception>
    public static void RequireFreePort(IPAddress address, int port, string variable)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
        }
        catch (SocketException exception)
        {
            throw new GridConfigurationException(
                exception.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"Port {port} is in use: end the process that has it, or set {variable} to another."
                    : $"Port {port} of {address} cannot be had ({exception.Message}): set {variable} to another.",
                exception);
        }
    }
}
