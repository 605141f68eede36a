using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace OrderGrid.Gateway.Hosting;

/// <summary>Marks endpoints that answer on the admin port only.</summary>
public sealed class AdminOnly;

/// <summary>
/// Marks the connections of the admin port. The mark belongs to the socket, so no header can forge it, as a Host header
/// could.
/// </summary>
internal sealed class AdminDoor
{
    private static readonly AdminDoor Mark = new();

    public static void Open(ListenOptions listen) => listen.Use(next => connection =>
    {
        connection.Features.Set(Mark);
        return next(connection);
    });

    public static bool CameThrough(HttpContext http) => http.Features.Get<AdminDoor>() is not null;
}
