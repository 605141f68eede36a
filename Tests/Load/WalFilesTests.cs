using Npgsql;
using OrderGrid.Load.Bench;
using OrderGrid.Tests.Journal;
using Shouldly;
using Xunit;

namespace OrderGrid.Tests.Load;

/// <summary>A new server is brought to where one is that has run for a while.</summary>
public sealed class WalFilesTests(PostgresCluster cluster)
{
    private const string Waiting =
        "SELECT count(*) FROM pg_ls_waldir() WHERE name > pg_walfile_name(pg_current_wal_insert_lsn())";

    private const string Written = "SELECT pg_current_wal_insert_lsn() - '0/0'";

    [Fact(Timeout = 60_000)]
    public async Task As_many_files_wait_as_were_asked_for_and_none_is_made_when_enough_do()
    {
        var postgres = await cluster.CreateDatabaseAsync();
        await using var server = NpgsqlDataSource.Create(postgres);

        var first = await WaitingAsync(postgres, server, 12);
        var second = await WaitingAsync(postgres, server, 20);
        var before = await PostgresCluster.ReadAsync<decimal>(postgres, Written);
        await WaitingAsync(postgres, server, 10);
        var after = await PostgresCluster.ReadAsync<decimal>(postgres, Written);

        // The other tests write to the server meanwhile, as much as a few files.
        first.ShouldBeGreaterThanOrEqualTo(12 - 4);
        second.ShouldBeGreaterThanOrEqualTo(20 - 4);
        (after - before).ShouldBeLessThan(4 * 16 * 1024 * 1024);
    }

    private static async Task<long> WaitingAsync(string postgres, NpgsqlDataSource server, int files)
    {
        await WalFiles.MakeReadyAsync(server, files, TestContext.Current.CancellationToken);
        return await PostgresCluster.ReadAsync<long>(postgres, Waiting);
    }
}
