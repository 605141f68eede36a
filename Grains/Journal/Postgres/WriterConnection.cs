using Npgsql;

namespace OrderGrid.Journal;

/// <summary>Names one server process for ever, also after its number is used again.</summary>
internal readonly record struct BackendIdentity(int ProcessId, DateTime Started);

/// <summary>A connection for commits, the server process behind it and where that keeps its data.</summary>
internal sealed record WriterConnection(
    NpgsqlConnection Connection, BackendIdentity Backend, string Folder) : IAsyncDisposable
{
    /// <summary>
    /// Ends the server process of a connection that broke in the middle of a commit, and waits until it is gone, so
    /// that whoever reads a stream after an unknown outcome reads what stays true.
    /// </summary>
    public async Task EndAsync(BackendIdentity backend, CancellationToken cancellation)
    {
        const string end =
            "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE pid = $1 AND backend_start = $2";
        await using var command = new NpgsqlCommand(end, Connection)
        {
            Parameters = { new() { Value = backend.ProcessId }, new() { Value = backend.Started } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
