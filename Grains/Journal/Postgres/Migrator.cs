using System.Reflection;
using Npgsql;

namespace OrderGrid.Journal;

/// <summary>
/// Brings a database to this release's schema: the numbered scripts <c>NNNN_name.sql</c> of this assembly, in order,
/// each once, all in one transaction. Any number of processes may do it at once; one works and the others wait.
/// </summary>
public sealed class Migrator(NpgsqlDataSource database, IReadOnlyList<Migration>? migrations = null)
{
    /// <summary>Oldest server that will do, in the server's own numbering.</summary>
    public const int OldestServer = 150_000;

    // Any number will do as long as every release uses the same one.
    private const long LockKey = 0x4F52_4447_5249_4401;

    private readonly IReadOnlyList<Migration> _migrations = migrations ?? Shipped;

    /// <summary>The migrations of this release, by number.</summary>
    public static IReadOnlyList<Migration> Shipped { get; } = Load(typeof(Migrator).Assembly);

    /// <summary>Applies what is missing and answers the numbers it applied.</summary>
    /// <exception cref="SchemaRefusedException">The server is too old or the schema of a later release.</exception>
    /// <exception cref="NpgsqlException">The server could not be reached; trying again later is right.</exception>
    public async Task<IReadOnlyList<int>> ApplyAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var server = await ScalarAsync<int>(
            connection, "SELECT current_setting('server_version_num')::int", cancellation);
        if (server < OldestServer)
        {
            throw new SchemaRefusedException(
                $"The server is PostgreSQL {server / 10_000}; PostgreSQL {OldestServer / 10_000} or later is needed.");
        }

        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({LockKey})", cancellation);
        await ExecuteAsync(
            connection,
            """
            CREATE TABLE IF NOT EXISTS schema_migration (
                number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
            """,
            cancellation);
        var applied = await ScalarAsync<int[]>(
            connection, "SELECT coalesce(array_agg(number), '{}') FROM schema_migration", cancellation);
        RefuseLater(applied);
        await RefuseForeignTransactionsAsync(connection, cancellation);
        var missing = _migrations.Where(migration => !applied.Contains(migration.Number)).ToList();
        foreach (var migration in missing)
        {
            await ExecuteAsync(connection, migration.Sql, cancellation);
            await using var note = new NpgsqlCommand(
                "INSERT INTO schema_migration (number, name) VALUES ($1, $2)", connection)
            {
                Parameters = { new() { Value = migration.Number }, new() { Value = migration.Name } },
            };
            await note.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return [.. missing.Select(migration => migration.Number)];
    }

    private void RefuseLater(int[] applied)
    {
        var known = _migrations.Select(migration => migration.Number).ToHashSet();
        var unknown = applied.Where(number => !known.Contains(number)).ToList();
        if (unknown.Count > 0)
        {
            throw new SchemaRefusedException(
                $"The database has schema {unknown.Max()} of a later release; this release knows schemas up to "
                + $"{_migrations.Max(migration => migration.Number)}. Run the later release, or restore a backup "
                + "from before it was started.");
        }
    }

    // Positions are the server's own transaction numbers. A dump loaded into another server brings numbers that are
    // still to come there: the feed would hide those records and then show new ones in front of them.
    private static async Task RefuseForeignTransactionsAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        var exists = await ScalarAsync<bool>(
            connection, "SELECT to_regclass('journal_record') IS NOT NULL", cancellation);
        var foreign = exists && await ScalarAsync<bool>(
            connection,
            """
            SELECT EXISTS (
                SELECT FROM generate_series(0, 63) AS p (partition)
                CROSS JOIN unnest($1::smallint[]) AS c (category)
                CROSS JOIN LATERAL (
                    SELECT r.transaction FROM journal_record r
                    WHERE r.partition = p.partition AND r.category = c.category
                    ORDER BY r.transaction DESC, r.sequence DESC LIMIT 1) AS newest
                WHERE newest.transaction > pg_current_xact_id())
            """,
            cancellation,
            Enum.GetValues<StreamCategory>().Select(category => (short)category).ToArray());
        if (foreign)
        {
            throw new SchemaRefusedException(
                "The journal was copied from a server with higher transaction numbers, so its feed would be out of "
                + "order here. Restore it from a physical backup, or raise this server's next transaction number "
                + "above the journal's with pg_resetwal before it is started.");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<T> ScalarAsync<T>(
        NpgsqlConnection connection, string sql, CancellationToken cancellation, object? argument = null)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (argument is not null)
        {
            command.Parameters.Add(new() { Value = argument });
        }

        return (T)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static List<Migration> Load(Assembly assembly) =>
    [
        .. assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Migration.Read(assembly, name)),
    ];
}
