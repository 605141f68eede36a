using System.Net;
using System.Net.Sockets;
using OrderGrid.Load.Http;

namespace OrderGrid.Load.Flash;

/// <summary>Sends arrivals, each lane on a connection of its own.</summary>
internal sealed class FlashClient : IDisposable
{
    private readonly FlashPlan _plan;
    private readonly FlashTraffic _traffic;
    private readonly RawConnection[] _connections;

    /// <summary>Makes one; connections are made when they are first needed.</summary>
    public FlashClient(FlashPlan plan, FlashTraffic traffic, IPEndPoint server)
    {
        _plan = plan;
        _traffic = traffic;
        _connections = [.. Enumerable.Range(0, plan.Settings.Connections).Select(_ => new RawConnection(server))];
    }

    /// <summary>Sends one arrival once: a buyer who is turned away does not come back.</summary>
    public async Task<FlashAnswer> SendAsync(int lane, int arrival, CancellationToken cancellation)
    {
        var connection = _connections[lane];
        try
        {
            var status = await connection.SendAsync(_traffic.RequestOf(arrival), cancellation);
            var code = status < (int)HttpStatusCode.BadRequest ? null : connection.Find("code"u8);
            return FlashAnswer.Of(status, code, _plan.Arrivals[arrival].Stream.Reads);
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
        {
            return FlashAnswer.None;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }
}
