using Npgsql;

namespace OrderGrid.Load.Bench;

/// <summary>
/// The files of a server's write-ahead log. A server that has run for a while uses old ones again; a new one has to
/// fill each with zeros first, while every commit waits. Benchmarks look at the former.
/// </summary>
internal static class WalFiles
{
    /// <summary>
    /// Has enough files waiting to be written to, and writes out what was left by those who worked before: it would be
    /// written while the next are measured. Takes seconds on a new server, moments on another.
    /// </summary>
    /// <param name="server">Any database of the server; its user may run checkpoints and switch files.</param>
    /// <param name="files">Files that wait at least, each of 16 MB on most servers.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task MakeReadyAsync(NpgsqlDataSource server, int files, CancellationToken cancellation)
    {
        await using var checkpoint = server.CreateCommand("CHECKPOINT");
        await checkpoint.ExecuteNonQueryAsync(cancellation);
        await using var count = server.CreateCommand(
            "SELECT count(*) FROM pg_ls_waldir() "
            + "WHERE name ~ '^[0-9A-F]{24}$' AND name > pg_walfile_name(pg_current_wal_insert_lsn())");
        if ((long)(await count.ExecuteScalarAsync(cancellation))! >= files)
        {
            return;
        }

        // Each switch uses a file that waits; the checkpoint brings all of them back. An empty file is not left.
        for (var made = 0; made < files; made++)
        {
            await using var next = server.CreateCommand(
                "SELECT pg_logical_emit_message(false, 'ordergrid', ''); SELECT pg_switch_wal()");
            await next.ExecuteNonQueryAsync(cancellation);
        }

        await checkpoint.ExecuteNonQueryAsync(cancellation);
    }
}
