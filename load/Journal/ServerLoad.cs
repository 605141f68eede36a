using System.Globalization;
using Npgsql;

namespace OrderGrid.Load.Journal;

/// <summary>Processor time of a PostgreSQL on this machine: all processes of its postmaster.</summary>
internal sealed class ServerLoad
{
    private const double TicksPerSecond = 100;
    private readonly int _postmaster;

    private ServerLoad(int postmaster) => _postmaster = postmaster;

    /// <summary>Null where the server is not on this machine.</summary>
    public static async Task<ServerLoad?> FindAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        var backend = ReadStat(connection.ProcessID);
        return backend is { Name: "postgres" } ? new ServerLoad(backend.Parent) : null;
    }

    /// <summary>Spent so far by the processes that are alive now.</summary>
    public TimeSpan Read()
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)
                && ReadStat(id) is { } process
                && (process.Parent == _postmaster || id == _postmaster))
            {
                ticks += process.Ticks;
            }
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static Stat? ReadStat(int id)
    {
        try
        {
            // The name stands in brackets and may hold spaces; the numbered fields start behind it.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var close = text.LastIndexOf(')');
            var fields = text[(close + 2)..].Split(' ');
            return new Stat(
                text[(text.IndexOf('(', StringComparison.Ordinal) + 1)..close],
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                long.Parse(fields[11], CultureInfo.InvariantCulture)
                    + long.Parse(fields[12], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed record Stat(string Name, int Parent, long Ticks);
}
